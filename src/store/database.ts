import { resolve } from 'node:path'
import Database from 'better-sqlite3'
import { DatabaseRefused, NativePartMissing } from './database-errors.ts'
import { application_id, examineFile, type FileState } from './database-file.ts'
import { inTransaction, type Memory } from './memory.ts'
import { migrations } from './migrations/index.ts'
import { lasting_tables } from './migrations/lasting.ts'
import { schema } from './schema.ts'

/** A database, and what this process remembers of its rows. In a weak map that would stay for a while when both are gone. */
export type Db = Database.Database & { remembered?: Memory }

/**
 * Opens the file (or `:memory:`), and brings its schema up to date, in one transaction.
 *
 * @throws DatabaseRefused when the file cannot be opened, is another program's, or comes from a newer
 *   version: it is left as it was, to the byte. NativePartMissing when nothing can be opened at all.
 */
export function openDatabase(file: string): Db {
  const path = pathOf(file)
  const is_new = path === ':memory:' || isNew(path)
  const db = connect(path, is_new)
  try {
    inTransaction(db, () => {
      migrate(db)
      if (!is_new) requireColumns(db, file)
    })
  } catch (error) {
    db.close()
    if (error instanceof DatabaseRefused) throw error
    throw new DatabaseRefused(
      `${file} cannot be brought to the schema of this version (${(error as Error).message}). Make room on its disk, or give --db another file.`,
    )
  }
  return db
}

/** The file that is meant, wherever the process goes: SQLite takes white space off its ends. */
export const pathOf = (file: string): string => (file === ':memory:' ? file : resolve(file.trim()))

function migrate(db: Db): void {
  const [version, id] = ['user_version', 'application_id'].map((name) =>
    Number(db.pragma(name, { simple: true })),
  )
  if (version === migrations.length && id === application_id) return
  const steps = isEmpty(db) ? [schema] : migrations.slice(version)
  for (const step of steps) db.exec(step)
  db.pragma(`user_version = ${migrations.length}`)
  db.pragma(`application_id = ${application_id}`)
}

/** @throws DatabaseRefused for a file of ours that something else took tables or columns out of. */
function requireColumns(db: Db, file: string): void {
  const model = new Database(':memory:')
  model.exec(schema)
  const found = new Set(columnsOf(db))
  const missing = columnsOf(model).filter((column) => !found.has(column))
  model.close()
  if (missing.length === 0) return
  throw new DatabaseRefused(
    `${file} lacks ${missing.slice(0, 3).join(', ')} and cannot be used: another program changed its tables. It was left as it is; restore a copy of it, or give --db another file.`,
  )
}

/** `tasks.document` for every column of every table. */
const columnsOf = (db: Db): string[] =>
  db
    .prepare<[], string>(
      "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table'",
    )
    .pluck()
    .all()

const isEmpty = (db: Db): boolean =>
  db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined

/** @throws DatabaseRefused for a file that is there and is not ours. */
function isNew(file: string): boolean {
  let state: FileState
  try {
    state = examineFile(file)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    if (/^E(ACCES|PERM)$/.test(code)) throw unwritableFile(file, message)
    throw new DatabaseRefused(`${file} cannot be looked at (${message}). Give --db another file.`)
  }
  if (state.kind === 'refused') throw new DatabaseRefused(`${file} ${state.reason}`)
  return state.kind === 'new'
}

function unwritableFile(file: string, message: string): DatabaseRefused {
  const uid = process.getuid?.() ?? 'of this process'
  return new DatabaseRefused(
    `${file} cannot be written by user ${uid} (${message}). Give its folder to that user (chown ${uid}; in Kubernetes fsGroup), start as its owner (docker run --user), or keep nothing: --db :memory:.`,
  )
}

function connect(file: string, is_new: boolean): Db {
  let db: Db | undefined
  try {
    db = new Database(file, { timeout: 100 })
    // Locks the file until this process ends or is killed. First, as the write-ahead log then needs no file of shared
    // memory, for which a full disk has no room.
    db.pragma('locking_mode = EXCLUSIVE')
    // What the kernel was given outlives a killed process. Only a power cut can take it, and in a bad
    // moment spoil the file; to wait for the disk would hold everybody up (docs/decisions/029-crash.md).
    // To give a new file its log would wait, too, a tenth of the time of a start.
    db.pragma('synchronous = OFF')
    if (is_new) {
      // Before there is a log: a file is known by its first page from the moment on that it has one.
      db.pragma('journal_mode = MEMORY')
      db.pragma(`application_id = ${application_id}`)
    }
    db.pragma('journal_mode = WAL')
    // Pages of 4 KB between checkpoints: with fewer, the same pages are written more often; with more, everybody
    // waits longer.
    db.pragma('wal_autocheckpoint = 2000')
    // At most 16 MiB of pages are kept, where SQLite's own 2 hold less than the indexes of a thousand tasks.
    db.pragma('cache_size = -16384')
    db.pragma('foreign_keys = ON')
    // Sorting and undoing need no disk of their own, which may be full.
    db.pragma('temp_store = MEMORY')
    db.exec('BEGIN IMMEDIATE; COMMIT')
    return db
  } catch (error) {
    db?.close()
    const { code = '', message } = error as { code?: string; message: string }
    if (code === 'SQLITE_BUSY') {
      throw new DatabaseRefused(
        `${file} is in use by another emulator. Stop it, or give --db another file.`,
      )
    }
    if (code === 'ERR_DLOPEN_FAILED' || code === 'MODULE_NOT_FOUND') {
      throw new NativePartMissing(
        `No binary of better-sqlite3 can be loaded on ${process.platform}-${process.arch} (${message.split('\n')[0]}).
It has binaries for Linux, macOS and Windows on x64 and arm64. If this is one of them, the installation is incomplete: remove node_modules and install again.`,
      )
    }
    if (/^SQLITE_(CANTOPEN|READONLY)/.test(code)) throw unwritableFile(file, message)
    throw new DatabaseRefused(
      `${file} cannot be opened as a database (${message}). Give --db a writable path, or :memory:.`,
    )
  }
}

/** Tables that hang on accounts, each with the columns of its key. */
const tablesOf = (db: Db): { name: string; key: string }[] =>
  db
    .prepare<[], { name: string; key: string }>(
      `SELECT name, (
         SELECT group_concat(name, ', ' ORDER BY pk) FROM pragma_table_info(tables.name) WHERE pk > 0
       ) AS key
       FROM sqlite_schema AS tables WHERE type = 'table' ORDER BY name`,
    )
    .all()
    .filter(({ name }) => !lasting_tables.includes(name))

/** What tells every row of the tables that hang on accounts; tables by name, rows by their key. */
export function databaseDump(db: Db): () => Record<string, unknown[]> {
  let tables: { name: string; rows: Database.Statement }[] | undefined
  return () => {
    tables ??= tablesOf(db).map(({ name, key }) => ({
      name,
      rows: db.prepare(`SELECT * FROM ${name} ORDER BY ${key}`),
    }))
    return Object.fromEntries(tables.map(({ name, rows }) => [name, rows.all()]))
  }
}
