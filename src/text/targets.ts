/**
 * The one reading of a request's target, for all that look at it: routing, signatures, the journal. A
 * target is kept as it came, a character for a byte (latin1, as Node gives it).
 */

/** Path and query of a target, apart; neither has the question mark. */
export function partsOf(target: string): { path: string; query: string } {
  const at = target.indexOf('?')
  return at < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, at), query: target.slice(at + 1) }
}

/** `%XX` as the byte it stands for; a `%` that stands for none is itself. */
export const decodePercents = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )

/** Every byte but RFC 3986's unreserved ones as `%XX`, in upper case. */
export const encoded = (text: string): string =>
  text.replace(
    /[^A-Za-z0-9\-_.~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )

export type Parameter = { name: string; value: string }

/** The decoded parameters of a query, in their order; a missing value is empty. `+` is a space, as in forms. */
export const parametersIn = (query: string): Parameter[] =>
  query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=')
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return { name: decodedForm(name), value: decodedForm(value) }
    })

const decodedForm = (text: string): string => decodePercents(text.replaceAll('+', ' '))
