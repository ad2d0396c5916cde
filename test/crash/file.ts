import { copyFileSync, existsSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Event } from '../../src/domain/migration/events.ts'
import type { Counters } from '../../src/schemas/control/fixture.ts'
import type { Source, Task } from '../../src/schemas/stored/records.ts'
import { databaseDump } from '../../src/store/database.ts'

/** What a database file holds, read from a copy: the file itself is left as its process left it. */

type Row = Record<string, unknown>
export type Rows = Record<string, Row[]>

/**
 * Every row, and what SQLite itself has to say about the file.
 *
 * @param copy where there is room for one.
 */
export function readCopy(file: string, copy = `${file}.copy`): { rows: Rows; problems: string[] } {
  copyTo(file, copy)
  const db = new Database(copy)
  try {
    const integrity = db.pragma('integrity_check', { simple: true })
    const orphans = db.pragma('foreign_key_check') as unknown[]
    return {
      rows: databaseDump(db)() as Rows,
      problems: [
        ...(integrity === 'ok' ? [] : [`integrity_check: ${integrity}`]),
        ...orphans.map((orphan) => `foreign_key_check: ${JSON.stringify(orphan)}`),
      ],
    }
  } finally {
    db.close()
    removeCopy(copy)
  }
}

/** Copies a database, and its log. */
export function copyTo(file: string, copy: string): void {
  removeCopy(copy)
  for (const end of ['', '-wal']) {
    if (existsSync(file + end)) copyFileSync(file + end, copy + end)
  }
}

export function removeCopy(copy: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true })
}

/** The rows of one account, without the numbers that depend on what other accounts did meanwhile. */
export function rowsOf(rows: Rows, account_id: string): Rows {
  const snapshots = (rows.snapshots ?? []).filter((row) => row.account_id === account_id)
  const names = new Map(snapshots.map(({ ordinal, name }) => [ordinal, name]))
  const isOwn = (table: string, row: Row): boolean =>
    'snapshot' in row
      ? names.has(row.snapshot)
      : (table === 'accounts' ? row.id : row.account_id) === account_id
  // A fault counts the calls that meet it before they are carried out, each in a transaction of
  // its own; a snapshot measures the count, too.
  const isFault = (table: string, row: Row): boolean =>
    table === 'faults' || row.source_table === 'faults'
  const own = Object.entries(rows).map(([table, all]): [string, Row[]] => [
    table,
    all
      .filter((row) => isOwn(table, row) && !isFault(table, row))
      .map(({ ordinal, position, bytes, snapshot, ...row }) =>
        snapshot === undefined ? row : { ...row, snapshot: names.get(snapshot) },
      ),
  ])
  return Object.fromEntries(own)
}

/** The first row in which two differ, for people; undefined when they are the same. */
export function difference(found: Rows, wanted: Rows): string | undefined {
  for (const table of Object.keys(wanted)) {
    const [had, should] = [found[table] ?? [], wanted[table] ?? []]
    const length = Math.max(had.length, should.length)
    for (let index = 0; index < length; index++) {
      const [one, other] = [JSON.stringify(had[index]), JSON.stringify(should[index])]
      if (one === other) continue
      return `${table}, ${had.length} rows for ${should.length}, row ${index}: ${cut(one)} for ${cut(other)}`
    }
  }
  return undefined
}

const cut = (text = 'none'): string => (text.length > 600 ? `${text.slice(0, 600)}…` : text)

const documents = <Document>(rows: Row[] = []): (Document & { account_id: string })[] =>
  rows.map(({ document, account_id }) => ({ ...JSON.parse(String(document)), account_id }))

/** Halves of a transaction: what cannot stand alone, and does. */
export function halves(rows: Rows): string[] {
  const keyed = <Thing extends { id: string; account_id: string }>(things: Thing[]) =>
    new Map(things.map((thing) => [`${thing.account_id} ${thing.id}`, thing]))
  const sources = keyed(documents<Source>(rows.sources))
  const tasks = keyed(documents<Task>(rows.tasks))
  const counters = new Map(
    documents<Counters>(rows.counters).map((counter) => [counter.account_id, counter]),
  )
  const problems: string[] = []
  const want = (isSo: boolean, what: string): void => {
    if (!isSo) problems.push(what)
  }
  for (const [key, task] of tasks) {
    const source = sources.get(`${task.account_id} ${task.source_server_id}`)
    want(source?.task_id === task.id, `task ${key}: its source says ${source?.task_id}`)
  }
  for (const [key, { account_id, task_id }] of sources) {
    want(
      task_id === null || tasks.has(`${account_id} ${task_id}`),
      `source ${key}: task ${task_id}`,
    )
  }
  for (const { account_id, kind, resource_id } of rows.timers ?? []) {
    const owners = kind === 'source' || kind === 'agent' ? sources : tasks
    want(owners.has(`${account_id} ${resource_id}`), `timer ${kind} of nothing: ${resource_id}`)
  }
  const written = (rows.events ?? []).map(({ account_id, sequence, task_id, texts }) => {
    const happened: Event[] = JSON.parse(`[${texts}]`)
    return { account_id, sequence, task_id, happened }
  })
  const born = new Set(
    written
      .filter(({ happened }) => happened.some(({ type }) => type === 'task.created'))
      .map((row) => row.task_id),
  )
  for (const { account_id, sequence, task_id, happened } of written) {
    const told = counters.get(String(account_id))?.event ?? 0
    const last = Number(sequence) + happened.length - 1
    want(last <= told, `event ${last} of ${account_id}, which has counted ${told}`)
    const isBorn = task_id === null || born.has(task_id)
    want(isBorn, `event ${happened[0]?.type} of task ${task_id}, never created`)
  }
  for (const [key, { id, account_id }] of tasks) {
    const isTold = (rows.events ?? []).some(
      (row) => row.account_id === account_id && row.task_id === id,
    )
    want(isTold, `task ${key} has no events`)
  }
  return problems
}
