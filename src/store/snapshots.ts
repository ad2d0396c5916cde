import { columnsOf } from './columns.ts'
import type { Db } from './database.ts'
import { forgetEverything } from './memory.ts'

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

/** Tables with one document for each account. */
const singles = ['clocks', 'counters', 'agreements', 'identity_settings']
/** Tables of documents, and the column that has their order. */
const lists: [table: string, position: string][] = [
  ['users', 'rowid'],
  ['projects', 'rowid'],
  ['scenarios', 'rowid'],
  ['faults', 'ordinal'],
  ['templates', 'ordinal'],
  ['migprojects', 'ordinal'],
  ['sources', 'ordinal'],
  ['tasks', 'ordinal'],
]

type Of = { account: string; snapshot: number }

/** How the rows of each table are copied out, and put back. */
const copying = [
  ...singles.map((table) => ({
    table,
    copy: `SELECT @snapshot, '${table}', '', 0, document FROM ${table} WHERE account_id = @account`,
  })),
  ...lists.map(([table, position]) => ({
    table,
    // In the order of their key there: rows that come anywhere make a large copy many times slower.
    copy: `SELECT @snapshot, '${table}', id, ${position}, document FROM ${table}
            WHERE account_id = @account ORDER BY id`,
  })),
  {
    table: 'timers',
    copy: `SELECT @snapshot, 'timers', kind || ' ' || resource_id, sequence,
                  json_array(kind, resource_id, due_at, sequence)
             FROM timers WHERE account_id = @account`,
  },
]

const rowsOf = (table: string): string =>
  `SELECT id, position, document FROM snapshot_rows
    WHERE snapshot = @snapshot AND source_table = '${table}'`

/** Statements that make a table of an account what it was. */
function restoring([table, position]: [table: string, position: string]): string[] {
  const beside = columnsOf(table)
  const names = ['account_id', 'id', 'document', ...beside.map(({ name }) => name)].join(', ')
  const values = ['@account', 'id', 'document', ...beside.map(({ sql }) => sql)].join(', ')
  return [
    // Another account may have taken a place that was given up since: then all move to new ones.
    `DELETE FROM ${table} WHERE account_id = @account AND (
       NOT EXISTS (
         SELECT 1 FROM (${rowsOf(table)}) AS was
          WHERE was.id = ${table}.id AND was.position = ${table}.${position}
            AND was.document = ${table}.document)
       OR EXISTS (
         SELECT 1 FROM (${rowsOf(table)}) AS was JOIN ${table} AS other
             ON other.${position} = was.position
          WHERE other.account_id <> @account))`,
    `INSERT INTO ${table} (${position}, ${names})
       SELECT iif(EXISTS (SELECT 1 FROM (${rowsOf(table)}) AS one JOIN ${table} AS other
                    ON other.${position} = one.position WHERE other.account_id <> @account),
                  NULL, was.position),
              ${values}
         FROM (${rowsOf(table)}) AS was
        WHERE was.id NOT IN (SELECT id FROM ${table} WHERE account_id = @account)
        ORDER BY was.position`,
  ]
}

const restore = [
  ...lists.flatMap(restoring),
  // Clocks and counters are set by the caller: they do not simply go back.
  ...['agreements', 'identity_settings'].flatMap((table) => [
    `DELETE FROM ${table} WHERE account_id = @account`,
    `INSERT INTO ${table} (account_id, document)
       SELECT @account, document FROM (${rowsOf(table)})`,
  ]),
  'DELETE FROM timers WHERE account_id = @account',
  `INSERT INTO timers (account_id, kind, resource_id, due_at, sequence)
     SELECT @account, document ->> '$[0]', document ->> '$[1]', document ->> '$[2]',
            document ->> '$[3]'
       FROM (${rowsOf('timers')})`,
  `DELETE FROM events WHERE account_id = @account AND sequence NOT IN
     (SELECT sequence FROM snapshot_events WHERE snapshot = @snapshot)`,
  `INSERT INTO events (account_id, sequence, at, type, task_id, source_id, data)
     SELECT @account, sequence, at, type, task_id, source_id, data
       FROM snapshot_events
      WHERE snapshot = @snapshot AND sequence NOT IN
        (SELECT sequence FROM events WHERE account_id = @account)`,
]

