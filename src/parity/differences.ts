import type { RuleName } from './rules.ts'

/** What a comparison finds. */

/** The levels of a comparison: status and code, shape, values. */
export type Level = 'status' | 'shape' | 'values'

/** How two answers can differ, with the level. */
export const difference_kinds = {
  status: 'status',
  code: 'status',
  missing: 'shape',
  additional: 'shape',
  type: 'shape',
  null: 'shape',
  items: 'shape',
  word: 'shape',
  order: 'shape',
  value: 'values',
  reference: 'values',
  form: 'values',
  monotone: 'values',
  factor: 'values',
} as const satisfies Record<string, Level>
export type DifferenceKind = keyof typeof difference_kinds

/** A difference at a path of the answers of an operation. */
export type Difference = {
  operation: string
  /** Such as `tasks[].sub_tasks[].progress`; `status` and `code` of an answer as a whole. */
  path: string
  kind: DifferenceKind
  /** What the recording has there, the first time; undefined where it has nothing. */
  real: unknown
  /** What the emulator has there. */
  emulated: unknown
  /** How many times. */
  count: number
  /** The entry of the recording in which it came first, counted from 0. */
  first: number
}

/** How much was compared, and how much of it differs. */
export type Count = { compared: number; differing: number }

/** What was not compared. */
export type Ignored = { operation: string; path: string; because: string; count: number }

const byOperation = (one: { operation: string }, other: { operation: string }): number =>
  one.operation.localeCompare(other.operation)

/** Differences by operation, path and kind, with how much was compared. */
export class Findings {
  readonly #found = new Map<string, Difference>()
  readonly levels: Record<Level, Count> = {
    status: { compared: 0, differing: 0 },
    shape: { compared: 0, differing: 0 },
    values: { compared: 0, differing: 0 },
  }
  /** How many values were compared by each rule. */
  readonly rules: Partial<Record<RuleName, number>> = {}
  /** What was not compared, and why. */
  readonly #ignored = new Map<string, Ignored>()
  #operation = ''
  #entry = 0

  /** What is found from now on is of this call. */
  begin(operation: string, entry: number): void {
    this.#operation = operation
    this.#entry = entry
  }

  compared(level: Level): void {
    this.levels[level].compared++
  }

  by(rule: RuleName): void {
    this.rules[rule] = (this.rules[rule] ?? 0) + 1
  }

  ignore(path: string, because: string): void {
    const key = `${this.#operation} ${path}`
    const before = this.#ignored.get(key)
    if (before) before.count++
    else this.#ignored.set(key, { operation: this.#operation, path, because, count: 1 })
  }

  differs(
    path: string,
    kind: DifferenceKind,
    { real, emulated }: { real: unknown; emulated: unknown },
  ): void {
    this.levels[difference_kinds[kind]].differing++
    const operation = this.#operation
    const key = `${operation} ${path} ${kind}`
    const before = this.#found.get(key)
    if (before) before.count++
    else {
      const shown = { real: shortened(real), emulated: shortened(emulated) }
      this.#found.set(key, { operation, path, kind, ...shown, count: 1, first: this.#entry })
    }
  }

  /** How many differences were met, each as often as it was. */
  get total(): number {
    return Object.values(this.levels).reduce((sum, { differing }) => sum + differing, 0)
  }

  get allIgnored(): Ignored[] {
    return [...this.#ignored.values()].sort(byOperation)
  }

  /** By operation, then in the order in which they were found. */
  get all(): Difference[] {
    return [...this.#found.values()].sort(byOperation)
  }
}

/** Of a long value only what it is. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return `<list of ${value.length}>`
  if (typeof value === 'object' && value !== null) {
    return `<object of ${Object.keys(value).join(', ')}>`.slice(0, 120)
  }
  return typeof value === 'string' && value.length > 120 ? `${value.slice(0, 119)}…` : value
}
