/** Patterns in which `*` stands for any text. */

const known = new Map<string, RegExp>()
const known_max = 1_000

/** Whether a value fits a pattern; without a pattern everything does. */
export function fitsGlob(pattern: string | undefined, value: string): boolean {
  if (pattern === undefined || pattern === '*') return true
  if (!pattern.includes('*')) return pattern === value
  return compiled(pattern).test(value)
}

function compiled(pattern: string): RegExp {
  const before = known.get(pattern)
  if (before) return before
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const expression = new RegExp(`^${literal.join('.*')}$`, 's')
  if (known.size >= known_max) known.clear()
  known.set(pattern, expression)
  return expression
}
