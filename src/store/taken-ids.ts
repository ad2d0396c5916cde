import type { Db } from './database.ts'
import { OfAccount } from './of-account.ts'

/** Whose ids are made by counting: no two of an account have the same, whatever they are. */
const tables = ['sources', 'tasks', 'templates', 'migprojects', 'companions']

/** The ids of all resources of an account. */
export function takenIdStore(db: Db) {
  const taken = tables.map(
    (table) => `SELECT 1 FROM ${table} WHERE account_id = @account AND id = @id`,
  )
  const one = db.prepare<[{ account: string; id: string }], 1>(
    `${taken.join(' UNION ALL ')} LIMIT 1`,
  )
  return class TakenIdStore extends OfAccount {
    has(id: string): boolean {
      return one.get({ account: this.account_id, id }) !== undefined
    }
  }
}
