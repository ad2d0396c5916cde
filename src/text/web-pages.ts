import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/** Which calls are a web page's: no page may drive what listens on this machine. */

/** Ends of names that nobody can buy, and those of the service that clients are made to find here. */
const safe_ends = [
  ...['localhost', 'local', 'internal', 'test', 'example', 'invalid', 'home.arpa'],
  ...['myhuaweicloud.com', 'myhuaweicloud.eu'],
]

/**
 * A name by which no page from elsewhere can reach this machine: none that somebody could buy and have point here
 * (DNS rebinding).
 *
 * @param names that were said to be ours.
 */
export function isOurName(hostname: string, names: ReadonlySet<string>): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return (
    isIP(name) !== 0 ||
    !name.includes('.') ||
    names.has(name) ||
    safe_ends.some((end) => name.endsWith(`.${end}`))
  )
}

/**
 * Whether a browser sends this for a page that is not ours.
 *
 * @param own gives the origins of our pages; it is asked only for a call that names a page, which few do.
 */
export function isOfForeignPage(
  headers: IncomingHttpHeaders,
  own: () => readonly (string | undefined)[],
): boolean {
  const { origin, referer } = headers
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') return true
  return [origin, referer].some((url) => {
    if (url === undefined) return false
    const page = originOf(url)
    return page === undefined || !own().includes(page)
  })
}

/** Scheme, host and port of an address; undefined where there is none, as in `null`. */
export function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined
}