/** Counts what a snapshot holds. */
export const measuring = `UPDATE snapshots SET
     bytes = (SELECT coalesce(sum(length(document)), 0) FROM snapshot_rows
             WHERE snapshot = @snapshot)
         + (SELECT coalesce(sum(length(data)), 0) FROM snapshot_events
             WHERE snapshot = @snapshot),
     sources = (SELECT count(*) FROM snapshot_rows
               WHERE snapshot = @snapshot AND source_table = 'sources'),
     tasks = (SELECT count(*) FROM snapshot_rows
             WHERE snapshot = @snapshot AND source_table = 'tasks')
   WHERE ordinal = @snapshot AND account_id = @account`

/** The snapshots tables. */
export function snapshotStore(db: Db) {
  const find = db
    .prepare<[string, string], number>(
      'SELECT ordinal FROM snapshots WHERE account_id = ? AND name = ?',
    )
    .pluck()
  const list = db.prepare<[string], SnapshotRow>(
    'SELECT name, saved_at, bytes, sources, tasks FROM snapshots WHERE account_id = ? ORDER BY ordinal',
  )
  const drop = db.prepare<[string, string]>(
    'DELETE FROM snapshots WHERE account_id = ? AND name = ?',
  )
  const add = db.prepare<[string, string, number]>(
    'INSERT INTO snapshots (account_id, name, saved_at) VALUES (?, ?, ?)',
  )
  const move = db.prepare<[string, string, string]>(
    'UPDATE snapshots SET account_id = ? WHERE account_id = ? AND name = ?',
  )
  // In two steps: with one, an event could meet the number of another on the way.
  const renumber = [
    'UPDATE snapshot_events SET sequence = -sequence WHERE snapshot = @snapshot',
    'UPDATE snapshot_events SET sequence = @above - sequence WHERE snapshot = @snapshot',
  ].map((sql) => db.prepare<[{ snapshot: number; above: number }]>(sql))
  const measure = db.prepare<[Of]>(measuring)
  const copies = [
    ...copying.map(({ copy }) => `INSERT INTO snapshot_rows ${copy}`),
    `INSERT INTO snapshot_events
       SELECT @snapshot, sequence, at, type, task_id, source_id, data
         FROM events WHERE account_id = @account`,
  ].map((sql) => db.prepare<[Of]>(sql))
  const restores = restore.map((sql) => db.prepare<[Of]>(sql))
  const single = db
    .prepare<[number, string], string>(
      'SELECT document FROM snapshot_rows WHERE snapshot = ? AND source_table = ?',
    )
    .pluck()

  return {
    all: (account_id: string): SnapshotRow[] => list.all(account_id),
    has: (account_id: string, name: string): boolean => find.get(account_id, name) !== undefined,

    /** Copies the account as it is; an earlier snapshot of that name goes. */
    save(account_id: string, name: string, saved_at: number): void {
      drop.run(account_id, name)
      const snapshot = Number(add.run(account_id, name, saved_at).lastInsertRowid)
      for (const copy of copies) copy.run({ account: account_id, snapshot })
      measure.run({ account: account_id, snapshot })
    },

    /**
     * Makes the account what it was, but for its clock and its counters.
     *
     * @returns these two, as documents; undefined when there is no such snapshot.
     */
    restore(account_id: string, name: string): { clock: unknown; counters: unknown } | undefined {
      const snapshot = find.get(account_id, name)
      if (snapshot === undefined) return undefined
      forgetEverything(db)
      for (const statement of restores) statement.run({ account: account_id, snapshot })
      const document = (table: string): unknown => JSON.parse(single.get(snapshot, table) ?? 'null')
      return { clock: document('clocks'), counters: document('counters') }
    },

    /**
     * Gives a snapshot of an account to another; one of the same name there goes.
     *
     * @param above its events are numbered from the next one on.
     */
    moveTo(
      account_id: string,
      { from, name, above }: { from: string; name: string; above: number },
    ): void {
      drop.run(account_id, name)
      const snapshot = find.get(from, name)
      if (snapshot === undefined) return
      for (const statement of renumber) statement.run({ snapshot, above })
      move.run(account_id, from, name)
    },

    remove(account_id: string, name: string): void {
      drop.run(account_id, name)
    },
  }
}
