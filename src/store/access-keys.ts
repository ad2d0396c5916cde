import type { KeyLock, TemporaryKey } from '../schemas/stored/accounts.ts'
import type { Db } from './database.ts'
import { documentTable } from './documents.ts'

/** The access_keys table: whose a permanent key is. Users' documents keep the keys themselves. */
export function keyOwnerStore(db: Db) {
  const owner = db.prepare<[string], { account_id: string; user_id: string }>(
    'SELECT account_id, user_id FROM access_keys WHERE ak = ?',
  )
  return {
    find: (ak: string): { account_id: string; user_id: string } | undefined => owner.get(ak),
  }
}

/** The temporary_keys table. */
export function temporaryKeyStore(db: Db) {
  const one = db
    .prepare<[string], string>('SELECT document FROM temporary_keys WHERE ak = ?')
    .pluck()
  const upsert = db.prepare<[string, string, string]>(
    `INSERT INTO temporary_keys (ak, account_id, document) VALUES (?, ?, ?)
     ON CONFLICT (ak) DO UPDATE SET document = excluded.document`,
  )
  const forget = db.prepare<[string, number]>(
    'DELETE FROM temporary_keys WHERE account_id = ? AND expires_at < ?',
  )
  return {
    find(ak: string): TemporaryKey | undefined {
      const document = one.get(ak)
      return document === undefined ? undefined : JSON.parse(document)
    },
    save(key: TemporaryKey): void {
      upsert.run(key.ak, key.account_id, JSON.stringify(key))
    },
    /** Forgets the keys of an account that expired before a moment. */
    forgetBefore(account_id: string, moment: number): void {
      forget.run(account_id, moment)
    },
  }
}

/** The key_locks table; a key that signs rightly has no row. */
export const keyLockStore = (db: Db) => documentTable<KeyLock>(db, 'key_locks')
