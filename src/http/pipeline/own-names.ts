import { isIP } from 'node:net'

/** The names under which the emulator answers: none that somebody could buy and have point here (DNS rebinding). */

/** Ends of names that nobody can buy, and those of the service that clients are made to find here. */
const safe_ends = [
  ...['localhost', 'local', 'internal', 'test', 'example', 'invalid', 'home.arpa'],
  ...['myhuaweicloud.com', 'myhuaweicloud.eu'],
]

/** A name by which no page from elsewhere can reach this machine. */
export function isOurName(hostname: string, names: ReadonlySet<string>): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return (
    isIP(name) !== 0 ||
    !name.includes('.') ||
    names.has(name) ||
    safe_ends.some((end) => name.endsWith(`.${end}`))
  )
}
