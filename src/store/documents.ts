import { knownCount } from './counts.ts'
import type { Db } from './database.ts'
import { remembered } from './memory.ts'

/**
 * A table of documents that belong to accounts: what every such table can do. A table that is
 * also searched adds its own statements in its own file.
 *
 * Documents are not parsed by their schema on the way out: what this version wrote was checked on
 * the way in, and a file of another version is migrated or refused when it is opened.
 */
export function documentTable<Document extends { id: string }>(db: Db, table: string) {
  type Key = [account_id: string, id: string]
  const one = db
    .prepare<Key, string>(`SELECT document FROM ${table} WHERE account_id = ? AND id = ?`)
    .pluck()
  const every = db
    .prepare<[string], string>(`SELECT document FROM ${table} WHERE account_id = ? ORDER BY rowid`)
    .pluck()
  const upsert = db.prepare<[...Key, string]>(
    `INSERT INTO ${table} (account_id, id, document) VALUES (?, ?, ?)
     ON CONFLICT (account_id, id) DO UPDATE SET document = excluded.document`,
  )
  const drop = db.prepare<Key>(`DELETE FROM ${table} WHERE account_id = ? AND id = ?`)
  const read = (document: string): Document => JSON.parse(document)
  const memory = remembered<Document>(db, table)
  const lists = foundIn(db)
  const keyOf = (account_id: string, id: string): string => `${account_id} ${id}`

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

    /** The document must not be changed any more. */
    save(account_id: string, document: Document): void {
      lists.forget()
      upsert.run(account_id, document.id, JSON.stringify(document))
      memory.put(keyOf(account_id, document.id), document)
    },

    remove(account_id: string, id: string): void {
      memory.forget(keyOf(account_id, id))
      lists.forget()
      drop.run(account_id, id)
    },
  }
}

/** Conditions on these are few rows, found by an index of their own, which the planner takes. */
const own_index = /^(id|state|migproject_id|failed) /

/** The index for a condition; '' leaves it to the planner, undefined: it has none. */
function hintOf(condition: string): string | undefined {
  // The planner would rather go through the whole account in the order of the list.
  if (condition.startsWith('source_server_id ')) return 'INDEXED BY tasks_by_source'
  return own_index.test(condition) ? '' : undefined
}
const isHint = (hint: string | undefined): boolean => hint !== undefined

/** A condition with one `?`, and its value; without a value, or with an empty text, no condition. */
export type Filter = [condition: string, value: string | number | boolean | undefined]

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
 */
export function pages<Document>(
  db: Db,
  table: string,
  order: string,
  { these }: { these(account_id: string, ids: readonly string[]): Document[] },
) {
  // A filter that has an index of its own is left to the planner; any other is answered inside the
  // index that holds every column of the list, so that rows are read only for the page.
  const listed = `INDEXED BY ${table}_listed`
  type Values = (string | number)[]
  const prepare = (where: string, hint: string) => ({
    page: db
      .prepare<Values, string>(
        `SELECT id FROM ${table} ${hint} WHERE ${where}
          ORDER BY ${order} LIMIT ? OFFSET ?`,
      )
      .pluck(),
    count: db
      .prepare<Values, number>(
        knownCount(table, where) ?? `SELECT count(*) FROM ${table} ${hint} WHERE ${where}`,
      )
      .pluck(),
  })
  const prepared = new Map<string, ReturnType<typeof prepare>>()
  const { counts, ids } = foundIn(db)

  return {
    /** @returns one page, and how many match in all. */
    list(
      account_id: string,
      filters: Filter[],
      { limit, offset }: { limit: number; offset: number },
    ): { count: number; items: Document[] } {
      const asked = filters.filter(([, value]) => value !== undefined && value !== '')
      const where = ['account_id = ?', ...asked.map(([condition]) => condition)].join(' AND ')
      const hint = asked.map(([condition]) => hintOf(condition)).find(isHint) ?? listed
      const statements = prepared.get(where) ?? prepare(where, hint)
      prepared.set(where, statements)

      const values = [
        account_id,
        ...asked.map(([, value]) => (typeof value === 'string' ? value : Number(value))),
      ]
      const asking = JSON.stringify([table, where, values])
      const found = ids.get(`${asking} ${limit} ${offset}`, () =>
        statements.page.all(...values, limit, offset),
      )
      return {
        count: counts.get(asking, () => statements.count.get(...values) ?? 0),
        items: these(account_id, found),
      }
    },
  }
}

/** A condition that finds `value` anywhere in a column; its wildcards stand for themselves. */
export const contains = (column: string, value: string | undefined): Filter => [
  `${column} LIKE ? ESCAPE '\\'`,
  value && `%${value.replace(/[\\%_]/g, '\\$&')}%`,
]
