import { withCallSite, withOwnCallSite } from './client/call-site.ts'
import { EmulatorClient } from './client/client.ts'
import { LibraryError } from './client/errors.ts'
import type { Login, LoginOptions } from './client/login.ts'
import { withSettings } from './client/refusal-words.ts'
import type { TestAccount } from './client/test-account.ts'
import type { AccountOptions, Credentials, Endpoints, Instant } from './client/types.ts'
import { type Config, type ConfigInput, ConfigRefused, configOf, testSettings } from './config.ts'
import { ApiError } from './errors/refusals.ts'
import { NodeTooOld } from './package.ts'
import type { CompareOptions, ParityReport } from './parity/compare-recording.ts'
import type { ImportedRecording } from './parity/import.ts'
import type { Recorder, RecorderOptions } from './parity/recorder/start-recorder.ts'
import type { Running as RunningServer } from './process/server.ts'
import { DatabaseRefused, NativePartMissing } from './store/database-errors.ts'

/** What `import … from 'huaweicloud-sms-emulator'` gives. */

export type { AccountControl } from './client/accounts.ts'
export type { AgentControl } from './client/agents.ts'
export { EmulatorClient } from './client/client.ts'
export type { AdvanceOptions, ClockControl } from './client/clock.ts'
export type { FixtureControl, SnapshotControl } from './client/contents.ts'
export type { FaultControl, ScenarioControl } from './client/deviations.ts'
export type { Document } from './client/documents.ts'
export {
  ConditionNotMet,
  EmulatorError,
  EmulatorUnreachable,
  LibraryError,
  UnexpectedRequests,
} from './client/errors.ts'
export type { EventOptions } from './client/events.ts'
export type { Login, LoginCredentials, LoginOptions } from './client/login.ts'
export type {
  RequestExpectation,
  RequestJournal,
  RequestQuery,
  RequestWait,
} from './client/requests.ts'
export { linuxServer, type TaskChanges, taskFor, windowsServer } from './client/servers.ts'
export { TestAccount } from './client/test-account.ts'
export type { ClientOptions, WaitOptions } from './client/transport.ts'
export type * from './client/types.ts'
export type { ConfigInput } from './config.ts'
export { ConfigRefused } from './config.ts'
export { ApiError } from './errors/refusals.ts'
export { NodeTooOld } from './package.ts'
export type { CompareOptions, ParityReport } from './parity/compare-recording.ts'
export type { Difference } from './parity/differences.ts'
export type { ImportedRecording } from './parity/import.ts'
export type { Recorder, RecorderOptions } from './parity/recorder/start-recorder.ts'
export type { RecorderCounts } from './parity/recorder/write-calls.ts'
export { RecordingRefused } from './parity/recording-refused.ts'
export { DatabaseRefused, NativePartMissing } from './store/database-errors.ts'

