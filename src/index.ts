import { type ConfigInput, configOf, testSettings } from './config.ts'
import type { Endpoints } from './schemas/control.ts'
import { startServer } from './server.ts'

/** What `import … from 'huaweicloud-sms-emulator'` gives. */

export type { ConfigInput } from './config.ts'
export { ConfigRefused } from './config.ts'
export { ApiError } from './errors.ts'
export type { Endpoints } from './schemas/control.ts'
export { DatabaseRefused, NativePartMissing } from './store/database.ts'

/** A running emulator. */
export type Running = {
  readonly endpoints: Endpoints
  /** Stops listening, ends what is open, and closes the database. */
  close(): Promise<void>
}

/**
 * Starts an emulator in this process: on a free port, in memory, its clock frozen at pace 1,
 * unless the settings say otherwise.
 *
 * @throws ConfigRefused, DatabaseRefused or NativePartMissing; the message is for the person who started it.
 * @example
 * const emulator = await start({ now: '2026-01-01T00:00:00Z' })
 * // … point a client at emulator.endpoints.sms …
 * await emulator.close()
 */
export async function start(settings: ConfigInput = {}): Promise<Running> {
  const { endpoints, close } = await startServer(configOf({ ...testSettings, ...settings }))
  return { endpoints, close }
}
