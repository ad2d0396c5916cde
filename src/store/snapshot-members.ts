import type { IdentitySettings, User } from '../schemas/stored/accounts.ts'
import type { Db } from './database.ts'
import { OfAccount } from './of-account.ts'
import { measure_statement, type SnapshotValues } from './snapshot-sql.ts'

/** The users, agencies and identity providers in snapshots of accounts. */
export const snapshotMemberTable = (db: Db) => ({
  find: db
    .prepare<[string, string], number>(
      'SELECT ordinal FROM snapshots WHERE account_id = ? AND name = ?',
    )
    .pluck(),
  every: db
    .prepare<[number | undefined], string>(
      `SELECT document FROM snapshot_rows
        WHERE snapshot = ? AND source_table = 'users' ORDER BY position`,
    )
    .pluck(),
  drop: db.prepare<[number]>(
    "DELETE FROM snapshot_rows WHERE snapshot = ? AND source_table = 'users'",
  ),
  settings: db
    .prepare<[number | undefined], string>(
      "SELECT document FROM snapshot_rows WHERE snapshot = ? AND source_table = 'identity_settings'",
    )
    .pluck(),
  upsert: db.prepare<[number, string]>(
    `INSERT INTO snapshot_rows (snapshot, source_table, id, position, document)
       VALUES (?, 'identity_settings', '', 0, ?)
     ON CONFLICT DO UPDATE SET document = excluded.document`,
  ),
  add: db.prepare<[number, string, number, string]>(
    `INSERT INTO snapshot_rows (snapshot, source_table, id, position, document)
       VALUES (?, 'users', ?, ?, ?)`,
  ),
  measure: db.prepare<[SnapshotValues]>(measure_statement),
})

export class SnapshotMemberStore extends OfAccount<ReturnType<typeof snapshotMemberTable>> {
  #find(name: string): number | undefined {
    return this.table.find.get(this.account_id, name)
  }

  /** The users in a snapshot, in their order. */
  users(name: string): User[] {
    return this.table.every.all(this.#find(name)).map((document) => JSON.parse(document))
  }

  /** Puts these users in the place of those in a snapshot that is there. */
  replaceUsers(name: string, users: readonly User[]): void {
    const snapshot = this.#find(name)
    if (snapshot === undefined) return
    this.table.drop.run(snapshot)
    for (const [place, user] of users.entries()) {
      this.table.add.run(snapshot, user.id, place + 1, JSON.stringify(user))
    }
    this.table.measure.run({ account: this.account_id, snapshot })
  }

  /** The agencies, identity providers and rules in a snapshot; undefined when it has none. */
  settings(name: string): IdentitySettings | undefined {
    const document = this.table.settings.get(this.#find(name))
    return document === undefined ? undefined : JSON.parse(document)
  }

  /** Puts these settings in the place of those in a snapshot that is there. */
  replaceSettings(name: string, replaced: IdentitySettings): void {
    const snapshot = this.#find(name)
    if (snapshot === undefined) return
    this.table.upsert.run(snapshot, JSON.stringify(replaced))
    this.table.measure.run({ account: this.account_id, snapshot })
  }
}
