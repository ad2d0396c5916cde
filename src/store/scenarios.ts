import type { Scenario } from '../schemas/control/scenarios.ts'
import type { Db } from './database.ts'
import { documentTable } from './documents.ts'
import { cacheRows, listLength } from './memory.ts'
import { OfAccount } from './of-account.ts'

type Placed = { id: string; place: number; scenario: Scenario }

/** The scenarios table: an ordered list for each account, in which names are unique. */
export function scenarioStore(db: Db) {
  const Documents = documentTable<Placed>(db, 'scenarios')
  const list = db
    .prepare<[string], string>(
      `SELECT document FROM scenarios WHERE account_id = ? ORDER BY document ->> '$.place'`,
    )
    .pluck()
  const placed = (account_id: string): Placed[] =>
    list.all(account_id).map((document): Placed => JSON.parse(document))

  const memory = cacheRows<Scenario[]>(db, 'scenarios in order', listLength)

  return class ScenarioStore extends OfAccount {
    readonly #documents = new Documents(this.account_id)

    /** In the order in which they are tried. */
    all(): Scenario[] {
      const { account_id } = this
      return memory.get(account_id, () => placed(account_id).map(({ scenario }) => scenario))
    }

    /** Writes over the scenario of that name, where it stands; a new one comes last. */
    save(scenario: Scenario): void {
      this.onWrite?.()
      memory.forget(this.account_id)
      const { name } = scenario
      const last = placed(this.account_id).at(-1)?.place ?? 0
      const place = this.#documents.find(name)?.place ?? last + 1
      this.#documents.save({ id: name, place, scenario })
    }

    /** Puts scenarios before all others, in their order; those of the same names go. */
    prepend(scenarios: readonly Scenario[]): void {
      this.onWrite?.()
      memory.forget(this.account_id)
      for (const { name } of scenarios) this.#documents.remove(name)
      const first = placed(this.account_id)[0]?.place ?? 1
      for (const [index, scenario] of scenarios.entries()) {
        const place = first - scenarios.length + index
        this.#documents.save({ id: scenario.name, place, scenario })
      }
    }

    remove(name: string): void {
      this.onWrite?.()
      memory.forget(this.account_id)
      this.#documents.remove(name)
    }
  }
}
