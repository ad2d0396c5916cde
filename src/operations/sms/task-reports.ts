import { progressReported } from '../../domain/migration/agent-reports.ts'
import { changeOf } from '../../domain/migration/task-changes.ts'
import type {
  NetworkCheckInfoRequestBody,
  SetConsistencyResultRequestBody,
  UpdateTaskSpeedReq,
} from '../../schemas/sms/reports.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import type { Account } from '../account/account.ts'
import type { Session } from '../account/session.ts'
import { recordAgentCall } from './agent-calls.ts'
import { findSource } from './source-servers.ts'
import { findTask } from './tasks.ts'

/** What agents report of tasks (behaviour.md §5). */

/** The task of an agent that has called about it. @throws ApiError SMS.7703 */
function recordCallAboutTask(session: Session, id: string): { source: Source; task: Task } {
  const task = findTask(session, id)
  const source = findSource(session, task.source_server_id)
  return recordAgentCall(session, { source, task })
}

/**
 * The latest report stands until the simulated agent goes on by itself. The row need not exist:
 * reports for tasks of any state are accepted (behaviour.md §5.2).
 *
 * @throws ApiError SMS.7703
 */
export function updateTaskSpeed(account: Account, id: string, report: UpdateTaskSpeedReq): void {
  account.write((session) => {
    const { source, task } = recordCallAboutTask(session, id)
    const { agent_time: _, remain_time: __, need_migration_test, ...numbers } = report
    const told = { ...task, need_migration_test: need_migration_test ?? task.need_migration_test }
    recordChange(session, task, told)
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
    session.saveMoved(progressReported(told, source, full, session.context(source, task)))
  })
}

/** Tells what an agent has changed of its task, so that a timeline can go back before it. */
function recordChange(session: Session, from: Task, to: Task): void {
  const change = changeOf(from, to)
  const whose = { at: session.now, task: from.id, source: from.source_server_id }
  if (change) session.record([{ ...change, ...whose }])
}

/** @throws ApiError SMS.7703 */
export function updateNetworkCheckInfo(
  account: Account,
  id: string,
  info: NetworkCheckInfoRequestBody,
): { task_id: string } {
  return account.write((session) => {
    const { task } = recordCallAboutTask(session, id)
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
  account: Account,
  id: string,
  { consistency_result }: SetConsistencyResultRequestBody,
): void {
  account.write((session) => {
    const { task } = recordCallAboutTask(session, id)
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
    const next = { ...task, consistency_results: [...task.consistency_results, record] }
    session.saveTask(next)
    recordChange(session, task, next)
    const source = session.sources.find(task.source_server_id)
    if (source) session.saveSource({ ...source, is_consistency_result_exist: true })
  })
}
