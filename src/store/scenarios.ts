import type { Scenario } from '../schemas/control/scenarios.ts'
import type { Db } from './database.ts'
import { DocumentStore, documentTable } from './documents.ts'
import { cacheRows, listLength } from './memory.ts'
import { OfAccount } from './of-account.ts'

type Placed = { id: string; place: number; scenario: Scenario }

/** The scenarios table: an ordered list for each account, in which names are unique. */
export const scenarioTable = (db: Db) => ({
  ...documentTable<Placed>(db, 'scenarios'),
  placed: db
    .prepare<[string], string>(
      `SELECT document FROM scenarios WHERE account_id = ? ORDER BY document ->> '$.place'`,
    )
    .pluck(),
  lists: cacheRows<Scenario[]>(db, 'scenarios in order', listLength),
})

export class ScenarioStore extends OfAccount<ReturnType<typeof scenarioTable>> {
  readonly #documents = new DocumentStore<Placed>(this.table, this.account_id)

  /** In the order in which they are tried. */
  all(): Scenario[] {
    const scenarios = () => this.#placed().map(({ scenario }) => scenario)
    return this.table.lists.get(this.account_id, scenarios)
  }

  #placed(): Placed[] {
    return this.table.placed.all(this.account_id).map((document): Placed => JSON.parse(document))
  }

  /** Writes over the scenario of that name, where it stands; a new one comes last. */
  save(scenario: Scenario): void {
    this.onWrite?.()
    this.table.lists.forget(this.account_id)
    const { name } = scenario
    const last = this.#placed().at(-1)?.place ?? 0
    const place = this.#documents.find(name)?.place ?? last + 1
    this.#documents.save({ id: name, place, scenario })
  }

  /** Puts scenarios before all others, in their order; those of the same names go. */
  prepend(scenarios: readonly Scenario[]): void {
    this.onWrite?.()
    this.table.lists.forget(this.account_id)
    for (const { name } of scenarios) this.#documents.remove(name)
    const first = this.#placed()[0]?.place ?? 1
    for (const [index, scenario] of scenarios.entries()) {
      const place = first - scenarios.length + index
      this.#documents.save({ id: scenario.name, place, scenario })
    }
  }

  remove(name: string): void {
    this.onWrite?.()
    this.table.lists.forget(this.account_id)
    this.#documents.remove(name)
  }
}