/** A running emulator; `await using` closes it. */
export type Emulator = {
  /** Where it listens, such as `http://127.0.0.1:40123`. */
  readonly url: string
  /** The URLs of IAM (`iam`), SMS (`sms`) and the control API (`control`). */
  readonly endpoints: Endpoints
  /** With which clients log in to the account `emulator`, or sign, unless a fixture took its user's password. */
  readonly credentials: Credentials
  /** A client of its control API, for the account `emulator`. */
  readonly client: EmulatorClient
  /**
   * Logs in to the account `emulator`, for its first project or the one that is named.
   *
   * @throws EmulatorError when IAM refuses; the message is IAM's.
   */
  login(options?: LoginOptions): Promise<Login>
  /** The headers of calls to SMS, with a new token. @throws as `login` does */
  headers(options?: LoginOptions): Promise<Login['headers']>
  /**
   * Creates an account that nothing else touches, with a client of its own; `await using` deletes it.
   *
   * @throws EmulatorError when the name is taken.
   */
  account(options?: AccountOptions): Promise<TestAccount>
  /** Lets the process end though the emulator is not closed, as `unref` of a server of Node.js does. */
  unref(): void
  /** Stops listening, answers the calls under way, and closes the database. Closing twice is closing once. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** @deprecated The earlier name of `Emulator`. */
export type Running = Emulator

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

/**
 * The options of the command, in camelCase or with `_` for `-`: `journalLimit` or `journal_limit`. One that is
 * undefined is not given.
 */
export type StartSettings = {
  [Name in keyof ConfigInput as Name | CamelCase<Name>]?: Name extends 'now'
    ? Instant | undefined
    : ConfigInput[Name] | undefined
}

type StartError = ConfigRefused | DatabaseRefused | NativePartMissing | NodeTooOld | ApiError
const isStartError = (error: unknown): error is StartError =>
  [ConfigRefused, DatabaseRefused, NativePartMissing, NodeTooOld, ApiError, LibraryError].some(
    (type) => error instanceof type,
  )

/**
 * Starts an emulator in this process: on a free port, in memory, its clock frozen at pace 1,
 * unless the settings say otherwise. It keeps the process alive until it is closed.
 *
 * @throws ConfigRefused for a setting that makes no sense, a fixture that is refused or a port that is taken;
 *   DatabaseRefused, NativePartMissing or NodeTooOld. The message is for the person who started it.
 * @example
 * await using emulator = await start({ now: '2026-01-01T00:00:00Z' })
 * // … point a client at emulator.endpoints.sms …
 * await emulator.client.clock.advanceUntil('idle')
 */
export const start: (settings?: StartSettings) => Promise<Emulator> = withCallSite(
  isStartError,
  async (settings: StartSettings = {}) => {
    try {
      const config = configFor(settings)
      // Loaded only now: a command of the bundle that calls an emulator needs no server.
      const { startServer } = await import('./process/server.ts')
      return handleOf(await startServer(config))
    } catch (error) {
      if (isStartError(error)) error.message = withSettings(error.message)
      throw error
    }
  },
)

/**
 * Starts a local endpoint that passes calls on to SMS and IAM of the cloud, and writes them to a HAR file without
 * secrets, as `sms-emulator record` does. Keys are taken from the environment: `HUAWEICLOUD_SDK_AK` and `_SK`.
 *
 * @throws RecordingRefused for a region that does not exist, half a pair of keys, a port that is taken, or a file that cannot
 *   be written.
 * @example
 * await using recorder = await startRecorder({ region: 'ap-southeast-3', file: 'run.har' })
 * // … point a client at recorder.endpoints.sms and recorder.endpoints.iam …
 */
export const startRecorder: (options: RecorderOptions) => Promise<Recorder> = withOwnCallSite(
  async (options: RecorderOptions) =>
    (await import('./parity/recorder/start-recorder.ts')).startRecorder(options),
)

/**
 * Makes a fixture of what a recording of the cloud, a HAR file, shows last, as `sms-emulator import` does.
 *
 * @throws RecordingRefused for a file that is no recording, or shows nothing that a fixture could hold.
 */
export const importRecording: (file: string) => Promise<ImportedRecording> = withOwnCallSite(
  async (file: string) => (await import('./parity/import.ts')).importRecording(file),
)

/**
 * Asks a fresh emulator what a recording asked the cloud, and compares the answers, as `sms-emulator parity` does.
 *
 * @throws RecordingRefused for a file that is no recording, and for a list of known differences that cannot be read.
 */
export const compareRecording: (file: string, options?: CompareOptions) => Promise<ParityReport> =
  withOwnCallSite(async (file: string, options?: CompareOptions) =>
    (await import('./parity/compare-recording.ts')).compareRecording(file, options),
  )

/** @throws ConfigRefused for a setting that is given in two spellings, or does not exist. */
function configFor(settings: StartSettings): Config {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new ConfigRefused(
      `The settings are ${String(settings)} and not an object; write start({ port: 7670 }).`,
    )
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  const values = given.map(([name, value]) => [name, value instanceof Date ? textOf(value) : value])
  return configOf(Object.fromEntries(values), testSettings)
}

const textOf = (moment: Date): string =>
  Number.isNaN(moment.getTime()) ? String(moment) : moment.toISOString()

function handleOf(server: RunningServer): Emulator {
  const { endpoints } = server
  const credentials = credentialsOf(server)
  const closed = new AbortController()
  const client = new EmulatorClient(endpoints.url, { closed: closed.signal })
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed.abort()
    closing ??= server.close()
    return closing
  }
  const login = withOwnCallSite((options?: LoginOptions) => client.login(credentials, options))
  return {
    url: endpoints.url,
    endpoints,
    credentials,
    client,
    login,
    headers: withOwnCallSite(async (options?: LoginOptions) => (await login(options)).headers),
    account: withOwnCallSite((options?: AccountOptions) => client.accounts.open(options)),
    unref: server.unref,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function credentialsOf({ boot, emulator }: RunningServer): Credentials {
  for (const { name: account, users = [] } of boot) {
    const user = users.find(({ password }) => password !== undefined)
    const found = emulator.accounts.find(account)
    if (user?.password === undefined || found === undefined) continue
    const [key = { ak: '', sk: '' }] = user.access_keys ?? []
    const { id: domain_id, members } = found
    const projects = members.projects.all()
    return { account, domain_id, user: user.name, password: user.password, ...key, projects }
  }
  throw new Error('no account has a user with a password')
}
