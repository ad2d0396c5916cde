import { type Column, insertionInto } from './columns.ts'
import type { Db } from './database.ts'
import { cacheRows } from './memory.ts'
import { OfAccount } from './of-account.ts'

/**
 * A table of documents that belong to accounts. A table that is also searched adds its own statements in its own file.
 *
 * @param columns the columns beside the document, if the table does not generate them.
 */
export const documentTable = <Document extends { id: string }>(
  db: Db,
  table: string,
  columns: readonly Column<Document>[] = [],
) => ({
  documents: {
    one: db
      .prepare<Key, string>(`SELECT document FROM ${table} WHERE account_id = ? AND id = ?`)
      .pluck(),
    every: db
      .prepare<[string], string>(
        `SELECT document FROM ${table} WHERE account_id = ? ORDER BY rowid`,
      )
      .pluck(),
    ids: db
      .prepare<[string], string>(`SELECT id FROM ${table} WHERE account_id = ? ORDER BY rowid`)
      .pluck(),
    write: writer(db, table, columns),
    drop: db.prepare<Key>(`DELETE FROM ${table} WHERE account_id = ? AND id = ?`),
    memory: cacheRows<Document>(db, table),
    counts: countRows(db, table),
    listed: cachePages(db),
  },
})
export type DocumentTable<Document extends { id: string }> = ReturnType<
  typeof documentTable<Document>
>

/**
 * The documents of an account in a table. They must not be changed, neither those that are read nor those that were saved.
 *
 * Documents are not parsed by their schema on the way out: what this version wrote was checked on
 * the way in, and a file of another version is migrated or refused when it is opened.
 */
export class DocumentStore<Document extends { id: string }, More = unknown> extends OfAccount<
  DocumentTable<Document> & More
> {
  /** @returns undefined when the account has no such document. */
  find(id: string): Document | undefined {
    const { memory, one } = this.table.documents
    return memory.parsed(keyOf(this.account_id, id), () => one.get(this.account_id, id))
  }

  /** The documents of ids that are there, in their order. */
  findMany(ids: readonly string[]): Document[] {
    return ids.flatMap((id) => this.find(id) ?? [])
  }

  /** All documents of the account, in the order in which they were first saved. */
  all(): Document[] {
    return this.texts().map((text): Document => JSON.parse(text))
  }

  /** The same, as the JSON in which they are kept. */
  texts(): string[] {
    return this.table.documents.every.all(this.account_id)
  }

  /** The ids of all documents, in the order in which they were first saved. */
  ids(): string[] {
    return this.table.documents.ids.all(this.account_id)
  }

  /** How many documents there are. */
  count(): number {
    return this.table.documents.counts.of(this.account_id)
  }

  /** @returns the one that was in its place. */
  save(document: Document): Document | undefined {
    const former = this.find(document.id)
    this.#write(former, document)
    return former
  }

  /**
   * Saves a document whose id was made for it, so that none can be in its place.
   *
   * @throws the error of SQLite when there is one.
   */
  add(document: Document): void {
    this.#write(undefined, document)
  }

  #write(former: Document | undefined, document: Document): void {
    const { write, memory, listed, counts } = this.table.documents
    const length = write(this.account_id, former, document)
    memory.put(keyOf(this.account_id, document.id), document, length)
    listed.forgetAll()
    if (!former) counts.change(this.account_id, 1)
  }

  /** @returns the document that was there. */
  remove(id: string): Document | undefined {
    const { memory, drop, listed, counts } = this.table.documents
    const former = this.find(id)
    memory.forget(keyOf(this.account_id, id))
    drop.run(this.account_id, id)
    listed.forgetAll()
    if (former) counts.change(this.account_id, -1)
    return former
  }
}

/** How many rows an account has in a table: counted when it is first asked for, and then as they come and go. */
function countRows(db: Db, table: string) {
  const total = db
    .prepare<[string], number>(`SELECT count(*) FROM ${table} WHERE account_id = ?`)
    .pluck()
  const known = cacheRows<number>(db, `numbers of ${table}`)
  return {
    of: (account_id: string): number => known.get(account_id, () => total.get(account_id) ?? 0),
    change(account_id: string, by: 1 | -1): void {
      const before = known.get(account_id, () => undefined)
      if (before !== undefined) known.put(account_id, before + by)
    },
  }
}

