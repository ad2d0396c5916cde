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

/** The snapshots tables. */
export function snapshotStore(db: Db) {
  const { find, list, drop, add, move, measure, copy, restore, single } = prepareAll(db)
  const { texts, eventTexts, timerOrder } = prepareReading(db)
  const runAll = <Values>(statements: { run(values: Values): unknown }[], values: Values): void => {
    for (const statement of statements) statement.run(values)
  }

  return class SnapshotStore extends OfAccount {
    all(): SnapshotRow[] {
      return list.all(this.account_id)
    }

    has(name: string): boolean {
      return find.get(this.account_id, name) !== undefined
    }

    /** Copies the account as it is, in the place of an earlier snapshot of that name. */
    save(name: string, saved_at: number): void {
      this.onWrite?.()
      drop.run(this.account_id, name)
      const snapshot = Number(add.run(this.account_id, name, saved_at).lastInsertRowid)
      runAll(copy, { account: this.account_id, snapshot })
      measure.run({ account: this.account_id, snapshot })
    }

    /**
     * Makes the account what it was, but for its clock and its counters.
     *
     * @returns these two, as documents; undefined when there is no such snapshot.
     */
    restore(name: string): { clock: unknown; counters: unknown } | undefined {
      const snapshot = find.get(this.account_id, name)
      if (snapshot === undefined) return undefined
      forgetEverything(db)
      runAll(restore, { account: this.account_id, snapshot })
      const document = (table: string): unknown => JSON.parse(single.get(snapshot, table) ?? 'null')
      return { clock: document('clocks'), counters: document('counters') }
    }

    /** The documents of a table in a snapshot, as JSON, in the order in which the account first saved them. */
    texts(name: string, table: SnapshotTable): string[] {
      return texts.all(find.get(this.account_id, name), table)
    }

    /** The events in a snapshot, as those of an account. */
    eventTexts(name: string): string[] {
      return eventTexts.all(find.get(this.account_id, name))
    }

    /** The resources that wait in a snapshot, in the order in which their timers fire. */
    timerOrder(name: string): string[] {
      return timerOrder.all(find.get(this.account_id, name))
    }

    /** Gives a snapshot of an account to another, in the place of one of the same name there. */
    moveTo({ from, name }: { from: string; name: string }): void {
      this.onWrite?.()
      drop.run(this.account_id, name)
      move.run(this.account_id, from, name)
    }

    remove(name: string): void {
      this.onWrite?.()
      drop.run(this.account_id, name)
    }
  }
}

type Key = [account_id: string, name: string]
type Snapshot = [snapshot: number | undefined]

const prepareReading = (db: Db) => ({
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
})

const prepareAll = (db: Db) => ({
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
  move: db.prepare<[to: string, ...Key]>(
    'UPDATE snapshots SET account_id = ? WHERE account_id = ? AND name = ?',
  ),
  single: db
    .prepare<[snapshot: number, table: string], string>(
      'SELECT document FROM snapshot_rows WHERE snapshot = ? AND source_table = ?',
    )
    .pluck(),
  measure: db.prepare<[SnapshotValues]>(measure_statement),
  copy: copy_statements.map((sql) => db.prepare<[SnapshotValues]>(sql)),
  restore: restore_statements.map((sql) => db.prepare<[SnapshotValues]>(sql)),
})
