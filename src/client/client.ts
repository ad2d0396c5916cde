import { AccountControl } from './accounts.ts'
import { AgentControl } from './agents.ts'
import { checkArguments } from './arguments.ts'
import { wrapMethods } from './call-site.ts'
import { ClockControl } from './clock.ts'
import { FixtureControl, SnapshotControl } from './contents.ts'
import { FaultControl, ScenarioControl } from './deviations.ts'
import { documentOf, instead } from './documents.ts'
import { type EventOptions, followEvents } from './events.ts'
import { type Login, type LoginCredentials, type LoginOptions, logIn } from './login.ts'
import { RequestJournal } from './requests.ts'
import { type ClientOptions, Connection, type WaitOptions } from './transport.ts'
import type * as types from './types.ts'
import * as usages from './usages.ts'

/**
 * A client of the control API. It acts on one account; `account(name)` gives one for another.
 *
 * Every method throws EmulatorError when the emulator refuses, and EmulatorUnreachable when no
 * emulator answers or it was closed. The stacks of both begin at the call.
 *
 * @example
 * const client = new EmulatorClient('http://127.0.0.1:7670')
 * await client.clock.advanceUntil({ task: 'web-1', state: 'SYNCING' })
 */
export class EmulatorClient {
  /** Where the emulator is, without a slash at the end. */
  readonly url: string
  readonly #connection: Connection

  /** The accounts of the emulator, isolated from each other: use one for each test or worker. */
  readonly accounts: AccountControl
  /** Who plays the agents of sources. */
  readonly agents: AgentControl
  /** The clock of the account: shown, set, moved forward. */
  readonly clock: ClockControl
  /** Documents of accounts and resources: loaded, exported. */
  readonly fixtures: FixtureControl
  /** What goes differently in migrations. */
  readonly scenarios: ScenarioControl
  /** What goes differently in HTTP calls. */
  readonly faults: FaultControl
  /** The journal: the calls that the account's clients made. */
  readonly requests: RequestJournal
  /** The account at a moment, by name. */
  readonly snapshots: SnapshotControl

