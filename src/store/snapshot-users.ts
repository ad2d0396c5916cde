import type { User } from '../schemas/accounts.ts'
import type { Db } from './database.ts'
import { measuring } from './snapshots.ts'

/** The users in snapshots of accounts. */
export function snapshotUserStore(db: Db) {
  const find = db
    .prepare<[string, string], number>(
      'SELECT ordinal FROM snapshots WHERE account_id = ? AND name = ?',
    )
    .pluck()
  const every = db
    .prepare<[number | undefined], string>(
      `SELECT document FROM snapshot_rows
        WHERE snapshot = ? AND source_table = 'users' ORDER BY position`,
    )
    .pluck()
  const drop = db.prepare<[number]>(
    "DELETE FROM snapshot_rows WHERE snapshot = ? AND source_table = 'users'",
  )
  const add = db.prepare<[number, string, number, string]>(
    `INSERT INTO snapshot_rows (snapshot, source_table, id, position, document)
       VALUES (?, 'users', ?, ?, ?)`,
  )
  const measure = db.prepare<[{ account: string; snapshot: number }]>(measuring)

  return {
    /** The users in a snapshot, in their order. */
    all: (account_id: string, name: string): User[] =>
      every.all(find.get(account_id, name)).map((document) => JSON.parse(document)),

    /** Puts these users in the place of those in a snapshot that is there. */
    replace(account_id: string, name: string, users: readonly User[]): void {
      const snapshot = find.get(account_id, name)
      if (snapshot === undefined) return
      drop.run(snapshot)
      for (const [place, user] of users.entries()) {
        add.run(snapshot, user.id, place + 1, JSON.stringify(user))
      }
      measure.run({ account: account_id, snapshot })
    },
  }
}
