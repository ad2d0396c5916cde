import { agentBack } from '../../domain/migration/agent.ts'
import {
  commandAnswered,
  progressReported,
  stateReported,
} from '../../domain/migration/agent-reports.ts'
import { commandFor, pendingCommand } from '../../domain/migration/commands.ts'
import { logEvent, logFailed, logUploaded } from '../../domain/migration/logs.ts'
import {
  ignoresReports,
  isReachable,
  mayBeReported,
  moveSource,
} from '../../domain/migration/source-states.ts'
import { changeOf } from '../../domain/migration/task-changes.ts'
import { diskRead, groupRead } from '../../domain/resources/registration.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type {
  CommandBody,
  NetworkCheckInfoRequestBody,
  PutDiskInfoReq,
  SetConsistencyResultRequestBody,
  ShowCommandResponse,
  UpdateTaskSpeedReq,
} from '../../schemas/sms/reports.ts'
import { PutCopyStateReq } from '../../schemas/sms/reports.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import type { Session } from '../account/session.ts'
import { read, write } from '../account/settle.ts'
import { findSource } from './source-servers.ts'
import { findTask } from './tasks.ts'

/** What agents report, and what they are told (behaviour.md §5). */

const taskOf = (emulator: Emulator, account_id: string, { task_id }: Source): Task | undefined =>
  task_id === null ? undefined : emulator.tasks.find(account_id, task_id)

/**
 * A source in a state that is the service's to leave ignores the report, and does not even look
 * at it (behaviour.md §2.2). A state that it cannot reach from where it is changes nothing either.
 *
 * @throws ApiError SMS.7602, 7726, 7727, 7728
 */
export function updateCopyState(
  emulator: Emulator,
  account_id: string,
  id: string,
  body: { copystate?: unknown; migrationcycle?: unknown },
): void {
  write(emulator, account_id, (session) => {
    const source = findSource(emulator, account_id, id)
    if (ignoresReports(source)) return
    const { state, cycle } = reportedPair(body)
    const { source: alive, task } = hear(session, source, taskOf(emulator, account_id, source))
    if (!isReachable(alive, task, state, cycle)) return
    if (task) {
      const context = session.context(source, task)
      session.saveMoved(stateReported(task, alive, { state, cycle }, context))
      return
    }
    session.saveSource(moveSource(alive, state, cycle, session.now, 'agent'))
    const { state: from, migration_cycle: from_cycle } = source
    const data = { from, from_cycle, state, migration_cycle: cycle }
    session.record([{ type: 'source.state', data, at: session.now, source: id }])
  })
}

/**
 * A call of an external agent shows that it lives. A simulated one lives whatever is called.
 *
 * @returns source and task as they are saved.
 */
function hear<Known extends Task | undefined>(
  session: Session,
  source: Source,
  task: Known,
): { source: Source; task: Known } {
  if (source.agent.mode === 'simulated') return { source, task }
  const moved = agentBack(source, task, session.context(source, task))
  session.record(moved.events)
  session.saveSource(moved.source)
  // The task of one that was there all the time goes on as it did.
  if (source.connected || !moved.task) return { source: moved.source, task }
  session.saveTask(moved.task)
  return { source: moved.source, task: moved.task as Known }
}

/** The task of an agent that has called about it. @throws ApiError SMS.7703 */
function hearOf(session: Session, id: string): Task {
  const { emulator, account_id } = session
  const task = findTask(emulator, account_id, id)
  return hear(session, findSource(emulator, account_id, task.source_server_id), task).task
}

function reportedPair(body: { copystate?: unknown; migrationcycle?: unknown }) {
  const { copystate, migrationcycle } = body
  if (copystate === undefined || migrationcycle === undefined)
    throw new ApiError('copyStateMissing')
  if (copystate === null || migrationcycle === null) throw new ApiError('copyStateMissing')
  if (copystate === '' || migrationcycle === '') throw new ApiError('copyStateEmpty')
  const { data } = PutCopyStateReq.safeParse(body)
  if (!data || !mayBeReported(data.copystate, data.migrationcycle)) {
    throw new ApiError('copyStatePair', String(copystate), String(migrationcycle))
  }
  return { state: data.copystate, cycle: data.migrationcycle as Source['migration_cycle'] }
}

