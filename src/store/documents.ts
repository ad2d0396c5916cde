import { type Column, insertionInto } from './columns.ts'
import type { Db } from './database.ts'
import { remembered } from './memory.ts'
import type { Names } from './names.ts'
import type { Totals } from './totals.ts'

/**
 * A table of documents that belong to accounts: what every such table can do. A table that is
 * also searched adds its own statements in its own file.
 *
 * Documents are not parsed by their schema on the way out: what this version wrote was checked on
 * the way in, and a file of another version is migrated or refused when it is opened.
 *
 * @param columns what stands beside the document, if the table does not generate it.
 * @param changed is told of every document that came, changed or went.
 */
export function documentTable<Document extends { id: string }>(
  db: Db,
  table: string,
  { columns = [], changed = () => {} }: Beside<Document> = {},
) {
  const one = db
    .prepare<Key, string>(`SELECT document FROM ${table} WHERE account_id = ? AND id = ?`)
    .pluck()
  const every = db
    .prepare<[string], string>(`SELECT document FROM ${table} WHERE account_id = ? ORDER BY rowid`)
    .pluck()
  const write = writer(db, table, columns)
  const drop = db.prepare<Key>(`DELETE FROM ${table} WHERE account_id = ? AND id = ?`)
  const read = (document: string): Document => JSON.parse(document)
  const memory = remembered<Document>(db, table)
  const lists = foundIn(db)
  const find = (account_id: string, id: string): Document | undefined =>
    memory.get(keyOf(account_id, id), () => {
      const document = one.get(account_id, id)
      return document === undefined ? undefined : read(document)
    })

  return {
    /** @returns undefined when the account has no such document. It must not be changed. */
    find,

    /** The documents of ids that are there, in their order. They must not be changed. */
    these(account_id: string, ids: readonly string[]): Document[] {
      return ids.flatMap((id) => find(account_id, id) ?? [])
    },

    /** All documents of an account, in the order in which they were first saved. */
    all(account_id: string): Document[] {
      return every.all(account_id).map(read)
    },

    /** The document must not be changed any more. @returns the one that was in its place. */
    save(account_id: string, document: Document): Document | undefined {
      lists.forget()
      const former = find(account_id, document.id)
      write(account_id, former, document)
      memory.put(keyOf(account_id, document.id), document)
      changed({ account_id, id: document.id }, former, document)
      return former
    },

    /** @returns the document that was there. */
    remove(account_id: string, id: string): Document | undefined {
      const former = find(account_id, id)
      memory.forget(keyOf(account_id, id))
      lists.forget()
      drop.run(account_id, id)
      if (former) changed({ account_id, id }, former, undefined)
      return former
    },
  }
}

/** The key by which a row of an account is remembered. */
export const keyOf = (account_id: string, id: string): string => `${account_id} ${id}`

type Key = [account_id: string, id: string]
type Beside<Document> = {
  columns?: readonly Column<Document>[]
  changed?: (
    row: { account_id: string; id: string },
    former: Document | undefined,
    next: Document | undefined,
  ) => void
}

/**
 * Writes a row. Of one that is there only the columns that change are set, as every index with a column
 * that is set is written anew.
 */
function writer<Document extends { id: string }>(
  db: Db,
  table: string,
  columns: readonly Column<Document>[],
) {
  const insert = db.prepare<unknown[]>(insertionInto(table, columns))
  const updates = new Map<string, ReturnType<typeof prepareUpdate>>()
  const prepareUpdate = (changed: readonly Column<Document>[]) => {
    const settings = [...changed.map(({ name }) => `${name} = ?`), 'document = ?'].join(', ')
    return db.prepare<unknown[]>(`UPDATE ${table} SET ${settings} WHERE account_id = ? AND id = ?`)
  }
  return (account_id: string, former: Document | undefined, document: Document): void => {
    const text = JSON.stringify(document)
    if (!former) {
      insert.run(account_id, document.id, ...columns.map(({ of }) => of(document)), text)
      return
    }
    const changed = columns.filter(({ of }) => of(former) !== of(document))
    const key = changed.map(({ name }) => name).join()
    const update = updates.get(key) ?? prepareUpdate(changed)
    updates.set(key, update)
    const { changes } = update.run(
      ...changed.map(({ of }) => of(document)),
      ...[text, account_id, document.id],
    )
    if (changes !== 1) throw new Error(`${table} ${document.id} is remembered, but not there`)
  }
}

/** Conditions on these are few rows, found by an index of their own, which the planner takes. */
const own_index = /^(id|state|migproject_id|failed) /

/**
 * A condition with one `?`, and its value; without a value, or with an empty text, no condition.
 *
 * @param part of a name that is looked for.
 */
