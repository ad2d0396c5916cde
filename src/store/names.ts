import type { Db } from './database.ts'
import { remembered } from './memory.ts'

/**
 * The names of a table's rows, to be searched for a part of one. Read at an account's first search, and remembered
 * from then on: SQLite would go through them all for every total, in which an index of words is no help, and one
 * of trigrams would make each creation dearer (docs/decisions/026-speed.md).
 */
export type Names = ReturnType<typeof namesOf>

type Found = { count: number; ordinals: readonly number[] }

/** The names of a table that has `name` as a column, and an index by it. */
export function namesOf(db: Db, table: 'tasks' | 'sources') {
  const known = remembered<AccountNames>(db, `names of ${table}`)
  const read = db.prepare<[string], { text: string | null; ordinals: string }>(
    `SELECT group_concat(lower(replace(name, char(10), char(1))), char(10)) AS text,
            json_group_array(ordinal) AS ordinals
       FROM ${table} INDEXED BY ${table}_by_name WHERE account_id = ?`,
  )
  const ordinalOf = db
    .prepare<[string, string], number>(
      `SELECT ordinal FROM ${table} WHERE account_id = ? AND id = ?`,
    )
    .pluck()
  const readNames = (account_id: string): AccountNames => {
    const { text, ordinals } = read.get(account_id) ?? { text: null, ordinals: '[]' }
    return new AccountNames(text === null ? '' : `${text}\n`, JSON.parse(ordinals))
  }

  return {
    /**
     * The rows in whose names `part` is, as `LIKE` finds it: ASCII letters are the same in either case.
     *
     * @param max so many ordinals are told, in no order; more matches are only counted.
     * @returns undefined for a part that only SQLite can look for.
     */
    search(account_id: string, part: string, max: number): Found | undefined {
      if (not_looked_for.test(part)) return undefined
      return known.get(account_id, () => readNames(account_id)).search(folded(part), max)
    },

    /** A row came (without a name before), changed, or went (without one after). */
    changed(account_id: string, id: string, former: string | undefined, next: string | undefined) {
      if (former === next) return
      const names = known.peek(account_id)
      const ordinal = next === undefined ? undefined : ordinalOf.get(account_id, id)
      if (!names || next === undefined || ordinal === undefined) {
        known.forget(account_id)
        return
      }
      names.set(ordinal, folded(next), former !== undefined)
      known.put(account_id, names)
    },
  }
}

/** What parts the names here, and halves of characters, of which SQLite makes something else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: no name that is looked for has them.
const not_looked_for = /[\u0000-\u001f\ud800-\udfff\ufffd]/

/** As SQLite's `lower`; a name is one line. */
const folded = (text: string): string =>
  text.replaceAll('\n', '\u0001').replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** The names of an account, one below the other. */
class AccountNames {
  #text: string
  readonly #starts: number[] = []
  readonly #ordinals: number[]
  /** From which line on the name of a row counts that was given another one. */
  readonly #renamed = new Map<number, number>()

  constructor(text: string, ordinals: number[]) {
    this.#text = text
    this.#ordinals = ordinals
    for (let at = 0; at < text.length; at = text.indexOf('\n', at) + 1) this.#starts.push(at)
  }

  set(ordinal: number, name: string, isRenamed: boolean): void {
    if (isRenamed) this.#renamed.set(ordinal, this.#ordinals.length)
    this.#starts.push(this.#text.length)
    this.#ordinals.push(ordinal)
    this.#text += `${name}\n`
  }

  search(part: string, max: number): Found {
    const ordinals: number[] = []
    let count = 0
    let line = 0
    for (let at = this.#text.indexOf(part); at >= 0; ) {
      while ((this.#starts[line + 1] ?? Number.POSITIVE_INFINITY) <= at) line++
      const ordinal = this.#ordinals[line] ?? 0
      if (line >= (this.#renamed.get(ordinal) ?? 0)) {
        count++
        if (count <= max) ordinals.push(ordinal)
      }
      const next = this.#starts[line + 1]
      at = next === undefined ? -1 : this.#text.indexOf(part, next)
    }
    return { count, ordinals }
  }
}
