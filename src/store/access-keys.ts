import type { KeyLock, TemporaryKey } from '../schemas/stored/accounts.ts'
import type { Db } from './database.ts'
import { documentTable } from './documents.ts'
import { OfAccount } from './of-account.ts'

/** Whose the access keys of all accounts are: the access_keys and the temporary_keys table. */
export function keyOwnerStore(db: Db): KeyOwnerStore {
  const owner = db.prepare<[string], { account_id: string; user_id: string }>(
    'SELECT account_id, user_id FROM access_keys WHERE ak = ?',
  )
  const temporary = db
    .prepare<[string], string>('SELECT document FROM temporary_keys WHERE ak = ?')
    .pluck()
  return {
    find: (ak) => owner.get(ak),
    findTemporary(ak) {
      const document = temporary.get(ak)
      return document === undefined ? undefined : JSON.parse(document)
    },
  }
}

type KeyOwnerStore = {
  /** Whose a permanent key is. Users' documents keep the keys themselves. */
  find(ak: string): { account_id: string; user_id: string } | undefined
  /** A temporary key, which says whose it is. */
  findTemporary(ak: string): TemporaryKey | undefined
}

/** The temporary_keys table. */
export const temporaryKeyTable = (db: Db) => ({
  upsert: db.prepare<[string, string, string]>(
    `INSERT INTO temporary_keys (ak, account_id, document) VALUES (?, ?, ?)
     ON CONFLICT (ak) DO UPDATE SET document = excluded.document`,
  ),
  dropBefore: db.prepare<[string, number]>(
    'DELETE FROM temporary_keys WHERE account_id = ? AND expires_at < ?',
  ),
})

export class TemporaryKeyStore extends OfAccount<ReturnType<typeof temporaryKeyTable>> {
  save(key: Omit<TemporaryKey, 'account_id'>): TemporaryKey {
    const made = { ...key, account_id: this.account_id }
    this.table.upsert.run(key.ak, this.account_id, JSON.stringify(made))
    return made
  }

  /** Forgets the keys that expired before a moment. */
  forgetBefore(moment: number): void {
    this.table.dropBefore.run(this.account_id, moment)
  }
}

/** The key_locks table; a key that signs rightly has no row. */
export const keyLockTable = (db: Db) => documentTable<KeyLock>(db, 'key_locks')
