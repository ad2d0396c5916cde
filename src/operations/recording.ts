import { isCompared, recordCall, standIns } from '../domain/bundle.ts'
import type { Emulator } from '../emulator.ts'
import { ApiError } from '../errors.ts'
import type { Bundle, RecordedCall } from '../schemas/bundle.ts'
import { version } from '../version.ts'

/** The recording of a run, as a bundle. */

export { compared_headers } from '../domain/bundle.ts'

/** Keeps a call, if calls are recorded. */
export function keepRecorded({ recording }: Emulator, call: RecordedCall): void {
  if (!recording) return
  recordCall(recording, { ...call, answer: isCompared(call.url) ? call.answer : null })
}

/** Settings that answers do not depend on, or that another machine has otherwise. */
const local = [
  'host',
  'port',
  'db',
  'fixture',
  'scenario',
  'endpoints_file',
  'record',
  'control_token',
] as const
const isLocal = (name: string): boolean =>
  (local as readonly string[]).includes(name) || /^(tls|log|endpoints)/.test(name)

/**
 * The run since the start.
 *
 * @throws ApiError 409 when it was not recorded, or began with what a database file held.
 */
export function exportBundle(emulator: Emulator): Bundle {
  const { recording, config, boot, boot_scenarios, started_at } = emulator
  if (!recording) throw new ApiError('notRecorded', 'start the emulator with --record')
  if (config.db !== ':memory:') {
    throw new ApiError('notRecorded', 'a run on a database file begins with what the file held')
  }
  const secrets = standIns()
  const accounts = JSON.parse(secrets.replace(JSON.stringify(boot)))
  const calls = recording.calls.map((call) => ({ ...call, body: secrets.replace(call.body) }))
  return {
    format: 1,
    version,
    started_at,
    settings: Object.fromEntries(Object.entries(config).filter(([name]) => !isLocal(name))),
    accounts,
    scenarios: [...boot_scenarios],
    missed: recording.missed,
    replaced: secrets.count(),
    calls,
  }
}
