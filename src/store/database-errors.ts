/** What the database is refused with. Apart from it, as the library exports them and a client needs no SQLite. */

/** The file is not one that this program can work on; the message says what to do. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused'
}

/** better-sqlite3 has no binary that this machine can load; the message says which machines it has one for. */
export class NativePartMissing extends Error {
  override readonly name = 'NativePartMissing'
}
