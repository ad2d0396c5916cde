import { columnsOf } from './columns.ts'

/**
 * The statements of snapshots. Each takes `@snapshot`, the snapshot's number, and `@account`, the account that it
 * is of. `snapshots.ts` runs them.
 */

/** The values of a statement. */
export type SnapshotValues = { account: string; snapshot: number }

/** Tables with one document for each account. */
const single_tables = ['clocks', 'counters', 'agreements', 'identity_settings'] as const
/** Those that go back as they were. Clocks and counters do not: the caller sets them. */
const restored_single_tables = ['agreements', 'identity_settings'] as const

/** A table of many documents, and its integer key, which has their order. */
type ListTable = { table: string; position: 'rowid' | 'ordinal' }

const list_tables = [
  { table: 'users', position: 'rowid' },
  { table: 'projects', position: 'rowid' },
  { table: 'scenarios', position: 'rowid' },
  { table: 'faults', position: 'ordinal' },
  { table: 'templates', position: 'ordinal' },
  { table: 'migprojects', position: 'ordinal' },
  { table: 'companions', position: 'ordinal' },
  { table: 'sources', position: 'ordinal' },
  { table: 'tasks', position: 'ordinal' },
] as const satisfies readonly ListTable[]

/** The tables whose documents are in a snapshot. */
export type SnapshotTable = (typeof single_tables)[number] | (typeof list_tables)[number]['table']

// Copying out.

const copySingle = (table: string): string => `
  INSERT INTO snapshot_rows (snapshot, source_table, id, position, document)
  SELECT @snapshot, '${table}', '', 0, document
    FROM ${table}
   WHERE account_id = @account`

const copyList = ({ table, position }: ListTable): string => `
  INSERT INTO snapshot_rows (snapshot, source_table, id, position, document)
  SELECT @snapshot, '${table}', id, ${position}, document
    FROM ${table}
   WHERE account_id = @account
   -- In the order of their key there: rows in another order make a large copy many times slower.
   ORDER BY id`

const copy_timers = `
  INSERT INTO snapshot_rows (snapshot, source_table, id, position, document)
  -- A timer has no document and no id of its own: its columns are kept as a list.
  SELECT @snapshot, 'timers', kind || ' ' || resource_id, sequence,
         json_array(kind, resource_id, due_at, sequence)
    FROM timers
   WHERE account_id = @account`

/** The resources that wait in a snapshot, in the order in which their timers fire. */
export const timer_order_statement = `
  SELECT document ->> '$[1]' FROM snapshot_rows
   WHERE snapshot = ? AND source_table = 'timers'
   ORDER BY document ->> '$[2]', document ->> '$[3]'`

const copy_events = `
  INSERT INTO snapshot_events (snapshot, sequence, task_id, deleted_source_id, texts)
  SELECT @snapshot, sequence, task_id, deleted_source_id, texts
    FROM events
   WHERE account_id = @account`

/** Copies the account as it is. */
export const copy_statements: readonly string[] = [
  ...single_tables.map(copySingle),
  ...list_tables.map(copyList),
  copy_timers,
  copy_events,
]

// Going back.

/** The rows of a table in the snapshot. */
const saved = (table: string): string =>
  `SELECT id, position, document FROM snapshot_rows
    WHERE snapshot = @snapshot AND source_table = '${table}'`

/**
 * A condition: the position of a row was given to another account since. It may have, as SQLite gives the highest
 * position anew after its row was deleted.
 *
 * @param position an expression for the position.
 */
const isTaken = (table: ListTable, position: string): string =>
  `EXISTS (SELECT 1 FROM ${table.table} AS other
            WHERE other.${table.position} = ${position} AND other.account_id <> @account)`

/** A condition: the position of any row of the snapshot was given away. Then all get new ones, in their order. */
const isAnyTaken = (list: ListTable): string =>
  `EXISTS (SELECT 1 FROM (${saved(list.table)}) AS any_row WHERE ${isTaken(list, 'any_row.position')})`