export type Filter = [
  condition: string,
  value: string | number | boolean | undefined,
  part?: string | undefined,
]

/** So many are put into the order of a list; where more match, that order soon comes upon some. */
const ordered_max = 5000

/**
 * What lists have found, by table, condition and values, until a document of any table is written: one
 * table's list may look into another.
 */
function foundIn(db: Db) {
  const counts = remembered<number>(db, 'counts')
  const ids = remembered<readonly string[]>(db, 'pages', 100)
  const forget = (): void => {
    counts.forgetAll()
    ids.forgetAll()
  }
  return { counts, ids, forget }
}

/**
 * Answers filtered pages of a table in an order of its columns. Only the conditions
 * that are asked for stand in the statement, so that an index can serve them; statements are
 * prepared once each.
 *
 * @param totals how many rows there are, where that is remembered.
 * @param names of the rows, where they are.
 */
export function pages<Document>(
  db: Db,
  table: string,
  order: string,
  { these }: { these(account_id: string, ids: readonly string[]): Document[] },
  { totals, names }: { totals?: Totals; names?: Names } = {},
) {
  // A filter that has an index of its own is left to the planner; any other is answered inside the
  // index that holds every column of the list, so that rows are read only for the page.
  const listed = `INDEXED BY ${table}_listed`
  type Values = (string | number)[]
  const prepare = (where: string, hint: string) => {
    const from = `FROM ${table} ${hint} WHERE ${where}`
    const page = db
      .prepare<Values, string>(`SELECT id ${from} ORDER BY ${order} LIMIT ? OFFSET ?`)
      .pluck()
    const prepareCount = () => db.prepare<Values, number>(`SELECT count(*) ${from}`).pluck()
    let count: ReturnType<typeof prepareCount> | undefined
    return {
      page,
      // Most totals are known without it.
      counted(values: Values): number {
        count ??= prepareCount()
        return count.get(...values) ?? 0
      },
    }
  }
  const prepared = new Map<string, ReturnType<typeof prepare>>()
  const idAt = db.prepare<[number], string>(`SELECT id FROM ${table} WHERE rowid = ?`).pluck()
  const { counts, ids } = foundIn(db)
  /** Where nothing but a part of the name is asked for. */
  const searchNames = (account_id: string, [filter, ...more]: Filter[]) =>
    filter?.[2] === undefined || more.length > 0
      ? undefined
      : names?.search(account_id, filter[2], ordered_max)
  /** How many match where that is known without counting. */
  const knownTotal = (account_id: string, [filter, ...more]: Filter[]): number | undefined => {
    if (!totals || more.length > 0) return undefined
    if (!filter) return totals.all(account_id)
    const [condition, value] = filter
    return condition === 'state = ?' ? (totals.byState(account_id)[String(value)] ?? 0) : undefined
  }

  return {
    /** @returns one page, and how many match in all. */
    list(
      account_id: string,
      filters: Filter[],
      { limit, offset }: { limit: number; offset: number },
    ): { count: number; items: Document[] } {
      const asked = filters.filter(([, value]) => value !== undefined && value !== '')
      const where = ['account_id = ?', ...asked.map(([condition]) => condition)].join(' AND ')
      const hint = asked.some(([condition]) => own_index.test(condition)) ? '' : listed
      const statements = prepared.get(where) ?? prepare(where, hint)
      prepared.set(where, statements)

      const values = [
        account_id,
        ...asked.map(([, value]) => (typeof value === 'string' ? value : Number(value))),
      ]
      const asking = JSON.stringify([table, where, values])
      const named = lazily(() => searchNames(account_id, asked))
      const found = ids.get(`${asking} ${limit} ${offset}`, () => {
        const ordinals = named()?.ordinals
        return ordinals
          ? ordinals.slice(offset, offset + limit).flatMap((ordinal) => idAt.get(ordinal) ?? [])
          : statements.page.all(...values, limit, offset)
      })
      return {
        count:
          knownTotal(account_id, asked) ??
          counts.get(asking, () => named()?.count ?? statements.counted(values)),
        items: these(account_id, found),
      }
    },
  }
}

/** Does the work when its result is first asked for. */
function lazily<Result>(work: () => Result): () => Result {
  let done: { result: Result } | undefined
  return () => {
    done ??= { result: work() }
    return done.result
  }
}

/** A condition that finds `value` anywhere in a column; its wildcards stand for themselves. */
export const contains = (column: string, value: string | undefined): Filter => [
  `${column} LIKE ? ESCAPE '\\'`,
  value && `%${value.replace(/[\\%_]/g, '\\$&')}%`,
  value,
]
