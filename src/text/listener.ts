/** Whether what listens on a host takes every address of this machine. */
export const isEveryAddress = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** The URL at which this machine reaches what listens on a host and port. */
export function urlOfListener(host: string, port: number): string {
  // On :: it takes IPv4, too, and IPv6 may have no loopback.
  const name = isEveryAddress(host) ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
