import { ownValue } from '../text/own-value.ts'
import type { DifferenceKind, Findings } from './differences.ts'
import { isHidden, isPseudonym } from './hidden.ts'
import type { Id, Pairs } from './pairs.ts'
import { formOf, type Rule, type RuleName, ruleFor } from './rules.ts'
import { isMap, pathTo, type Shapes } from './shapes.ts'

/** Compares the answers of the cloud and of the emulator: their shape, then their values by rule. */

/** What is needed to compare the answers of a run, one after the other. */
export type Comparison = {
  findings: Findings
  pairs: Pairs
  /** The ids of what was there before the recording: in which order it came is not known. */
  before: ReadonlySet<string>
  /** The last values of what may not fall, by thing and path. */
  heights: Map<string, { real: number; emulated: number }>
}

/** One answer: what it is about, and what the contract says of it. */
type Place = Comparison & {
  shapes: Shapes | undefined
  /** The id of the thing at hand, as recorded: values may not fall for each. */
  thing: string
}

/** Compares two bodies of one operation. */
export function compareBodies(
  comparison: Comparison,
  shapes: Shapes | undefined,
  real: unknown,
  emulated: unknown,
): void {
  compareAt({ ...comparison, shapes, thing: '' }, '', real, emulated)
}

function compareAt(place: Place, path: string, real: unknown, emulated: unknown): void {
  const { findings } = place
  if (path === '' && real === undefined && emulated !== undefined) {
    findings.by('ignored')
    findings.ignore('body', 'the recording has no body of it')
    return
  }
  const rule = ruleFor(path)
  if (rule.name === 'ignored') {
    findings.by('ignored')
    findings.ignore(path, rule.because)
    return
  }
  findings.compared('shape')
  const shape = shapeOf(real)
  if (shape !== shapeOf(emulated)) {
    const kind = real === null || emulated === null ? 'null' : 'type'
    findings.differs(path || 'body', kind, { real, emulated })
    return
  }
  if (Array.isArray(real)) compareLists(place, path, real, emulated as unknown[])
  else if (isMap(real)) compareFields(place, path, real, emulated as Record<string, unknown>)
  else compareValues(place, path, rule, { real, emulated })
}

const shapeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value

function compareFields(
  place: Place,
  path: string,
  real: Record<string, unknown>,
  emulated: Record<string, unknown>,
): void {
  const { id } = real
  const inside =
    typeof id === 'string' || typeof id === 'number'
      ? { ...place, thing: `${place.thing}/${id}` }
      : place
  for (const [name, value] of Object.entries(real)) {
    const inner = pathTo(path, name)
    if (Object.hasOwn(emulated, name)) compareAt(inside, inner, value, ownValue(emulated, name))
    else lacks(inside, inner, 'missing', { real: value, emulated: undefined })
  }
  for (const [name, value] of Object.entries(emulated)) {
    if (Object.hasOwn(real, name)) continue
    lacks(inside, pathTo(path, name), 'additional', { real: undefined, emulated: value })
  }
}

function lacks(
  { findings }: Place,
  path: string,
  kind: 'missing' | 'additional',
  values: { real: unknown; emulated: unknown },
): void {
  findings.compared('shape')
  findings.differs(path, kind, values)
}

/** Items are paired by their ids where both have them, else by their place. */
function compareLists(
  place: Place,
  path: string,
  real: readonly unknown[],
  emulated: readonly unknown[],
): void {
  const { findings, pairs } = place
  if (real.length !== emulated.length) {
    findings.differs(path || 'body', 'items', { real: real.length, emulated: emulated.length })
  }
  const item_path = `${path}[]`
  const id_path = pathTo(item_path, 'id')
  const partners = new Map<number, number>()
  const taken = new Set<number>()
  for (const [index, item] of real.entries()) {
    const id = idOf(item)
    const partner = id === undefined ? undefined : pairs.find(id_path, id)
    const found = partner === undefined ? -1 : emulated.findIndex((one) => idOf(one) === partner)
    if (found < 0) continue
    partners.set(index, found)
    taken.add(found)
  }
  compareOrder(place, path, { real, emulated }, partners)
  const free = emulated.map((_, index) => index).filter((index) => !taken.has(index))
  for (const [index, item] of real.entries()) {
    // An item whose id is known is compared with its own or with none.
    const isKnown = pairs.find(id_path, idOf(item) ?? '') !== undefined
    const found = partners.get(index) ?? (isKnown ? undefined : free.shift())
    if (found !== undefined) compareAt(place, item_path, item, emulated[found])
  }
}

