import Database from 'better-sqlite3'
import { ApiError } from '../errors/refusals.ts'

/** By SQLite's code: the disk is full, or it no longer takes what is written (a quota, a limit, a mount). */
const unwritable = /^SQLITE_(FULL|READONLY|IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|VNODE))/
const broken = /^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN)/

/**
 * The refusal that a failure of the database's disk stands for; the transaction is undone by then.
 *
 * @returns `storageFull` when the file cannot be written, `storageFailed` when it cannot be read;
 *   undefined for an error of another kind.
 */
export function storageRefusal(file: string, error: unknown): ApiError | undefined {
  if (!(error instanceof Database.SqliteError)) return undefined
  const { code, message } = error
  if (unwritable.test(code)) return new ApiError('storageFull', file, message)
  return broken.test(code) ? new ApiError('storageFailed', file, message) : undefined
}