/** Replaces the disks until a target is configured (behaviour.md §2.6). @throws ApiError SMS.7602 */
export function updateDiskInfo(
  emulator: Emulator,
  account_id: string,
  id: string,
  { disks, volumegroups, btrfs_list }: PutDiskInfoReq,
): void {
  write(emulator, account_id, (session) => {
    const source = findSource(emulator, account_id, id)
    const { source: alive, task } = hear(session, source, taskOf(emulator, account_id, source))
    if (task) {
      // Too late for the source, but seen when the copy starts (SMS.0515).
      session.saveTask({ ...task, reported_disks: disks ?? [] })
      return
    }
    session.saveSource({
      ...alive,
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
export function showCommand(
  emulator: Emulator,
  account_id: string,
  id: string,
): ShowCommandResponse {
  const { source, task } = read(emulator, account_id, () => polledBy(emulator, account_id, id))
  if (source.agent.mode === 'external') {
    write(emulator, account_id, (session) => {
      const asking = polledBy(emulator, account_id, id)
      hear(session, asking.source, asking.task)
    })
  }
  if (!task) throw new ApiError('sourceHasNoTask', id)
  return commandFor(task, source)
}

function polledBy(emulator: Emulator, account_id: string, id: string) {
  const source = findSource(emulator, account_id, id)
  return { source, task: taskOf(emulator, account_id, source) }
}

/** @throws ApiError SMS.7602, 6021 for another command than the pending one, 6023 */
export function updateCommandResult(
  emulator: Emulator,
  account_id: string,
  id: string,
  { command_name, result, result_detail }: CommandBody,
): void {
  write(emulator, account_id, (session) => {
    const source = findSource(emulator, account_id, id)
    const { source: alive, task } = hear(session, source, taskOf(emulator, account_id, source))
    const pending = pendingCommand(task, source)
    if (pending !== undefined && pending !== command_name) {
      throw new ApiError('commandMismatch', pending, command_name)
    }
    const detail = typeof result_detail === 'string' ? parsed(result_detail) : result_detail
    const answered: Source = {
      ...alive,
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
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object') return value
  } catch {
    // Not JSON: refused below.
  }
  throw new ApiError('commandDetailInvalid', 'a text must hold the JSON of an object.')
}

/**
 * The latest report stands until the simulated agent goes on by itself. The row need not exist:
 * reports for tasks of any state are accepted (behaviour.md §5.2).
 *
 * @throws ApiError SMS.7703
 */
export function updateTaskSpeed(
  emulator: Emulator,
  account_id: string,
  id: string,
  report: UpdateTaskSpeedReq,
): void {
  write(emulator, account_id, (session) => {
    const asked = findTask(emulator, account_id, id)
    const source = findSource(emulator, account_id, asked.source_server_id)
    const { source: alive, task } = hear(session, source, asked)
    const { agent_time: _, remain_time: __, need_migration_test, ...numbers } = report
    const told = { ...task, need_migration_test: need_migration_test ?? task.need_migration_test }
    const full = {
      ...numbers,
      migrate_speed: report.migrate_speed ?? 0,
      compress_rate: report.compress_rate ?? 0,
      total_cpu_usage: report.total_cpu_usage ?? null,
      agent_cpu_usage: report.agent_cpu_usage ?? null,
      total_mem_usage: report.total_mem_usage ?? null,
      agent_mem_usage: report.agent_mem_usage ?? null,
      total_disk_io: report.total_disk_io ?? null,
      agent_disk_io: report.agent_disk_io ?? null,
    }
    session.saveMoved(progressReported(told, alive, full, session.context(source, task)))
  })
}

/** Tells what an agent has changed of its task, so that a timeline can go back before it. */
function recordChange(session: Session, from: Task, { sub_tasks: _, ...to }: Task): void {
  const change = changeOf(from, { ...to, sub_tasks: from.sub_tasks })
  const whose = { at: session.now, task: from.id, source: from.source_server_id }
  if (change) session.record([{ ...change, ...whose }])
}

/** @throws ApiError SMS.7703 */
export function updateNetworkCheckInfo(
  emulator: Emulator,
  account_id: string,
  id: string,
  info: NetworkCheckInfoRequestBody,
): { task_id: string } {
  return write(emulator, account_id, (session) => {
    const task = hearOf(session, id)
    const next = {
      ...task,
      network_check_info: {
        ...info,
        domain_connectivity: info.domain_connectivity ?? null,
        destination_connectivity: info.destination_connectivity ?? null,
      },
    }
    session.saveTask(next)
    recordChange(session, task, next)
    return { task_id: id }
  })
}

/** @throws ApiError SMS.7703 */
export function updateConsistencyResult(
  emulator: Emulator,
  account_id: string,
  id: string,
  { consistency_result }: SetConsistencyResultRequestBody,
): void {
  write(emulator, account_id, (session) => {
    const task = hearOf(session, id)
    const results = consistency_result ?? []
    const differs = results.some(
      (result) =>
        result.num_different_files + result.num_target_miss_files + result.num_target_more_files >
        0,
    )
    const record = {
      finished_time: session.now,
      check_result: String(!differs),
      consistency_result: results,
    }
    session.saveTask({ ...task, consistency_results: [...task.consistency_results, record] })
    const source = emulator.sources.find(account_id, task.source_server_id)
    if (source) session.saveSource({ ...source, is_consistency_result_exist: true })
  })
}