/** Lists show what was made last first, or first; of what was there before the recording that is not known. */
function compareOrder(
  { findings, before }: Place,
  path: string,
  { real, emulated }: { real: readonly unknown[]; emulated: readonly unknown[] },
  partners: ReadonlyMap<number, number>,
): void {
  const made = [...partners].filter(([index]) => !before.has(String(idOf(real[index]))))
  const isSorted = made.every(([, found], at) => at === 0 || found > (made[at - 1]?.[1] ?? 0))
  if (isSorted) return
  const order = (items: readonly unknown[]) => items.map(idOf).join(' ')
  findings.differs(path, 'order', { real: order(real), emulated: order(emulated) })
}

const idOf = (item: unknown): Id | undefined =>
  isMap(item) && (typeof item.id === 'string' || typeof item.id === 'number') ? item.id : undefined

type Values = { real: unknown; emulated: unknown }

function compareValues(place: Place, path: string, rule: Rule, values: Values): void {
  const { findings, shapes } = place
  const { real } = values
  if (isHidden(real)) {
    findings.by('ignored')
    findings.ignore(path, 'it is hidden in the recording')
    return
  }
  if (rule.name === 'factor' && rule.past !== undefined && isOfBefore(place)) {
    findings.by('ignored')
    findings.ignore(path, rule.past)
    return
  }
  const words = typeof real === 'string' ? shapes?.wordsAt(path) : undefined
  if (words && !words.includes(real)) {
    findings.differs(path, 'word', values)
    return
  }
  findings.compared('values')
  findings.by(rule.name)
  const kind = judges[rule.name]?.(place, path, values)
  if (kind) findings.differs(path, kind, values)
}

const isOfBefore = ({ before, thing }: Place): boolean => before.has(thing.split('/')[1] ?? '')

/** How the values differ by a rule; undefined where they agree. */
type Judge = (place: Place, path: string, values: Values) => DifferenceKind | undefined

const judges: Partial<Record<RuleName, Judge>> = {
  equal: ({ pairs }, _, { real, emulated }) => {
    if (isPseudonym(real) && typeof emulated === 'string') {
      return pairs.pair('', real, emulated) ? undefined : 'reference'
    }
    const expected = typeof real === 'string' ? pairs.replaceText(real) : real
    return expected === emulated || real === emulated ? undefined : 'value'
  },
  reference: ({ pairs }, path, { real, emulated }) => {
    if (real === '' || emulated === '' || !isId(real) || !isId(emulated)) {
      return real === emulated ? undefined : 'value'
    }
    const isKnown = pairs.find(path, real) !== undefined
    if (!pairs.pair(path, real, emulated)) return 'reference'
    return isKnown || formOf(real) === formOf(emulated) ? undefined : 'form'
  },
  form: (_, __, { real, emulated }) => (formOf(real) === formOf(emulated) ? undefined : 'form'),
  monotone: judgeHeights,
  factor: (_, __, values) => (isWithinFactor(values) ? undefined : 'factor'),
}

const isId = (value: unknown): value is Id => typeof value === 'string' || typeof value === 'number'

/** Progress is a number, or a text that ends with it: neither falls, and both begin and end together. */
function judgeHeights(
  { heights, thing }: Place,
  path: string,
  values: Values,
): DifferenceKind | undefined {
  const [real, emulated] = [heightOf(values.real), heightOf(values.emulated)]
  const [label, other] = [labelOf(values.real), labelOf(values.emulated)]
  if (label !== other) return 'value'
  const key = `${thing} ${path} ${label}`
  const before = heights.get(key) ?? { real, emulated }
  heights.set(key, { real, emulated })
  const hasFallen = emulated < before.emulated && real >= before.real
  return hasFallen || phaseOf(real) !== phaseOf(emulated) ? 'monotone' : undefined
}

const heightOf = (value: unknown): number => Number(/(\d+)$/.exec(String(value))?.[1] ?? 0)
const labelOf = (value: unknown): string => String(value).replace(/\d+$/, '')
const phaseOf = (height: number): string =>
  height === 0 ? 'beginning' : height === 100 ? 'end' : 'between'

function isWithinFactor({ real, emulated }: Values): boolean {
  const [one, other] = [Number(real), Number(emulated)]
  if (one === other) return true
  return one > 0 && other > 0 && one <= 2 * other && other <= 2 * one
}
