/** Hosts that are every address of this machine; of a dual stack IPv4's loopback is always there. */
const every_address: readonly string[] = ['0.0.0.0', '::']

/** The URL at which this machine reaches what listens on a host and port. */
export function urlOfListener(host: string, port: number): string {
  const name = every_address.includes(host) ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
