import { commandAnswered, stateReported } from '../../domain/migration/agent-reports.ts'
import { commandFor, pendingCommand } from '../../domain/migration/commands.ts'
import { logEvent, logFailed, logUploaded } from '../../domain/migration/logs.ts'
import {
  ignoresReports,
  isReachable,
  moveSource,
  reportableStates,
  statesOfStage,
} from '../../domain/migration/source-states.ts'
import { diskRead, groupRead } from '../../domain/resources/registration.ts'
import { ApiError } from '../../errors/refusals.ts'
import { quoteValue } from '../../schemas/sentences.ts'
import {
  type CommandBody,
  PutCopyStateReq,
  type PutDiskInfoReq,
  type ShowCommandResponse,
} from '../../schemas/sms/reports.ts'
import type { Source } from '../../schemas/stored/records.ts'
import { alternatives } from '../../text/lists.ts'
import type { Account } from '../account/account.ts'
import { recordAgentCall, taskOf, withTask } from './agent-calls.ts'
import { findSource } from './source-servers.ts'

/** What agents report of source servers, and what they are told (behaviour.md §5). */

/**
 * A source in a state that is the service's to leave ignores the report, and does not even look
 * at it (behaviour.md §2.2). A state that it cannot reach from where it is changes nothing either.
 *
 * @throws ApiError SMS.7602, 7726, 7727, 7728
 */
export function updateCopyState(
  account: Account,
  id: string,
  body: { copystate?: unknown; migrationcycle?: unknown },
): void {
  account.write((session) => {
    const source = findSource(session, id)
    if (ignoresReports(source)) return
    const { state, cycle } = reportedPair(body)
    const { source: alive, task } = recordAgentCall(session, {
      source,
      task: taskOf(session, source),
    })
    if (!isReachable(alive, task, state, cycle)) return
    if (task) {
      const context = session.context(source, task)
      session.saveMoved(stateReported(task, alive, { state, cycle }, context))
      return
    }
    session.saveSource(moveSource(alive, { state, cycle, now: session.now, by: 'agent' }))
    const { state: from, migration_cycle: from_cycle } = source
    const data = { from, from_cycle, state, migration_cycle: cycle }
    session.record([{ type: 'source.state', data, at: session.now, source: id }])
  })
}

function reportedPair(body: { copystate?: unknown; migrationcycle?: unknown }) {
  const { copystate, migrationcycle } = body
  if (copystate === undefined || migrationcycle === undefined)
    throw new ApiError('copyStateMissing')
  if (copystate === null || migrationcycle === null) throw new ApiError('copyStateMissing')
  if (copystate === '' || migrationcycle === '') throw new ApiError('copyStateEmpty')
  const { data } = PutCopyStateReq.safeParse(body)
  const possible = reportableStates(data?.migrationcycle ?? String(migrationcycle).toLowerCase())
  if (!data || !possible.includes(data.copystate)) {
    const advice =
      possible.length > 0
        ? `use ${alternatives(possible)}`
        : `the stages are ${Object.keys(statesOfStage).join(', ')}`
    throw new ApiError('copyStatePair', quoteValue(copystate), quoteValue(migrationcycle), advice)
  }
  return { state: data.copystate, cycle: data.migrationcycle as Source['migration_cycle'] }
}

/** Replaces the disks until a target is configured (behaviour.md §2.6). @throws ApiError SMS.7602 */
export function updateDiskInfo(
  account: Account,
  id: string,
  { disks, volumegroups, btrfs_list }: PutDiskInfoReq,
): void {
  account.write((session) => {
    const { source, task } = recordAgentCall(session, withTask(session, id))
    if (task) {
      // Too late for the source, but seen when the copy starts (SMS.0515).
      session.saveTask({ ...task, reported_disks: disks ?? [] })
      return
    }
    session.saveSource({
      ...source,
      disks: (disks ?? []).map(diskRead(session.ids)),
      volume_groups: (volumegroups ?? []).map(groupRead(session.ids)),
      btrfs_list: btrfs_list ?? null,
    })
  })
}

/**
 * What the agent is to do. For an external agent the question is its sign of life (design.md §5); for
 * a simulated one it changes nothing.
 *
 * @throws ApiError SMS.7602, 7606 for a source without a task
 */
export function showCommand(account: Account, id: string): ShowCommandResponse {
  const { source, task } = account.read((view) => withTask(view, id))
  if (source.agent.mode === 'external') {
    account.write((session) => recordAgentCall(session, withTask(session, id)))
  }
  if (!task) throw new ApiError('sourceHasNoTask', id)
  return commandFor(task, source)
}

/** @throws ApiError SMS.7602, 6021 for another command than the pending one, 6023 */
export function updateCommandResult(
  account: Account,
  id: string,
  { command_name, result, result_detail }: CommandBody,
): void {
  account.write((session) => {
    const { source, task } = recordAgentCall(session, withTask(session, id))
    const pending = pendingCommand(task, source)
    if (pending !== undefined && pending !== command_name) {
      throw new ApiError('commandMismatch', pending, command_name, id)
    }
    const detail = typeof result_detail === 'string' ? parseJson(result_detail) : result_detail
    const answered: Source = {
      ...source,
      command_result: { command_name, result, result_detail: detail, at: session.now },
    }
    session.saveSource(answered)
    if (task) {
      const answer = { command_name, result, detail }
      const context = session.context(source, task)
      session.saveMoved(commandAnswered(task, answered, answer, context))
    }
    if (task && pending === 'UPLOAD_LOG') {
      const ended = result === 'success' ? logUploaded(task, session.now) : logFailed(task)
      session.saveTask(ended)
      session.record([logEvent(ended, session.now)])
    }
  })
}

/** SDK samples send the detail as the JSON text of an object. @throws ApiError SMS.6023 */
function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object') return value
  } catch {
    // Not JSON: refused below.
  }
  throw new ApiError('commandDetailInvalid', 'a text must hold the JSON of an object.')
}
