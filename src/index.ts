import { type ConfigInput, configOf, testSettings } from './config.ts'
import { type Running, startServer } from './server.ts'

/** What `import … from 'huaweicloud-sms-emulator'` gives. */

export type { Config, ConfigInput } from './config.ts'
export { ConfigRefused } from './config.ts'
export { ApiError } from './errors.ts'
export type { Running } from './server.ts'

/**
 * Starts an emulator in this process: on a free port, in memory, its clock frozen at pace 1,
 * unless the settings say otherwise.
 *
 * @example
 * const emulator = await start({ now: '2026-01-01T00:00:00Z' })
 * // … point a client at emulator.endpoints.sms …
 * await emulator.close()
 */
export const start = (settings: ConfigInput = {}): Promise<Running> =>
  startServer(configOf({ ...testSettings, ...settings }))
