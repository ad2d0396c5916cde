/** Tested by: test/domain/redaction.test.ts, test/cli/bundle-secrets.test.ts */
import { decodePercents, partsOf } from '../../text/targets.ts'
import { type Hiding, hideInJson, isJsonLike } from './json-hiding.ts'
import { harmless_headers, isHarmless, isSecretName } from './known-names.ts'

/**
 * Hides values in what travels: targets, headers, bodies, prose. The one way to do so, for the log, the
 * journal, the archive, explanations and bundles. What the contract knows as harmless is shown, and every
 * other value is hidden; names stay.
 */

/** Keys and certificates, but not public keys, which fixtures have of their identity providers. */
const pem = /-----BEGIN (?!PUBLIC KEY)[^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g
/** Tokens of IAM look so, whatever they are called (iam.md §1.4). */
const token_like = /\bMII[\w+/=-]{40,}/g
/** Whether a value is hidden wherever it is, by its form. */
export const isHiddenByForm = (value: string): boolean => /^MII[\w+/=-]{40,}$/.test(value)
/** Whether a text has a part that is hidden by its form. */
export const hasSecretForm = (text: string): boolean =>
  text.search(pem) >= 0 || text.search(token_like) >= 0
/**
 * `name=value`, `name:value`, `"name": "value"`, also with escaped quotes or without an end. What is
 * looked back at makes each sign the start of one attempt at most: a text may be made to last.
 */
const named =
  /(?<!\\)(?<quote>\\*["'])(?<quoted>[\w.-]+)\k<quote>(?<gap>\s*[:=]\s*)(?<value>\\*"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&|}\]]+)|(?<![\w.-])(?<bare>[\w.-]+)(?<sign>[:=])(?=\S)(?<more>"[^"]*"?|[^\s,;&|}\]]+)/g
/** What each of them needs: most texts have none of it. */
const may_have_secrets = /[:=]|MII|-----B/
/** Values in values in values: what is deeper is hidden unread. */
const levels_max = 16

/** Prose, which has no contract: hides what is named or looks like a secret. */
export function hideInText(text: string, hiding: Hiding, level = 0): string {
  if (!may_have_secrets.test(text)) return text
  if (level > levels_max) return hiding.hide(text, false, '')
  const hide = (value: string): string => hiding.hide(value, true, '')
  const shown = text.replace(pem, hide).replace(token_like, hide)
  return replaceGroups(shown, named, ({ quote = '', quoted, gap, value, bare, sign, more }) => {
    const name = quoted ?? bare ?? ''
    const head = `${quote}${name}${quote}${gap ?? sign}`
    const given = value ?? more ?? ''
    // A value may have names of its own, as an address has.
    if (!isSecretName(name)) return head + hideInText(given, hiding, level + 1)
    const [, open = '', inner = '', close = ''] =
      /^(\\*["']|)([\s\S]*?)(\\*["']|)$/.exec(given) ?? []
    return head + open + hiding.hide(inner, true, name) + close
  })
}

/** The text with each match of a global pattern replaced by what its named groups make. */
function replaceGroups(
  text: string,
  pattern: RegExp,
  replace: (groups: Partial<Record<string, string>>) => string,
): string {
  let replaced = ''
  let from = 0
  for (const { 0: match, index, groups = {} } of text.matchAll(pattern)) {
    replaced += text.slice(from, index) + replace(groups)
    from = index + match.length
  }
  return replaced + text.slice(from)
}

/** A header's value; of a signature everything but itself is shown. */
export function hideInHeader(name: string, value: string, hiding: Hiding): string {
  if (/^(proxy-)?authorization$/i.test(name)) {
    const [, scheme = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(value) ?? []
    if (!/HMAC|ECDSA|SM[23]/i.test(scheme)) {
      const hidden = hiding.hide(rest || value, true, name)
      return scheme === '' ? hidden : `${scheme} ${hidden}`
    }
    return value.replace(
      /(Signature=)([^\s,]*)/gi,
      (_, label, signature) => label + hiding.hide(signature, true, 'signature'),
    )
  }
  if (harmless_headers.has(name.toLowerCase())) return hiding.show(value)
  return hiding.hide(value, isSecretName(name), name.toLowerCase())
}

/** Headers as they came or went; those that are absent are left out. */
export const hideInHeaders = (
  headers: Record<string, string | string[] | number | undefined>,
  hiding: Hiding,
): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string | string[]][] => {
      if (value === undefined) return []
      const one = (text: string) => hideInHeader(name, text, hiding)
      return [[name, Array.isArray(value) ? value.map(one) : one(String(value))]]
    }),
  )

