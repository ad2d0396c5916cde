import type { KnownFault } from '../schemas/faults.ts'
import type { Db } from './database.ts'
import { documentTable } from './documents.ts'

/** The faults table: an ordered list for each account. */
export function faultStore(db: Db) {
  const documents = documentTable<KnownFault>(db, 'faults')
  const holders = db
    .prepare<[string], string>(
      `SELECT account_id FROM faults WHERE document ->> '$.plan' = ? ORDER BY account_id LIMIT 1`,
    )
    .pluck()
  const clear = db.prepare<[string]>('DELETE FROM faults WHERE account_id = ?')

  return {
    ...documents,
    /** The account that has a plan of this name; of several the one whose id comes first. */
    accountWithPlan: (plan: string): string | undefined => holders.get(plan),
    clear(account_id: string): void {
      clear.run(account_id)
    },
  }
}
