import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type LineCounter } from 'yaml'
import { pathText } from '../schemas/issues.ts'
import { quoteName } from '../schemas/sentences.ts'
import type { Origin } from './unreadable.ts'

/** What aliases of a YAML text repeat: what is wrong there is told once, where it is written. */

/** @returns what says what is at a place of the text, through aliases and merges (`<<`). */
export function originOf(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): Origin {
  let use: Origin['use']
  const follow = (node: unknown): unknown => {
    if (!isAlias(node)) return node
    use = useOf(node, lines)
    return node.resolve(document)
  }
  let node = follow(document.contents)
  for (const [depth, step] of path.entries()) {
    const next = follow(childOf(node, step, follow))
    if (next === undefined || next === null) {
      return { node: node as object, below: pathText(path.slice(depth)), ...(use && { use }) }
    }
    node = next
  }
  return { node: node as object, below: '', ...(use && { use }) }
}

const useOf = ({ source, range }: Alias, lines: LineCounter): Origin['use'] => ({
  anchor: quoteName(source),
  line: lines.linePos(range?.[0] ?? 0).line,
})

/** What a list or a map has at a step, or one of the maps that are merged into it. */
function childOf(node: unknown, step: PropertyKey, follow: (node: unknown) => unknown): unknown {
  if (isSeq(node)) return node.items[Number(step)]
  if (!isMap(node)) return undefined
  const own = node.items.find(({ key }) => keyOf(key) === String(step))
  if (own) return own.value
  for (const { key, value } of node.items) {
    if (keyOf(key) !== '<<') continue
    const merged = isSeq(value) ? value.items : [value]
    for (const one of merged) {
      const found = childOf(follow(one), step, follow)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** The text of a key; the parser has a symbol for `<<`. */
function keyOf(key: unknown): string {
  const value = isScalar(key) ? key.value : key
  return typeof value === 'symbol' ? (value.description ?? '') : String(value)
}

/** A problem at a place, with what is there. */
type Placed<Problem> = Problem & { message: string; origin: Origin }

/**
 * Problems without those that an alias repeats: the first of each says in which lines it is used.
 *
 * @param problems in the order in which they are told; the place that is written comes before its aliases.
 */
export function toldOnce<Problem>(
  problems: readonly Placed<Problem>[],
): (Placed<Problem> & { message: string })[] {
  const first = new Map<object, Map<string, Placed<Problem>[]>>()
  const told: Placed<Problem>[][] = []
  for (const problem of problems) {
    const { node, below } = problem.origin
    const key = `${below}\n${problem.message}`
    const known = node && first.get(node)?.get(key)
    if (known) {
      known.push(problem)
      continue
    }
    const group = [problem]
    told.push(group)
    if (node) first.set(node, (first.get(node) ?? new Map()).set(key, group))
  }
  return told.map((group) => ({ ...(group[0] as Placed<Problem>), message: messageOf(group) }))
}

const listed_max = 5

function messageOf<Problem>([first, ...others]: Placed<Problem>[]): string {
  const message = first?.message ?? ''
  const uses = others.flatMap(({ origin: { use } }) => use ?? [])
  if (uses.length === 0) return message
  const numbers = [...new Set(uses.map(({ line }) => line))]
  const shown = numbers.slice(0, listed_max).join(', ')
  const more = numbers.length > listed_max ? ` and ${numbers.length - listed_max} more` : ''
  return `${message} (*${uses[0]?.anchor} repeats it in line${numbers.length > 1 ? 's' : ''} ${shown}${more})`
}
