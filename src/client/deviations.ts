import { withOwnCallSite } from './call-site.ts'
import { type Document, documentOf } from './documents.ts'
import type { Connection } from './transport.ts'
import type * as types from './types.ts'

/** What goes differently: in migrations, and in HTTP calls. */

const instead = "Give the text, such as await readFile(path, 'utf8')."

/** The scenarios of an account: what goes differently in migrations (docs/scenarios.md). */
export class ScenarioControl {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** The scenarios in the order in which they are tried; durations in milliseconds. */
  list = withOwnCallSite(() => this.#connection.json<types.ScenarioList>('listScenarios'))

  /**
   * Adds one or several, as an object or as YAML or JSON, before those that are there; with `replace` instead of them.
   *
   * @returns all scenarios.
   * @throws EmulatorError, `details` say which places are wrong: then none is added.
   */
  add = withOwnCallSite(
    async (
      scenarios: Document<types.Scenario | { scenarios: types.Scenario[] }>,
      query: { replace?: boolean } = {},
    ) =>
      this.#connection.json<types.ScenarioList>('addScenarios', {
        body: documentOf(scenarios, instead),
        query,
      }),
  )

  /** Removes all, or the one of a name. @returns those that are left. @throws EmulatorError when there is none of it. */
  remove = withOwnCallSite((name?: string) =>
    this.#connection.json<types.ScenarioList>('removeScenarios', { query: { name } }),
  )
}

/** The faults of an account: what goes differently in HTTP calls (docs/faults.md). */
export class FaultControl {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** The faults in the order in which they are tried; `left` is 0 once all are used up. */
  list = withOwnCallSite(() => this.#connection.json<types.FaultList>('listFaults'))

  /**
   * Adds one, a list, or a plan of them, as an object or as YAML or JSON.
   *
   * @returns all faults.
   * @throws EmulatorError, `details` say which places are wrong: then none is added.
   */
  add = withOwnCallSite(
    async (
      faults: Document<types.Fault | types.Fault[] | { plan?: string; faults: types.Fault[] }>,
    ) => this.#connection.json<types.FaultList>('addFaults', { body: documentOf(faults, instead) }),
  )

  /** Removes all, or the one of an id. @returns those that are left. @throws EmulatorError when there is none of it. */
  remove = withOwnCallSite((id?: string) =>
    this.#connection.json<types.FaultList>('removeFaults', { query: { id } }),
  )
}
