import { type RowMover, rowMover } from './account-rows.ts'
import type { Db } from './database.ts'
import { forgetEverything } from './memory.ts'
import { OfAccount } from './of-account.ts'
import {
  copy_statements,
  measure_statement,
  restore_statements,
  type SnapshotTable,
  type SnapshotValues,
  timer_order_statement,
} from './snapshot-sql.ts'

/**
 * Snapshots of accounts: copies of their rows. Going back takes out what differs and puts in what is
 * missing, so that it costs what has changed, and not what there is.
 *
 * Tokens and temporary keys are no part of it: they are its clients', and stay. An event keeps its
 * number for ever, so that numbers say whether two histories share it.
 */

export type SnapshotRow = {
  name: string
  saved_at: number
  bytes: number
  sources: number
  tasks: number
}

type Key = [account_id: string, name: string]
type Snapshot = [snapshot: number | undefined]

/** The snapshots tables. */
export const snapshotTable = (db: Db) => ({
  db,
  find: db
    .prepare<Key, number>('SELECT ordinal FROM snapshots WHERE account_id = ? AND name = ?')
    .pluck(),
  list: db.prepare<[account_id: string], SnapshotRow>(
    `SELECT name, saved_at, bytes, sources, tasks FROM snapshots
      WHERE account_id = ? ORDER BY ordinal`,
  ),
  drop: db.prepare<Key>('DELETE FROM snapshots WHERE account_id = ? AND name = ?'),
  add: db.prepare<[...Key, saved_at: number]>(
    'INSERT INTO snapshots (account_id, name, saved_at) VALUES (?, ?, ?)',
  ),
  single: db
    .prepare<[snapshot: number, table: string], string>(
      'SELECT document FROM snapshot_rows WHERE snapshot = ? AND source_table = ?',
    )
    .pluck(),
  measure: db.prepare<[SnapshotValues]>(measure_statement),
  copy: copy_statements.map((sql) => db.prepare<[SnapshotValues]>(sql)),
  restore: restore_statements.map((sql) => db.prepare<[SnapshotValues]>(sql)),
  texts: db
    .prepare<[...Snapshot, table: string], string>(
      `SELECT document FROM snapshot_rows
        WHERE snapshot = ? AND source_table = ? ORDER BY position`,
    )
    .pluck(),
  eventTexts: db
    .prepare<Snapshot, string>(
      'SELECT texts FROM snapshot_events WHERE snapshot = ? ORDER BY sequence',
    )
    .pluck(),
  timerOrder: db.prepare<Snapshot, string>(timer_order_statement).pluck(),
  movers: moversOf(db),
})

/** What moves the rows of snapshots: made when it is first asked for, as it looks for the columns. */
function moversOf(db: Db): () => readonly RowMover[] {
  let made: RowMover[] | undefined
  return () => {
    made ??= ['snapshot_rows', 'snapshot_events'].map((table) => rowMover(db, table, 'snapshot'))
    return made
  }
}

/** The snapshots of an account. */
export class SnapshotStore extends OfAccount<ReturnType<typeof snapshotTable>> {
  all(): SnapshotRow[] {
    return this.table.list.all(this.account_id)
  }

  /** @returns the number of a snapshot, undefined if no snapshot has that name */
  #find(name: string): number | undefined {
    return this.table.find.get(this.account_id, name)
  }

  /** Copies the account as it is, in the place of an earlier snapshot of that name. */
  save(name: string, saved_at: number): void {
    const snapshot = this.#begin(name, saved_at)
    runAll(this.table.copy, { account: this.account_id, snapshot })
    this.table.measure.run({ account: this.account_id, snapshot })
  }

  /** An empty snapshot in the place of an earlier one of that name. @returns its number */
  #begin(name: string, saved_at: number): number {
    this.onWrite?.()
    this.table.drop.run(this.account_id, name)
    return Number(this.table.add.run(this.account_id, name, saved_at).lastInsertRowid)
  }

  /**
   * Makes the account what it was, but for its clock and its counters.
   *
   * @returns these two, as documents; undefined when there is no such snapshot.
   */
  restore(name: string): { clock: unknown; counters: unknown } | undefined {
    const snapshot = this.#find(name)
    if (snapshot === undefined) return undefined
    forgetEverything(this.table.db)
    runAll(this.table.restore, { account: this.account_id, snapshot })
    const { single } = this.table
    const [clock, counters] = ['clocks', 'counters'].map((table) => single.get(snapshot, table))
    return { clock: JSON.parse(clock ?? 'null'), counters: JSON.parse(counters ?? 'null') }
  }

  /** The documents of a table in a snapshot, as JSON, in the order in which the account first saved them. */
  texts(name: string, table: SnapshotTable): string[] {
    return this.table.texts.all(this.#find(name), table)
  }

  /** The events in a snapshot, as those of an account. */
  eventTexts(name: string): string[] {
    return this.table.eventTexts.all(this.#find(name))
  }

  /** The resources that wait in a snapshot, in the order in which their timers fire. */
  timerOrder(name: string): string[] {
    return this.table.timerOrder.all(this.#find(name))
  }

  /** The rows of a snapshot, for another database; none if there is no such snapshot. */
  rowsOf(name: string): SnapshotRows {
    return this.table.movers().map(({ read }) => read(this.#find(name) ?? -1))
  }

  /** Keeps what `rowsOf` gave under a name, in the place of an earlier snapshot. */
  add(name: string, saved_at: number, rows: SnapshotRows): void {
    const snapshot = this.#begin(name, saved_at)
    const movers = this.table.movers()
    for (const [index, mover] of movers.entries()) mover.add(snapshot, rows[index] ?? [])
    this.table.measure.run({ account: this.account_id, snapshot })
  }

  remove(name: string): void {
    this.onWrite?.()
    this.table.drop.run(this.account_id, name)
  }
}

type WithValues = { run(values: SnapshotValues): unknown }
function runAll(statements: readonly WithValues[], values: SnapshotValues): void {
  for (const statement of statements) statement.run(values)
}

/** The rows of a snapshot: of each of the two tables, in the order of their keys. */
export type SnapshotRows = readonly unknown[][][]