/** The key by which a row of an account is remembered. */
const keyOf = (account_id: string, id: string): string => `${account_id} ${id}`

type Key = [account_id: string, id: string]

/**
 * Writes a row, and gives the length of its text. Of one that is there only the columns that change are set, as every
 * index with a column that is set is written anew.
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
  return (account_id: string, former: Document | undefined, document: Document): number => {
    const text = JSON.stringify(document)
    if (!former) {
      insert.run(account_id, document.id, ...columns.map(({ of }) => of(document)), text)
      return text.length
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
    return text.length
  }
}

/** A condition with one `?`, and its value. Without a value, or with an empty text, it does not filter. */
export type Filter = [condition: string, value: string | number | boolean | undefined]

/** A page as it is remembered: its documents are remembered by themselves. */
type KnownPage = { count: number; ids: readonly string[] }

/** How long a page is taken to be: its filters, and its ids. */
const lengthOfPage = ({ ids }: KnownPage): number => 4_096 + 64 * ids.length

/** The pages that were asked for lately. A document that is written or removed, of whatever table and account, ends them. */
const cachePages = (db: Db) => cacheRows<KnownPage>(db, 'pages', lengthOfPage)

/**
 * Lists filtered pages of a table in an order of its columns. A statement holds only the conditions
 * that are asked for, so that SQLite can choose an index for them; each is prepared once.
 */
export function pages(db: Db, table: string, order: string) {
  type Values = (string | number)[]
  const prepare = (where: string) => {
    const from = `FROM ${table} WHERE ${where}`
    return {
      page: db
        .prepare<Values, string>(`SELECT id ${from} ORDER BY ${order} LIMIT ? OFFSET ?`)
        .pluck(),
      count: db.prepare<Values, number>(`SELECT count(*) ${from}`).pluck(),
    }
  }
  const prepared = new Map<string, ReturnType<typeof prepare>>()
  const known = cachePages(db)

  return {
    /** @returns one page, and how many match in all. */
    list<Document>(
      of: { account_id: string; findMany(ids: readonly string[]): Document[]; count(): number },
      filters: Filter[],
      { limit, offset }: { limit: number; offset: number },
    ): { count: number; items: Document[] } {
      const asked = filters.filter(([, value]) => value !== undefined && value !== '')
      const where = ['account_id = ?', ...asked.map(([condition]) => condition)].join(' AND ')
      const { page, count } = prepared.get(where) ?? prepare(where)
      prepared.set(where, { page, count })
      const values = [
        of.account_id,
        ...asked.map(([, value]) => (typeof value === 'string' ? value : Number(value))),
      ]
      const found = known.get(JSON.stringify([table, where, ...values, limit, offset]), () => ({
        count: asked.length === 0 ? of.count() : (count.get(...values) ?? 0),
        ids: page.all(...values, limit, offset),
      }))
      return { count: found.count, items: of.findMany(found.ids) }
    },
  }
}

/** A condition that finds `value` anywhere in a column; its wildcards stand for themselves. */
export const contains = (column: string, value: string | undefined): Filter => [
  `${column} LIKE ? ESCAPE '\\'`,
  value && `%${value.replace(/[\\%_]/g, '\\$&')}%`,
]

/**
 * The searches by name in a table whose list has the names in its index: the ids of the rows with a name, two at most,
 * the names of all rows in the order of the alphabet, and the ids and names of all.
 */
export function searchNames(db: Db, table: 'sources' | 'tasks') {
  const rows = `FROM ${table} INDEXED BY ${table}_listed WHERE account_id = ?`
  return {
    byName: db.prepare<[string, string], string>(`SELECT id ${rows} AND name = ? LIMIT 2`).pluck(),
    names: db.prepare<[string], string>(`SELECT name ${rows} ORDER BY name`).pluck(),
    idsAndNames: db.prepare<[string], { id: string; name: string }>(`SELECT id, name ${rows}`),
  }
}
