/** The URL at which this machine reaches what listens on a host and port; of a host that is every address, at loopback. */
export function urlOfListener(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
