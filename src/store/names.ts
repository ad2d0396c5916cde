import type { Db } from './database.ts'
import { remembered } from './memory.ts'

/**
 * The names of a table's rows, to be searched for a part of one. Read at an account's first search, and remembered
 * from then on: SQLite would go through them all for every total, in which an index of words is no help, and one
 * of trigrams would make each creation dearer (docs/decisions/026-speed.md).
 */
export type Names = ReturnType<typeof namesOf>

/** What of a row is remembered; the date in milliseconds. */
type Named = { name: string; date: number }
type Found = {
  count: number
  /** In the order of lists, the latest first; undefined when there are more than asked for. */
  ordinals?: readonly number[]
}

/**
 * The names of a table that has `name` as a column, and an index by it.
 *
 * @param date the column whose latest rows lists begin with.
 */
export function namesOf(db: Db, table: 'tasks' | 'sources', date: 'create_date' | 'add_date') {
  const known = remembered<AccountNames>(db, `names of ${table}`)
  const read = db.prepare<[string], { text: string | null; ordinals: string; dates: string }>(
    `SELECT group_concat(lower(replace(name, char(10), char(1))), char(10)) AS text,
            json_group_array(ordinal) AS ordinals, json_group_array(${date}) AS dates
       FROM ${table} INDEXED BY ${table}_listed WHERE account_id = ?`,
  )
  const ordinalOf = db
    .prepare<[string, string], number>(
      `SELECT ordinal FROM ${table} WHERE account_id = ? AND id = ?`,
    )
    .pluck()
  const readNames = (account_id: string): AccountNames => {
    const { text = null, ordinals = '[]', dates = '[]' } = read.get(account_id) ?? {}
    return new AccountNames(
      text === null ? '' : `${text}\n`,
      JSON.parse(ordinals),
      JSON.parse(dates),
    )
  }

  return {
    /**
     * The rows in whose names `part` is, as `LIKE` finds it: ASCII letters are the same in either case.
     *
     * @param max more are only counted.
     * @returns undefined for a part that only SQLite can look for.
     */
    search(account_id: string, part: string, max: number): Found | undefined {
      if (not_looked_for.test(part)) return undefined
      return known.get(account_id, () => readNames(account_id)).search(folded(part), max)
    },

    /** A row came (without a name before), changed, or went (without one after). */
    changed(account_id: string, id: string, former: Named | undefined, next: Named | undefined) {
      if (former?.name === next?.name && former?.date === next?.date) return
      const names = known.peek(account_id)
      const ordinal = names && next && ordinalOf.get(account_id, id)
      if (!names || !next || ordinal === undefined) {
        // Also of names that are read before this is undone.
        known.forget(account_id)
        return
      }
      names.set(ordinal, next, former !== undefined)
      if (names.isWorn) known.forget(account_id)
      else known.put(account_id, names)
    },
  }
}

/** What parts the names here, and halves of characters, of which SQLite makes something else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: no name that is looked for has them.
const not_looked_for = /[\u0000-\u001f\ud800-\udfff\ufffd]/

/** As SQLite's `lower`; a name is one line. */
const folded = (text: string): string =>
  text.replaceAll('\n', '\u0001').replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

const worn_min = 1000

/** The names of an account, one below the other, as UTF-8; each line has the ordinal and the date of a row. */
class AccountNames {
  /** With room at its end for more. */
  #bytes: Buffer
  #end: number
  readonly #starts: number[] = []
  readonly #ordinals: number[]
  readonly #dates: number[]
  /** From which line on a row counts that has changed. */
  readonly #changed = new Map<number, number>()
  #superseded = 0

  constructor(text: string, ordinals: number[], dates: number[]) {
    this.#bytes = Buffer.from(text)
    this.#end = this.#bytes.length
    this.#ordinals = ordinals
    this.#dates = dates
    for (let at = 0; at < this.#end; at = this.#bytes.indexOf('\n', at) + 1) this.#starts.push(at)
  }

  set(ordinal: number, { name, date }: Named, isChanged: boolean): void {
    if (isChanged) {
      this.#changed.set(ordinal, this.#ordinals.length)
      this.#superseded++
    }
    this.#starts.push(this.#end)
    this.#ordinals.push(ordinal)
    this.#dates.push(date)
    this.#append(Buffer.from(`${folded(name)}\n`))
  }

  /** Whether most lines do not count any more: to read the names anew is better. */
  get isWorn(): boolean {
    return this.#superseded > worn_min && this.#superseded > this.#ordinals.length / 2
  }

  #append(line: Buffer): void {
    if (this.#end + line.length > this.#bytes.length) {
      const larger = Buffer.alloc(2 * (this.#end + line.length))
      this.#bytes.copy(larger, 0, 0, this.#end)
      this.#bytes = larger
    }
    this.#end += line.copy(this.#bytes, this.#end)
  }

  search(part: string, max: number): Found {
    const [ordinals, dates] = [this.#ordinals, this.#dates]
    const lines = this.#linesWith(Buffer.from(part))
    if (lines.length > max) return { count: lines.length }
    const of = (values: readonly number[], line: number): number => values[line] ?? 0
    lines.sort((a, b) => of(dates, b) - of(dates, a) || of(ordinals, b) - of(ordinals, a))
    return { count: lines.length, ordinals: lines.map((line) => of(ordinals, line)) }
  }

  #linesWith(part: Buffer): number[] {
    const names = this.#bytes.subarray(0, this.#end)
    const lines: number[] = []
    let line = 0
    for (let at = names.indexOf(part); at >= 0; ) {
      while ((this.#starts[line + 1] ?? this.#end) <= at) line++
      if (line >= (this.#changed.get(this.#ordinals[line] ?? 0) ?? 0)) lines.push(line)
      at = names.indexOf(part, this.#starts[line + 1] ?? this.#end)
    }
    return lines
  }
}
