import type { Scenario } from '../schemas/control/scenarios.ts'
import type { Db } from './database.ts'
import { documentTable } from './documents.ts'
import { remembered } from './memory.ts'

type Placed = { id: string; place: number; scenario: Scenario }

/** The scenarios table: an ordered list for each account, in which names are unique. */
export function scenarioStore(db: Db) {
  const documents = documentTable<Placed>(db, 'scenarios')
  const list = db
    .prepare<[string], string>(
      `SELECT document FROM scenarios WHERE account_id = ? ORDER BY document ->> '$.place'`,
    )
    .pluck()
  const all = (account_id: string): Placed[] =>
    list.all(account_id).map((document): Placed => JSON.parse(document))

  const memory = remembered<Scenario[]>(db, 'scenarios in order')

  return {
    /** In the order in which they are tried. */
    all: (account_id: string): Scenario[] =>
      memory.get(account_id, () => all(account_id).map(({ scenario }) => scenario)),

    /** Writes over the scenario of that name, where it stands; a new one comes last. */
    save(account_id: string, scenario: Scenario): void {
      memory.forget(account_id)
      const { name } = scenario
      const last = all(account_id).at(-1)?.place ?? 0
      const place = documents.find(account_id, name)?.place ?? last + 1
      documents.save(account_id, { id: name, place, scenario })
    },

    /** Puts scenarios before all others, in their order; those of the same names go. */
    prepend(account_id: string, scenarios: readonly Scenario[]): void {
      memory.forget(account_id)
      for (const { name } of scenarios) documents.remove(account_id, name)
      const first = all(account_id)[0]?.place ?? 1
      for (const [index, scenario] of scenarios.entries()) {
        const place = first - scenarios.length + index
        documents.save(account_id, { id: scenario.name, place, scenario })
      }
    },

    remove(account_id: string, name: string): void {
      memory.forget(account_id)
      documents.remove(account_id, name)
    },
  }
}
