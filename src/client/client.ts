import { withOwnCallSite } from './call-site.ts'
import { ClockControl } from './clock.ts'
import { FixtureControl, SnapshotControl } from './contents.ts'
import { FaultControl, ScenarioControl } from './deviations.ts'
import { type Login, type LoginOptions, logIn } from './login.ts'
import { RequestJournal } from './requests.ts'
import { TestAccount } from './test-account.ts'
import { type ClientOptions, Connection, type WaitOptions } from './transport.ts'
import type * as types from './types.ts'

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
    this.url = String(url).replace(/\/+$/, '')
    this.#connection = new Connection(this.url, options)
    this.clock = new ClockControl(this.#connection)
    this.fixtures = new FixtureControl(this.#connection)
    this.scenarios = new ScenarioControl(this.#connection)
    this.faults = new FaultControl(this.#connection)
    this.requests = new RequestJournal(this.#connection)
    this.snapshots = new SnapshotControl(this.#connection)
  }

  /** A client of the same emulator for another account, by its name or id. */
  account(account: string): EmulatorClient {
    return new EmulatorClient(this.url, { ...this.#connection.options, account })
  }

  /**
   * Logs in to an account, for its first project or the one that is named.
   *
   * @returns a token, the headers of calls to SMS, and the id of the project.
   * @throws EmulatorError when IAM refuses; the message is IAM's.
   */
  login = withOwnCallSite(
    (credentials: types.Credentials, options?: LoginOptions): Promise<Login> =>
      logIn(this.#connection, credentials, options),
  )

  /** Whether the process is alive: `{ status: 'ok' }`. */
  health = withOwnCallSite(() => this.#connection.json<types.Health>('health'))

  /** `{ ready: true }`, or `ready: false` with the reason why not yet. */
  ready = withOwnCallSite(({ signal }: WaitOptions = {}) =>
    this.#connection.json<types.Readiness>('ready', { also: [503], signal }),
  )

  /** Version, settings without secrets, accounts, endpoints. */
  info = withOwnCallSite(() => this.#connection.json<types.Info>('info'))

  /** Makes the account, or with `all` each account, what it was after boot. @returns the names of these accounts */
  reset = withOwnCallSite((query: { all?: boolean } = {}) =>
    this.#connection.json<types.ResetResult>('reset', { query }),
  )

  /** The tasks with their sub-tasks, the newest first; `count` is how many there are, whatever the page. */
  tasks = withOwnCallSite((query: types.Page = {}) =>
    this.#connection.json<types.TaskOverviews>('tasks', { query }),
  )

  /** The sources with the state of their task, the newest first; `count` is how many there are, whatever the page. */
  sources = withOwnCallSite((query: types.Page = {}) =>
    this.#connection.json<types.SourceOverviews>('sources', { query }),
  )

  /**
   * What happened to a task (`past`), and what will if nobody interferes (`planned`).
   *
   * @param task its id, or its name if only one task has it.
   * @param query with `at`, a moment, the task as of then (`as_of`).
   */
  timeline = withOwnCallSite((task: string, { at }: { at?: types.Instant } = {}) =>
    this.#connection.json<types.Timeline>('timeline', {
      path: { task_id: task },
      query: { at: at instanceof Date ? at.toISOString() : at },
    }),
  )

  /**
   * Why a call to SMS or IAM was answered as it was.
   *
   * @param requestId the `x-request-id` of its answer, or its `id` in the journal.
   */
  explain = withOwnCallSite((requestId: string) =>
    this.#connection.json<types.Explanation>('explain', { path: { request_id: requestId } }),
  )

  /** The run since the start, for `sms-emulator replay`. @throws EmulatorError unless the emulator records (`record`). */
  bundle = withOwnCallSite(() => this.#connection.json<types.Bundle>('bundle'))

  /** Which operations, parameters, error codes and states the account's clients have met, and which never. */
  coverage = withOwnCallSite(() =>
    this.#connection.json<types.Coverage>('coverage', { query: { format: 'json' } }),
  )

  /** The same as a text. */
  coverageReport = withOwnCallSite((format: 'markdown' | 'junit' | 'github') =>
    this.#connection.text('coverage', { query: { format } }),
  )

  /** Who plays the agent of a source; the source is named by its id, or its name if only one has it. */
  readonly agents = {
    /** Who plays it, and whether it is there. */
    get: withOwnCallSite((source: string) =>
      this.#connection.json<types.Agent>('getAgent', { path: { source } }),
    ),
    /** Has it played by the emulator or a program, takes it away or brings it back. @returns what is then */
    set: withOwnCallSite((source: string, change: types.AgentChange) =>
      this.#connection.json<types.Agent>('setAgent', { path: { source }, body: change }),
    ),
  }

  /** The accounts of the emulator, isolated from each other: use one for each test or worker. */
  readonly accounts = {
    /** All accounts, with the names of their projects. */
    list: withOwnCallSite(() =>
      this.#connection.json<{ accounts: types.Info['accounts'] }>('listAccounts'),
    ),
    /** Creates one. @returns with what clients log in or sign. @throws EmulatorError when the name is taken */
    create: withOwnCallSite((account: types.AccountOptions = {}) =>
      this.#connection.json<types.Credentials>('createAccount', { body: account }),
    ),
    /** Creates one with a client of its own; `await using` deletes it. @throws as `create` does */
    open: withOwnCallSite(async (account: types.AccountOptions = {}): Promise<TestAccount> => {
      const credentials = await this.accounts.create(account)
      const client = this.account(credentials.account)
      return new TestAccount(client, credentials, () => this.#connection.isClosed)
    }),
    /** Deletes one with all that is in it. @throws EmulatorError for one that does not exist or was there at boot */
    delete: withOwnCallSite((account: string) =>
      this.#connection.json<{ deleted: string }>('deleteAccount', { path: { account } }),
    ),
  }
}