  /** @param url where the emulator listens, such as `http://127.0.0.1:7670`. */
  constructor(url: string | URL, options: ClientOptions = {}) {
    checkArguments(usages.clientOptions, [options])
    this.url = String(url).replace(/\/+$/, '')
    this.#connection = new Connection(this.url, options)
    this.accounts = new AccountControl(this.#connection, (account, deleted) =>
      this.#clientOf(account, deleted),
    )
    this.agents = new AgentControl(this.#connection)
    this.clock = new ClockControl(this.#connection)
    this.fixtures = new FixtureControl(this.#connection)
    this.scenarios = new ScenarioControl(this.#connection)
    this.faults = new FaultControl(this.#connection)
    this.requests = new RequestJournal(this.#connection)
    this.snapshots = new SnapshotControl(this.#connection)
    wrapMethods(this, usages.client)
  }

  /** A client of the same emulator for another account, by its name or id. */
  account(account: string): EmulatorClient {
    return this.#clientOf(account)
  }

  #clientOf(account: string, deleted?: AbortSignal): EmulatorClient {
    return new EmulatorClient(this.url, { ...this.#connection.options, account, deleted })
  }

  /**
   * Logs in to an account, for its first project or the one that is named.
   *
   * @returns a token, the headers of calls to SMS, and the id of the project.
   * @throws EmulatorError when IAM refuses; the message is IAM's.
   */
  login(credentials: LoginCredentials, options?: LoginOptions): Promise<Login> {
    return logIn(this.#connection, credentials, options)
  }

  /** Whether the process is alive: `{ status: 'ok' }`. */
  health(): Promise<types.Health> {
    return this.#connection.json('health')
  }

  /** `{ ready: true }`, or `ready: false` with the reason why not yet. */
  ready({ signal }: WaitOptions = {}): Promise<types.Readiness> {
    return this.#connection.json('ready', { also: [503], signal })
  }

  /** Version, settings without secrets, accounts, endpoints. */
  info(): Promise<types.Info> {
    return this.#connection.json('info')
  }

  /** With what clients log in to the account: its users with passwords and access keys, and its projects. */
  credentials(): Promise<types.CredentialList> {
    return this.#connection.json('showCredentials')
  }

  /** Makes the account, or with `all` each account, what it was after boot. @returns the names of these accounts */
  reset(query: { all?: boolean } = {}): Promise<types.ResetResult> {
    return this.#connection.json('reset', { query })
  }

  /**
   * The tasks with their sub-tasks, the newest first; `count` is how many there are, whatever the page. With `task`, only
   * that one: its id, or a name that only one has.
   *
   * @throws EmulatorError when there is no such task, or several have the name.
   */
  tasks(options: types.TaskQuery = {}): Promise<types.TaskOverviews> {
    return this.#connection.json('overviewTasks', { query: options })
  }

  /** The sources with the state of their task, the newest first; `count` is how many there are, whatever the page. */
  sources(options: types.SourceQuery = {}): Promise<types.SourceOverviews> {
    return this.#connection.json('overviewSources', { query: options })
  }

  /**
   * The cloud servers and networks of all projects of the account, the newest server first; `count` is how many servers
   * there are, whatever the page.
   */
  servers(options: types.ServerQuery = {}): Promise<types.ServerOverviews> {
    return this.#connection.json('overviewServers', { query: options })
  }

  /**
   * What happened to a task (`past`), and what will if nobody interferes (`planned`).
   *
   * @param task its id, or its name if only one task has it.
   * @param query with `at`, a moment, the task as of then (`as_of`).
   */
  timeline(task: string, { at }: { at?: types.Instant } = {}): Promise<types.Timeline> {
    return this.#connection.json('showTimeline', {
      path: { task_id: task },
      query: { at: at instanceof Date ? at.toISOString() : at },
    })
  }

  /**
   * What changes in the account, as it happens, for `for await`: first how the clock runs (`clock`), then what happens in
   * the simulation (`event`), the calls of clients (`request`), what is changed by the control API (`control`), and
   * `reset` when everything changed. It connects again when the connection breaks, and misses nothing.
   *
   * The loop ends when it is left, the signal is aborted, which throws its reason, or the emulator is closed.
   *
   * @throws EmulatorError when the account is gone, EmulatorUnreachable when no emulator answers for half a minute.
   */
  events(options: EventOptions = {}): AsyncGenerator<types.StreamEvent> {
    return followEvents(this.#connection, options)
  }

  /**
   * Why a call to SMS or IAM was answered as it was.
   *
   * @param requestId the `x-request-id` of its answer, or its `id` in the journal.
   */
  explain(requestId: string): Promise<types.Explanation> {
    return this.#connection.json('explain', { path: { request_id: requestId } })
  }

  /**
   * What is wrong in a fixture, scenarios or faults: `problems` is empty when it is valid. Nothing is loaded or added.
   *
   * @param document the text, YAML or JSON.
   */
  async validate(document: string): Promise<types.Validation> {
    return this.#connection.json('validateDocument', { body: documentOf(document, instead) })
  }

  /** The run since the start, for `sms-emulator replay`. @throws EmulatorError unless the emulator records (`record`). */
  bundle(): Promise<types.Bundle> {
    return this.#connection.json('exportBundle')
  }

  /** Which operations, parameters, error codes and states the account's clients have met, and which never. */
  coverage(): Promise<types.Coverage> {
    return this.#connection.json('showCoverage', { query: { format: 'json' } })
  }

  /** The same as a text. */
  coverageReport(format: 'markdown' | 'junit' | 'github'): Promise<string> {
    return this.#connection.text('showCoverage', { query: { format } })
  }
}
