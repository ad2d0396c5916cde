import type { Db } from './database.ts'
import { OfAccount } from './of-account.ts'

/** Whose ids are made by counting: no two of an account have the same, whatever they are. */
const tables = ['sources', 'tasks', 'templates', 'migprojects', 'companions']

export function takenIdTable(db: Db) {
  const taken = tables.map(
    (table) => `SELECT 1 FROM ${table} WHERE account_id = @account AND id = @id`,
  )
  return {
    one: db.prepare<[{ account: string; id: string }], 1>(`${taken.join(' UNION ALL ')} LIMIT 1`),
  }
}

/** The ids of all resources of an account. */
export class TakenIdStore extends OfAccount<ReturnType<typeof takenIdTable>> {
  has(id: string): boolean {
    return this.table.one.get({ account: this.account_id, id }) !== undefined
  }
}
