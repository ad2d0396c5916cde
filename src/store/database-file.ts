import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { migrations } from './migrations/index.ts'

/**
 * What a database file is, found out without SQLite: to open a file of another program would leave
 * files beside it, or change its journal mode, even when nothing is written.
 */

/** `SMSe`, in the header of every file of this program. */
export const application_id = 0x534d5365

/** Files up to this version have no application id. */
const versions_without_id = 8

/** Whether a file is there, and this program's; a reason is a clause after the name of the file. */
export type FileState = { kind: 'new' } | { kind: 'ours' } | { kind: 'refused'; reason: string }

const refused = (reason: string): FileState => ({ kind: 'refused', reason })

/**
 * Looks at a file without changing it.
 *
 * @throws the error of the system when the file cannot be read.
 */
export function examineFile(file: string): FileState {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat) return { kind: 'new' }
  if (stat.isDirectory()) {
    return refused(`is a folder. Give --db a file in it: ${join(file, 'emulator.db')}.`)
  }
  if (!stat.isFile()) return refused('is not a regular file. Give --db another path.')
  if (stat.size === 0) return { kind: 'new' }
  const header = headerOf(file)
  if (!header) {
    return refused('cannot be opened as a database (it is not one). Give --db another file.')
  }
  const { id, version, isEmpty } = header
  if (id === application_id) {
    return version <= migrations.length ? { kind: 'ours' } : refused(newerVersion(version))
  }
  if (id !== 0) return refused(foreignFile(`application_id ${id}`))
  if (version === 0) return isEmpty ? { kind: 'ours' } : refused(foreignFile('its tables'))
  if (version > versions_without_id) return refused(foreignFile(`user_version ${version}`))
  return hasSchemaOf(version, file) ? { kind: 'ours' } : refused(foreignFile('its tables'))
}

const newerVersion = (version: number): string =>
  `was written by a newer version of the emulator (schema ${version}, this one knows ${migrations.length}). Start that version, or another file.`

const foreignFile = (mark: string): string =>
  `is a database of another program, by ${mark}, and was left as it is. Give --db another file.`

type Header = {
  /** SQLite's application_id; 0 when none was set. */
  id: number
  /** SQLite's user_version. */
  version: number
  /** Whether there is no table. */
  isEmpty: boolean
}

/** The first page of a SQLite file as of the last commit, as far as it matters here. */
const header_bytes = 108

function headerOf(file: string): Header | undefined {
  const start = readAt(file, 0, header_bytes)
  if (start.length < header_bytes || !start.toString('latin1').startsWith('SQLite format 3\0')) {
    return undefined
  }
  const page = (existsSync(`${file}-wal`) && firstPageInLog(`${file}-wal`)) || start
  // After the header of the file the first page is the root of the table of tables: a leaf without cells.
  const isEmpty = page[100] === 0x0d && page.readUInt16BE(103) === 0
  return { id: page.readInt32BE(68), version: page.readInt32BE(60), isEmpty }
}

function readAt(file: string, position: number, length: number): Buffer {
  const fd = openSync(file, 'r')
  try {
    return read(fd, position, length)
  } finally {
    closeSync(fd)
  }
}

function read(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  return buffer.subarray(0, readSync(fd, buffer, 0, length, position))
}

/**
 * The beginning of the first page as the write-ahead log has it (sqlite.org/fileformat2.html §4); undefined
 * when no commit in it has changed that page.
 */
function firstPageInLog(log: string): Buffer | undefined {
  const fd = openSync(log, 'r')
  try {
    const head = read(fd, 0, 32)
    if (head.length < 32) return undefined
    const frame_bytes = 24 + head.readUInt32BE(8)
    let written: number | undefined
    let committed: number | undefined
    const { size } = fstatSync(fd)
    for (let at = 32; at + frame_bytes <= size; at += frame_bytes) {
      const frame = read(fd, at, 24)
      // From here on are frames of before the log was last begun anew.
      if (!frame.subarray(8, 16).equals(head.subarray(16, 24))) break
      if (frame.readUInt32BE(0) === 1) written = at + 24
      if (frame.readUInt32BE(4) > 0) committed = written
    }
    return committed === undefined ? undefined : read(fd, committed, header_bytes)
  } finally {
    closeSync(fd)
  }
}

/** Whether a file has exactly the tables of one of our earlier versions; a copy is opened to see. */
function hasSchemaOf(version: number, file: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  const copy = join(folder, 'copy.db')
  let db: Database.Database | undefined
  try {
    for (const end of ['', '-wal', '-journal']) {
      if (existsSync(file + end)) copyFileSync(file + end, copy + end)
    }
    db = new Database(copy)
    const model = new Database(':memory:')
    for (const migration of migrations.slice(0, version)) model.exec(migration)
    const isSame = schemaOf(db) === schemaOf(model)
    model.close()
    return isSame
  } catch (error) {
    // What SQLite cannot read is not ours; what the system cannot copy is told.
    if (error instanceof Database.SqliteError) return false
    throw error
  } finally {
    db?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const schemaOf = (db: Database.Database): string =>
  JSON.stringify(
    db
      .prepare(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name",
      )
      .all(),
  )

/**
 * Watches whether the files of an open database are still those that it has open.
 *
 * @returns looks at them, and says what is wrong in a sentence; null while all is well.
 */
export function watchFile(file: string): () => string | null {
  const parts = [file, `${file}-wal`].map((path) => ({ path, opened: identityOf(path) }))
  return () => {
    for (const { path, opened } of parts) {
      const now = identityOf(path)
      if (opened === undefined || now === opened) continue
      const what = now === undefined ? 'is no longer there' : 'was replaced by another'
      return `The database file ${path} ${what}: what the emulator writes is lost when it stops. Restart it.`
    }
    return null
  }
}

/** Which file is at a path, by its device and number; undefined when there is none. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    // Whatever the reason, nobody who opens the path finds the file.
    return undefined
  }
}
