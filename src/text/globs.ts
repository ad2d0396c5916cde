/** Patterns in which `*` stands for any text. */

/**
 * Whether a value fits a pattern; without a pattern everything does. Each part is looked for once,
 * where it first stands: as a regular expression `*a*a*a*b` would be tried in every way there is.
 */
export function fitsGlob(pattern: string | undefined, value: string): boolean {
  if (pattern === undefined || pattern === '*') return true
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return pattern === value
  const end = value.length - last.length
  if (!value.startsWith(first) || !value.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = value.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= end
}
