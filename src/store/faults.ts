import type { KnownFault } from '../schemas/control/faults.ts'
import type { Db } from './database.ts'
import { DocumentStore, documentTable } from './documents.ts'
import { cacheRows, listLength } from './memory.ts'
import { OfAccount } from './of-account.ts'

/** The faults table: an ordered list for each account. */
export const faultTable = (db: Db) => ({
  ...documentTable<KnownFault>(db, 'faults'),
  // Every call of an account looks at them.
  lists: cacheRows<KnownFault[]>(db, 'faults of accounts', listLength),
})

export class FaultStore extends OfAccount<ReturnType<typeof faultTable>> {
  readonly #documents = new DocumentStore<KnownFault>(this.table, this.account_id)

  find(id: string): KnownFault | undefined {
    return this.#documents.find(id)
  }

  /** In the order in which they were put in. */
  all(): KnownFault[] {
    return this.table.lists.get(this.account_id, () => this.#documents.all())
  }

  save(fault: KnownFault): void {
    this.onWrite?.()
    this.table.lists.forget(this.account_id)
    this.#documents.save(fault)
  }

  remove(id: string): void {
    this.onWrite?.()
    this.table.lists.forget(this.account_id)
    this.#documents.remove(id)
  }

  clear(): void {
    this.onWrite?.()
    this.table.lists.forget(this.account_id)
    for (const { id } of this.#documents.all()) this.#documents.remove(id)
  }
}

/** Whose a plan of faults is: of all accounts. */
export function planOwnerStore(db: Db): PlanOwnerStore {
  const holders = db
    .prepare<[string], string>(
      `SELECT DISTINCT account_id FROM faults WHERE document ->> '$.plan' = ? ORDER BY account_id`,
    )
    .pluck()
  return { all: (plan) => holders.all(plan) }
}

type PlanOwnerStore = {
  /** The ids of the accounts that have a plan of this name. */
  all(plan: string): string[]
}