/** Deletes the rows that differ from the snapshot; all of them when they cannot keep their positions. */
const deleteDiffering = (list: ListTable): string => {
  const { table, position } = list
  return `
  DELETE FROM ${table}
   WHERE account_id = @account
     AND (
       -- It was made, changed or moved since.
       NOT EXISTS (
         SELECT 1 FROM (${saved(table)}) AS was
          WHERE was.id = ${table}.id
            AND was.position = ${table}.${position}
            AND was.document = ${table}.document)
       OR ${isAnyTaken(list)})`
}

/** Inserts the rows of the snapshot that are not there. */
const insertMissing = (list: ListTable): string => {
  const { table, position } = list
  const columns = columnsOf(table)
  const names = [position, 'account_id', 'id', 'document', ...columns.map(({ name }) => name)]
  const values = ['@account', 'id', 'document', ...columns.map(({ sql }) => sql)]
  return `
  INSERT INTO ${table} (${names.join(', ')})
  -- NULL asks SQLite for the next free position.
  SELECT iif(${isAnyTaken(list)}, NULL, was.position),
         ${values.join(', ')}
    FROM (${saved(table)}) AS was
   WHERE was.id NOT IN (SELECT id FROM ${table} WHERE account_id = @account)
   -- So that new positions have the order of the former ones.
   ORDER BY was.position`
}

const deleteSingle = (table: string): string => `DELETE FROM ${table} WHERE account_id = @account`

const insertSingle = (table: string): string => `
  INSERT INTO ${table} (account_id, document)
  SELECT @account, document FROM (${saved(table)})`

const delete_timers = 'DELETE FROM timers WHERE account_id = @account'

const insert_timers = `
  INSERT INTO timers (account_id, kind, resource_id, due_at, sequence)
  SELECT @account, document ->> '$[0]', document ->> '$[1]', document ->> '$[2]', document ->> '$[3]'
    FROM (${saved('timers')})`

/**
 * The number of the last row of events that the account and the snapshot have in common; 0 if they have none. A row never
 * changes and keeps its number, and none is given twice: all rows before a common one are common, too.
 */
const last_common_row = `coalesce((
  SELECT sequence FROM snapshot_events
   WHERE snapshot = @snapshot
     AND EXISTS (SELECT 1 FROM events
                  WHERE account_id = @account AND sequence = snapshot_events.sequence)
   ORDER BY sequence DESC LIMIT 1), 0)`

const delete_later_events = `
  DELETE FROM events
   WHERE account_id = @account
     AND sequence > ${last_common_row}`

const insert_missing_events = `
  INSERT INTO events (account_id, sequence, task_id, deleted_source_id, texts)
  SELECT @account, sequence, task_id, deleted_source_id, texts
    FROM snapshot_events
   WHERE snapshot = @snapshot
     AND sequence > ${last_common_row}`

/** Makes the account what it was, but for its clock and its counters. */
export const restore_statements: readonly string[] = [
  ...list_tables.flatMap((list) => [deleteDiffering(list), insertMissing(list)]),
  ...restored_single_tables.flatMap((table) => [deleteSingle(table), insertSingle(table)]),
  delete_timers,
  insert_timers,
  delete_later_events,
  insert_missing_events,
]

/** Counts what a snapshot holds. */
export const measure_statement = `
  UPDATE snapshots
     SET bytes =
           (SELECT coalesce(sum(octet_length(document)), 0) FROM snapshot_rows
             WHERE snapshot = @snapshot)
         + (SELECT coalesce(sum(octet_length(texts)), 0) FROM snapshot_events
             WHERE snapshot = @snapshot),
         sources = (SELECT count(*) FROM snapshot_rows
                     WHERE snapshot = @snapshot AND source_table = 'sources'),
         tasks = (SELECT count(*) FROM snapshot_rows
                   WHERE snapshot = @snapshot AND source_table = 'tasks')
   WHERE ordinal = @snapshot AND account_id = @account`
