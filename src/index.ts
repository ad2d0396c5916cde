import { EmulatorClient } from './client/client.ts'
import type { Credentials, Endpoints } from './client/types.ts'
import { type ConfigInput, configOf, testSettings } from './config.ts'
import { type Running as RunningServer, startServer } from './process/server.ts'

/** What `import … from 'huaweicloud-sms-emulator'` gives. */

export { EmulatorClient } from './client/client.ts'
export { EmulatorError, EmulatorUnreachable } from './client/errors.ts'
export type { ClientOptions } from './client/transport.ts'
export type * from './client/types.ts'
export type { ConfigInput } from './config.ts'
export { ConfigRefused } from './config.ts'
export { ApiError } from './errors/refusals.ts'
export { NodeTooOld } from './package.ts'
export { DatabaseRefused, NativePartMissing } from './store/database.ts'

/** A running emulator; `await using` closes it. */
export type Running = {
  readonly url: string
  readonly endpoints: Endpoints
  /** The way into the account `emulator`, unless a fixture took its user's password. */
  readonly credentials: Credentials
  /** A client of its control API, for the account `emulator`. */
  readonly client: EmulatorClient
  /** Stops listening, ends what is open, and closes the database. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts an emulator in this process: on a free port, in memory, its clock frozen at pace 1,
 * unless the settings say otherwise; one that is undefined says nothing.
 *
 * @throws ConfigRefused, DatabaseRefused, NativePartMissing or NodeTooOld; the message is for the person who started it.
 * @example
 * await using emulator = await start({ now: '2026-01-01T00:00:00Z' })
 * // … point a client at emulator.endpoints.sms …
 * await emulator.client.clock.advance({ until: 'idle' })
 */
export async function start(settings: ConfigInput = {}): Promise<Running> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  const server = await startServer(configOf({ ...testSettings, ...Object.fromEntries(given) }))
  const { endpoints } = server
  const credentials = credentialsOf(server)
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= server.close()
    return closing
  }
  return {
    url: endpoints.url,
    endpoints,
    credentials,
    client: new EmulatorClient(endpoints.url),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function credentialsOf({ boot, emulator }: RunningServer): Credentials {
  for (const { name: account, users = [] } of boot) {
    const user = users.find(({ password }) => password !== undefined)
    const { id: domain_id } = emulator.accounts.find(account) ?? {}
    if (user?.password === undefined || domain_id === undefined) continue
    const [key = { ak: '', sk: '' }] = user.access_keys ?? []
    const projects = emulator.projects.all(domain_id)
    return { account, domain_id, user: user.name, password: user.password, ...key, projects }
  }
  throw new Error('no account has a user with a password')
}
