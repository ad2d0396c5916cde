import { wrapMethods } from './call-site.ts'
import { type Document, documentOf, instead } from './documents.ts'
import type { Connection } from './transport.ts'
import type { Fault, FaultList, Scenario, ScenarioList } from './types.ts'
import * as usages from './usages.ts'

/** What goes differently: in migrations, and in HTTP calls. */

/** The scenarios of an account: what goes differently in migrations (docs/scenarios.md). */
export class ScenarioControl {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
    wrapMethods(this, usages.scenarios)
  }

  /** The scenarios in the order in which they are tried; durations in milliseconds. */
  list(): Promise<ScenarioList> {
    return this.#connection.json('listScenarios')
  }

  /** The scenario files that come with the emulator, by name: `add` takes the text of each. */
  library(): Promise<{ files: { name: string; text: string }[] }> {
    return this.#connection.json('listScenarioLibrary')
  }

  /**
   * Adds one or several, as an object or as YAML or JSON, before those that are there; with `replace` instead of them.
   *
   * @returns all scenarios.
   * @throws EmulatorError, `details` say which places are wrong: then none is added.
   */
  async add(
    scenarios: Document<Scenario | { scenarios: Scenario[] }>,
    query: { replace?: boolean } = {},
  ): Promise<ScenarioList> {
    const body = documentOf(scenarios, instead)
    return this.#connection.json('addScenarios', { body, query })
  }

  /** Removes all, or the one of a name. @returns those that are left. @throws EmulatorError for a name that none has. */
  remove(name?: string): Promise<ScenarioList> {
    return this.#connection.json('removeScenarios', { query: { name } })
  }
}

/** The faults of an account: what goes differently in HTTP calls (docs/faults.md). */
export class FaultControl {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
    wrapMethods(this, usages.faults)
  }

  /** The faults in the order in which they are tried; `left` is 0 once all are used up. */
  list(): Promise<FaultList> {
    return this.#connection.json('listFaults')
  }

  /**
   * Adds one, a list, or a plan of them, as an object or as YAML or JSON.
   *
   * @returns all faults.
   * @throws EmulatorError, `details` say which places are wrong: then none is added.
   */
  async add(
    faults: Document<Fault | Fault[] | { plan?: string; faults: Fault[] }>,
  ): Promise<FaultList> {
    return this.#connection.json('addFaults', { body: documentOf(faults, instead) })
  }

  /** Removes all, or the one of an id. @returns those that are left. @throws EmulatorError for an id that none has. */
  remove(id?: string): Promise<FaultList> {
    return this.#connection.json('removeFaults', { query: { id } })
  }
}
