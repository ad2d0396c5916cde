import { wrapMethods } from './call-site.ts'
import type { Connection } from './transport.ts'
import type { Agent, AgentChange } from './types.ts'
import * as usages from './usages.ts'

/** Who plays the agent of a source: the emulator, or a program (docs/agents.md). A source is named by id or name. */
export class AgentControl {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
    wrapMethods(this, usages.agents)
  }

  /** Who plays it, and whether it is there. @throws EmulatorError for a source that does not exist */
  get(source: string): Promise<Agent> {
    return this.#connection.json('showAgent', { path: { source } })
  }

  /** Has another play it, takes it away or brings it back. @returns as it is then */
  set(source: string, change: AgentChange): Promise<Agent> {
    return this.#connection.json('updateAgent', { path: { source }, body: change })
  }
}
