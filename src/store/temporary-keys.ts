import type { TemporaryKey } from '../schemas/accounts.ts'
import type { Db } from './database.ts'

/** The temporary_keys table. An access key is found by itself: a signature names no account. */
export function temporaryKeyStore(db: Db) {
  const one = db.prepare<[string], { account_id: string; document: string }>(
    'SELECT account_id, document FROM temporary_keys WHERE ak = ?',
  )
  const insert = db.prepare<[string, string, string]>(
    'INSERT INTO temporary_keys (account_id, ak, document) VALUES (?, ?, ?)',
  )
  const forget = db.prepare<[string, number]>(
    'DELETE FROM temporary_keys WHERE account_id = ? AND expires_at < ?',
  )
  return {
    find(ak: string): { account_id: string; key: TemporaryKey } | undefined {
      const row = one.get(ak)
      return row && { account_id: row.account_id, key: JSON.parse(row.document) }
    },
    add(account_id: string, key: TemporaryKey): void {
      insert.run(account_id, key.ak, JSON.stringify(key))
    },
    /** Forgets the keys of an account that expired before a moment. */
    forgetBefore(account_id: string, moment: number): void {
      forget.run(account_id, moment)
    },
  }
}
