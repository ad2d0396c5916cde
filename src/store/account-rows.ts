import type { Db } from './database.ts'
import { forgetEverything } from './memory.ts'
import { OfAccount } from './of-account.ts'

/** The rows of an account as they are, to be moved from one database to another: nothing in them is parsed. */

/** What a fixture loads into an account that is there. */
const resource_tables = ['companions', 'sources', 'tasks', 'timers', 'events'] as const
/** What that depends on. */
const setting_tables = [
  'projects',
  'templates',
  'migprojects',
  'agreements',
  'scenarios',
  'faults',
] as const

type MovedTable = (typeof resource_tables)[number] | (typeof setting_tables)[number]

/** Rows by the name of their table, each in the order in which they came. */
export type TableRows = Partial<Record<MovedTable, unknown[][]>>

/** The tables whose rows are moved: what moves them is made when it is first asked for, as it looks for the columns. */
export function accountRowTable(db: Db) {
  const movers = new Map<string, RowMover>()
  return {
    db,
    moverOf(table: string): RowMover {
      const mover = movers.get(table) ?? rowMover(db, table, 'account_id')
      movers.set(table, mover)
      return mover
    },
  }
}

/** The rows of an account in several tables at once. */
export class AccountRowStore extends OfAccount<ReturnType<typeof accountRowTable>> {
  /** What a fixture loads. */
  resources(): TableRows {
    return this.#read(resource_tables)
  }

  /** The same, and what it depends on. */
  all(): TableRows {
    return this.#read([...setting_tables, ...resource_tables])
  }

  #read(tables: readonly MovedTable[]): TableRows {
    return Object.fromEntries(
      tables.map((table) => [table, this.table.moverOf(table).read(this.account_id)]),
    )
  }

  /** Puts these rows in the place of all that the account has in their tables. */
  replace(rows: TableRows): void {
    forgetEverything(this.table.db)
    for (const [table, those] of Object.entries(rows)) {
      const mover = this.table.moverOf(table)
      mover.clear(this.account_id)
      mover.add(this.account_id, those)
    }
  }
}

type Owner = string | number
export type RowMover = {
  /** The rows of an owner without what says whose they are, in the order in which they came. */
  read(owner: Owner): unknown[][]
  clear(owner: Owner): void
  add(owner: Owner, rows: readonly unknown[][]): void
}

/** @param key the column that says whose a row is. */
export function rowMover(db: Db, table: string, key: string): RowMover {
  const columns = db
    .prepare<[], string>(
      // Without those that are generated, and without the position, which each database gives for itself.
      `SELECT name FROM pragma_table_xinfo('${table}')
        WHERE hidden = 0 AND name NOT IN ('${key}', 'ordinal')`,
    )
    .pluck()
    .all()
  const hasRowid = db
    .prepare<[], number>(`SELECT NOT wr FROM pragma_table_list('${table}')`)
    .pluck()
    .get()
  const names = columns.join(', ')
  const read = db
    .prepare<[Owner], unknown[]>(
      `SELECT ${names} FROM ${table} WHERE ${key} = ? ${hasRowid ? 'ORDER BY rowid' : ''}`,
    )
    .raw()
  const clear = db.prepare<[Owner]>(`DELETE FROM ${table} WHERE ${key} = ?`)
  const insert = db.prepare<[Owner, ...unknown[]]>(
    `INSERT INTO ${table} (${key}, ${names}) VALUES (?${', ?'.repeat(columns.length)})`,
  )
  return {
    read: (owner) => read.all(owner),
    clear: (owner) => clear.run(owner),
    add: (owner, rows) => {
      for (const row of rows) insert.run(owner, ...row)
    },
  }
}