/** A path with its query. */
export function hideInTarget(target: string, hiding: Hiding): string {
  const { path, query } = partsOf(target)
  const shown = path
    .split('/')
    .map((segment) => rewrite(segment, (text) => hiding.show(text)))
    .join('/')
  return path.length === target.length ? shown : `${shown}?${hideInQuery(query, hiding)}`
}

/** The parameters of a query or a form. */
export const hideInQuery = (query: string, hiding: Hiding): string =>
  query
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=')
      if (at < 0) return rewrite(pair, (text) => hiding.show(text))
      const name = meant(pair.slice(0, at))
      const value = rewrite(pair.slice(at + 1), (text) => valueShown(name, text, hiding))
      const shown = rewrite(pair.slice(0, at), (text) => hiding.showName?.(text) ?? text)
      return `${shown}=${value}`
    })
    .join('&')

function valueShown(name: string, value: string, hiding: Hiding): string {
  if (!isHarmless(name, '')) return hiding.hide(value, isSecretName(name), name)
  const place = { name, parent: '' }
  return isJsonLike(value) ? hideInJson(value, hiding, place) : hiding.show(value, place)
}

/** What a text of an address has that is not meant as it is written. */
const is_encoded = /[%+\u0080-\uffff]/

/** A text of an address as it is meant: UTF-8 in `%XX`. */
const meant = (text: string): string =>
  is_encoded.test(text)
    ? Buffer.from(decodePercents(text.replaceAll('+', ' ')), 'latin1').toString('utf8')
    : text

/** A token in an address. A `+` that was not encoded is a part of it, not a space. */
const written_token = /MII(?:[\w+/=-]|%[\dA-Fa-f]{2}){40,}/g
const withPluses = (written: string): string =>
  written.replace(written_token, (token) => token.replaceAll('+', '%2B'))

function rewrite(written: string, change: (text: string) => string): string {
  const text = meant(withPluses(written))
  const changed = change(text)
  if (changed === text) return written
  return encodeURIComponent(changed).replaceAll('%5Bredacted%5D', '[redacted]')
}

/** A body that a client sent. What is neither JSON nor a form is described by no contract. */
export function hideInBody(text: string, hiding: Hiding): string {
  if (/^\s*[[{"]/.test(text)) return hideInJson(text, hiding)
  if (/^[\w.%+-]+=[^\n]*$/.test(text)) return hideInQuery(text, hiding)
  return hiding.hide(text, false, '')
}

/** A body that the emulator answered. What is not JSON, such as a table, is its own text. */
export const hideInAnswer = (text: string, hiding: Hiding): string =>
  isJsonLike(text) ? hideInJson(text, hiding) : hiding.show(text)

/**
 * A text without what the parser of JSON quotes of a text that it could not read, which may be half a
 * password.
 */
export function withoutQuote(text: string): string {
  const words = ' is not valid JSON'
  const end = text.lastIndexOf(words)
  if (end < 0 || !/"(\.\.\.)?$/.test(text.slice(Math.max(0, end - 4), end))) return text
  const start = /( token '..?')?, (?:\.\.\.)?"/.exec(text)
  if (!start || start.index >= end) return text
  const kept = start[1] === undefined ? '' : ' token'
  return text.slice(0, start.index) + kept + text.slice(end + words.length)
}
