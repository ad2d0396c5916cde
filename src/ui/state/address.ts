import { computed, signal } from '@preact/signals'

/** What is looked at: all of it is in the address, so that a copied address shows the same. */

export const views = [
  'migrations',
  'servers',
  'calls',
  'failures',
  'snapshots',
  'coverage',
  'credentials',
] as const
export type View = (typeof views)[number]

/** @property item the id of what is chosen in the view. @property query the account, filters, a moment. */
export type Address = { view: View; item: string | null; query: Readonly<Record<string, string>> }

const root = '/_emulator/ui/'

/** @param url of the page. An unknown view is the first. */
export function parseAddress({ pathname, searchParams }: URL): Address {
  const [name = '', item = ''] = pathname.slice(root.length).split('/')
  const view = views.find((one) => one === name) ?? 'migrations'
  const query = Object.fromEntries(searchParams)
  // A moment that does not exist would be shown as one by everything that reads it.
  if (query.at !== undefined && !isMoment(Number(query.at))) delete query.at
  return { view, item: item === '' ? null : decoded(item), query }
}

/** The last moment that a clock can show, and ISO 8601 with four digits. */
const moment_max = 253_402_300_799_999

const isMoment = (ms: number): boolean => Number.isInteger(ms) && ms >= 0 && ms <= moment_max

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path and query of an address. */
export function hrefOf({ view, item, query }: Address): string {
  const given = Object.entries(query).filter(([, value]) => value !== '')
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`
  return `${root}${view}${item === null ? '' : `/${encodeURIComponent(item)}`}${search}`
}

/** Where the page is. */
export const address = signal<Address>({ view: 'migrations', item: null, query: {} })

/** The account that is shown. */
export const account = computed(() => address.value.query.account ?? 'emulator')

/** @param view another view keeps the account only. */
export const linkTo = (view: View, item: string | null = null, query = {}): string => {
  const { account: shown } = address.value.query
  return hrefOf({
    view,
    item,
    query: { ...(shown === undefined ? {} : { account: shown }), ...query },
  })
}

/** Changes part of the query; an empty text removes a value. */
export const withQuery = (change: Record<string, string>): string => {
  const { view, item, query } = address.peek()
  return hrefOf({ view, item, query: { ...query, ...change } })
}

/** Goes to an address of this page. @param isStep whether *back* leads to where it is now. */
export function go(href: string, isStep = true): void {
  if (isStep) history.pushState(null, '', href)
  else history.replaceState(null, '', href)
  address.value = parseAddress(new URL(href, location.href))
}

/** Keeps `address` as the browser's: at the start, after back and forward, and for links within the page. */
export function followAddress(): void {
  address.value = parseAddress(new URL(location.href))
  addEventListener('popstate', () => {
    address.value = parseAddress(new URL(location.href))
  })
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey)
    if (link === null || !isPlain || link.hasAttribute('target') || link.hasAttribute('download'))
      return
    // A link in a picture has no parts of an address, as one in a text has.
    const { origin, pathname, search } = new URL(link.getAttribute('href') ?? '', location.href)
    if (origin !== location.origin || !pathname.startsWith(root)) return
    event.preventDefault()
    go(pathname + search)
  })
}
