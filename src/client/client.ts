import { serverEvents } from './events.ts'
import type { OperationName } from './operations.ts'
import { type Call, type ClientOptions, send } from './transport.ts'
import type * as types from './types.ts'

/** A document as text (YAML or JSON) or as the object that it says. */
type Document<Shape> = string | Shape

type Signal = { signal?: AbortSignal }

/**
 * A client of the control API. It acts on one account; `account(name)` gives one for another.
 *
 * Every method throws EmulatorError when the emulator refuses, and EmulatorUnreachable when no
 * emulator answers.
 *
 * @example
 * const client = new EmulatorClient('http://127.0.0.1:7670')
 * await client.clock.advance({ until: { task: 'web-1', state: 'SYNCING' } })
 */
export class EmulatorClient {
  readonly url: string
  readonly #options: ClientOptions

  constructor(url: string | URL, options: ClientOptions = {}) {
    this.url = String(url).replace(/\/+$/, '')
    this.#options = options
  }

  async #json<Answer>(name: OperationName, call?: Call): Promise<Answer> {
    const response = await send(this.url, name, this.#options, call)
    return (await response.json()) as Answer
  }

  async #text(name: OperationName, call?: Call): Promise<string> {
    return (await send(this.url, name, this.#options, call)).text()
  }

  /** A client of the same emulator for another account, by its name or id. */
  account(account: string): EmulatorClient {
    return new EmulatorClient(this.url, { ...this.#options, account })
  }

  /** Alive. */
  health = () => this.#json<types.Health>('health')
  /** Ready, or the reason why not yet. */
  ready = ({ signal }: Signal = {}) => this.#json<types.Readiness>('ready', { also: [503], signal })
  /** Version, settings, accounts, endpoints. */
  info = () => this.#json<types.Info>('info')
  /** The account, or all of them, as after boot. */
  reset = (query: { all?: boolean } = {}) => this.#json<types.ResetResult>('reset', { query })
  /** The tasks with their sub-tasks, the newest first. */
  tasks = (query: types.Page = {}) => this.#json<types.TaskOverviews>('tasks', { query })
  /** The sources with the state of their task, the newest first. */
  sources = (query: types.Page = {}) => this.#json<types.SourceOverviews>('sources', { query })
  /** Everything that happened to a task, and will; with `at`, the task as of then. */
  timeline = (task_id: string, query: { at?: string | number } = {}) =>
    this.#json<types.Timeline>('timeline', { path: { task_id }, query })
  /** Why a call was answered as it was, by the x-request-id of its answer. */
  explain = (request_id: string) =>
    this.#json<types.Explanation>('explain', { path: { request_id } })

  /** The run since the start, for `sms-emulator replay`; wants --record. */
  bundle = () => this.#json<types.Bundle>('bundle')

  /** Which operations, parameters, error codes and states the account's clients have met. */
  coverage = () => this.#json<types.Coverage>('coverage', { query: { format: 'json' } })
  /** The same as a text. */
  coverageReport = (format: 'markdown' | 'junit' | 'github') =>
    this.#text('coverage', { query: { format } })

  /** Files of accounts and resources. */
  readonly fixtures = {
    /** Loads all of it, or nothing; `replace` empties the accounts that it names first. */
    load: (fixture: Document<types.Fixture>, query: { replace?: boolean } = {}) =>
      this.#json<types.FixtureResult>('loadFixture', { body: fixture, query }),
    /** The account as a fixture that loads as the account is now. */
    export: () => this.#json<types.Fixture>('exportFixture'),
  }

  /** The time of the account. */
  readonly clock = {
    get: () => this.#json<types.Clock>('getClock'),
    /** Freezes it or lets it flow, moves it on, sets its pace. */
    set: (change: types.ClockChange) => this.#json<types.Clock>('setClock', { body: change }),
    /** Moves it `by` a duration, `until` something happens, or by so many `events`. */
    advance: (how: types.AdvanceRequest) =>
      this.#json<types.AdvanceResult>('advanceClock', { body: how }),
  }

  /** What goes differently in migrations. */
  readonly scenarios = {
    list: () => this.#json<types.ScenarioList>('listScenarios'),
    /** Puts one or several before those that are there, or in their place with `replace`. */
    add: (
      scenarios: Document<types.Scenario | { scenarios: types.Scenario[] }>,
      query: { replace?: boolean } = {},
    ) => this.#json<types.ScenarioList>('addScenarios', { body: scenarios, query }),
    /** Takes all out, or the one of a name. */
    remove: (name?: string) =>
      this.#json<types.ScenarioList>('removeScenarios', { query: { name } }),
  }

  /** What goes differently in HTTP calls. */
  readonly faults = {
    /** The faults, and how much of them is still to be consumed. */
    list: () => this.#json<types.FaultList>('listFaults'),
    add: (
      faults: Document<types.Fault | types.Fault[] | { plan?: string; faults: types.Fault[] }>,
    ) => this.#json<types.FaultList>('addFaults', { body: faults }),
    /** Takes all out, or the one of an id. */
    remove: (id?: string) => this.#json<types.FaultList>('removeFaults', { query: { id } }),
  }

  /** Who plays the agent of a source, named by id or name. */
  readonly agents = {
    get: (source: string) => this.#json<types.Agent>('getAgent', { path: { source } }),
    set: (source: string, change: types.AgentChange) =>
      this.#json<types.Agent>('setAgent', { path: { source }, body: change }),
  }

  /** Accounts are walls: take one per test worker. */
  readonly accounts = {
    list: () => this.#json<{ accounts: types.Info['accounts'] }>('listAccounts'),
    create: (account: types.AccountOptions = {}) =>
      this.#json<types.Credentials>('createAccount', { body: account }),
    /** Takes everything of it, too. */
    delete: (account: string) =>
      this.#json<{ deleted: string }>('deleteAccount', { path: { account } }),
  }

  /** The journal: the calls that the account's clients made. */
  readonly requests = {
    list: (query: types.RequestFilter & { limit?: number } = {}) =>
      this.#json<{ count: number; requests: types.JournalEntry[] }>('listRequests', { query }),
    count: async (filter: types.RequestFilter = {}): Promise<number> =>
      (await this.#json<{ count: number }>('countRequests', { body: filter })).count,
    /** Waits until so many calls fit, at most `timeout` (PT60S is the longest). */
    wait: (
      filter: types.RequestFilter & { count?: number; timeout?: types.Duration },
      { signal }: Signal = {},
    ) =>
      this.#json<{ count: number; timed_out: boolean }>('waitForRequests', {
        body: { count: 1, ...filter },
        signal,
      }),
    clear: () => this.#json<{ count: number }>('clearRequests'),
    /** The same calls as `list`, as an HTTP archive. */
    har: (query: types.RequestFilter & { limit?: number } = {}) =>
      this.#json<types.Har>('exportHar', { query }),
    /** Calls as they are answered, until the signal is aborted or the loop is left. */
    follow: (filter: types.RequestFilter = {}, { signal }: Signal = {}) =>
      this.#follow(filter, signal),
  }

  async *#follow(
    query: types.RequestFilter,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<types.JournalEntry> {
    const { body } = await send(this.url, 'followRequests', this.#options, { query, signal })
    if (body === null) return
    for await (const { event, data } of serverEvents(body)) {
      if (event === 'request') yield JSON.parse(data)
    }
  }

  /** The account at a moment, by name. */
  readonly snapshots = {
    list: () => this.#json<{ snapshots: types.Snapshot[] }>('listSnapshots'),
    save: (name: string) => this.#json<types.Snapshot>('saveSnapshot', { path: { name } }),
    /** Saves one that was downloaded, from here or from elsewhere. */
    upload: (name: string, document: Document<types.Fixture>) =>
      this.#json<types.Snapshot>('saveSnapshot', { path: { name }, body: document }),
    restore: (name: string) => this.#json<types.Snapshot>('restoreSnapshot', { path: { name } }),
    download: (name: string) => this.#json<types.Fixture>('downloadSnapshot', { path: { name } }),
    drop: (name: string) => this.#json<{ deleted: string }>('dropSnapshot', { path: { name } }),
  }
}
