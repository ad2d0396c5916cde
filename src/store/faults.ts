import type { KnownFault } from '../schemas/control/faults.ts'
import type { Db } from './database.ts'
import { documentTable } from './documents.ts'
import { remembered } from './memory.ts'

/** The faults table: an ordered list for each account. */
export function faultStore(db: Db) {
  const documents = documentTable<KnownFault>(db, 'faults')
  const holders = db
    .prepare<[string], string>(
      `SELECT DISTINCT account_id FROM faults WHERE document ->> '$.plan' = ? ORDER BY account_id`,
    )
    .pluck()
  // Every call of an account looks at them.
  const lists = remembered<KnownFault[]>(db, 'faults of accounts')

  return {
    find: documents.find,
    /** In the order in which they were put in. */
    all: (account_id: string): KnownFault[] =>
      lists.get(account_id, () => documents.all(account_id)),
    save(account_id: string, fault: KnownFault): void {
      lists.forget(account_id)
      documents.save(account_id, fault)
    },
    remove(account_id: string, id: string): void {
      lists.forget(account_id)
      documents.remove(account_id, id)
    },
    /** The accounts that have a plan of this name. */
    accountsWithPlan: (plan: string): string[] => holders.all(plan),
    /** The account that has a plan of this name; undefined when several have one. */
    accountWithPlan(plan: string): string | undefined {
      const [account_id, another] = holders.all(plan)
      return another === undefined ? account_id : undefined
    },
    clear(account_id: string): void {
      lists.forget(account_id)
      for (const { id } of documents.all(account_id)) documents.remove(account_id, id)
    },
  }
}
