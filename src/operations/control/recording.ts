import {
  isCompared,
  nextPlace,
  recordAnswer,
  recordCall,
  recordedCalls,
} from '../../domain/observed/bundle.ts'
import { hideInRun } from '../../domain/observed/bundle-hiding.ts'
import { ApiError } from '../../errors/refusals.ts'
import { version } from '../../package.ts'
import type { Observed } from '../../parts/observed.ts'
import type { Bundle, RecordedCall } from '../../schemas/control/bundle.ts'
import type { Accounts } from '../registry/accounts.ts'

/** The recording of a run, as a bundle. */

export { compared_headers } from '../../domain/observed/bundle.ts'

/** Keeps a call, if calls are recorded. @returns what is kept of it, or null when there is no room */
export const keepCall = (
  { recording }: Observed,
  call: RecordedCall,
  place: number | undefined,
  clock: number | null,
): RecordedCall | null => (recording && recordCall(recording, call, place, clock) ? call : null)

/** A place in the order of the calls, for one that is kept later; undefined if none is. */
export const placeFor = ({ recording }: Observed): number | undefined =>
  recording ? nextPlace(recording) : undefined

/** Adds its answer to a call that is kept. */
export function keepAnswer(
  { recording }: Observed,
  call: RecordedCall,
  { answer, ...head }: Pick<RecordedCall, 'status' | 'answer_headers' | 'answer'>,
): void {
  Object.assign(call, head)
  if (recording && answer !== null && isCompared(call.url)) recordAnswer(recording, call, answer)
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
 * @throws ApiError 409 when it was not recorded.
 */
export function exportBundle({ observed, config, host, time }: Accounts): Bundle {
  const { recording } = observed
  if (!recording) throw new ApiError('notRecorded', 'start the emulator with --record')
  const recorded = recordedCalls(recording)
  const run = hideInRun({ accounts: [...host.boot], scenarios: [...host.scenarios], recorded })
  return {
    format: 1,
    version,
    started_at: time.started_at,
    settings: Object.fromEntries(Object.entries(config).filter(([name]) => !isLocal(name))),
    ...run,
    missed: recording.missed,
  }
}
