/** Tested by: test/http/sms/tasks.test.ts */
import type { TaskByServerSource, TaskByServerSources } from '../../schemas/sms/source-servers.ts'
import type {
  ShowTaskResponse,
  SubTask,
  TasksResponseBody,
} from '../../schemas/sms/task-answers.ts'
import type { Row, Source, Task } from '../../schemas/stored/records.ts'
import { log_expire_s } from '../migration/logs.ts'
import {
  currentWork,
  estimate,
  isInSync,
  migrateSpeed,
  reportOf,
  rowProgress,
  subtaskInfo,
  toSecond,
  toSecondOrNull,
  totalTime,
  type Working,
} from '../migration/progress.ts'

/** Tasks as answers show them at a moment: the record, with what follows from the clock. */

function subTask(task: Task, row: Row, now: number, current: Working | undefined): SubTask {
  return {
    id: row.id,
    name: row.name,
    progress: rowProgress(task, row, current),
    start_date: toSecondOrNull(row.start_date),
    end_date: toSecondOrNull(row.end_date),
    process_trace: row.process_trace,
    migrate_speed: current?.row === row ? migrateSpeed(task, now) : 0,
    user_op: row.user_op,
  }
}

function subTasks(task: Task, now: number): SubTask[] {
  const current = currentWork(task, now)
  return task.sub_tasks.map((row) => subTask(task, row, now, current))
}

/** What ShowTask and ListTasks have in common. */
const common = (task: Task, now: number) => ({
  name: task.name,
  type: task.type,
  os_type: task.os_type,
  state: task.state,
  estimate_complete_time: estimate(task, now).estimate_complete_time,
  create_date: toSecond(task.create_date),
  // What is asked for may be any number; what is shown is one of three (*inferred*: the highest).
  priority: task.priority >= 2 ? (2 as const) : task.priority === 1 ? (1 as const) : (0 as const),
  speed_limit: task.speed_limit,
  migrate_speed: migrateSpeed(task, now),
  compress_rate: reportOf(task)?.compress_rate ?? 0,
  start_target_server: task.start_target_server,
  error_json: task.error_json,
  total_time: totalTime(task),
  migration_ip: task.migration_ip,
  enterprise_project_id: task.enterprise_project_id,
  syncing: task.syncing,
  network_check_info: task.network_check_info,
  total_cpu_usage: reportOf(task)?.total_cpu_usage ?? null,
  agent_cpu_usage: reportOf(task)?.agent_cpu_usage ?? null,
  total_mem_usage: reportOf(task)?.total_mem_usage ?? null,
  agent_mem_usage: reportOf(task)?.agent_mem_usage ?? null,
  total_disk_io: reportOf(task)?.total_disk_io ?? null,
  agent_disk_io: reportOf(task)?.agent_disk_io ?? null,
  need_migration_test: task.need_migration_test,
  subtask_info: subtaskInfo(task, now),
})

const sourceOf = (source: Source) => ({
  ip: source.ip,
  name: source.name,
  os_type: source.os_type,
  os_version: source.os_version,
  oem_system: source.oem_system ?? false,
  state: source.state,
})

/** The whole of a task. `source` may be gone: old tasks outlive their record (behaviour.md §3.4). */
export function viewTask(task: Task, source: Source | undefined, now: number): ShowTaskResponse {
  return {
    id: task.id,
    ...common(task, now),
    region_id: task.region_id,
    region_name: task.region_name,
    project_name: task.project_name,
    project_id: task.project_id,
    vm_template_id: task.vm_template_id,
    source_server: source
      ? { id: source.id, ...sourceOf(source), migration_cycle: source.migration_cycle }
      : null,
    target_server: task.target_server,
    connected: source?.connected ?? false,
    start_date: toSecondOrNull(task.start_date),
    finish_date: toSecondOrNull(task.finish_date),
    float_ip: task.migration_ip,
    remain_seconds: estimate(task, now).remain_seconds,
    target_snapshot_id: null,
    clone_server: task.clone_server,
    sub_tasks: subTasks(task, now),
    use_public_ip: task.use_public_ip,
    use_ipv6: task.use_ipv6,
  }
}

/** A task as one item of ListTasks. */
export function listedTask(task: Task, source: Source | undefined, now: number): TasksResponseBody {
  const { id, vm_id, name, ip, os_type, os_version } = task.target_server
  const clone = task.clone_server
  return {
    id: task.id,
    ...common(task, now),
    sub_tasks: subTasks(task, now).map(({ migrate_speed: _, user_op: __, ...brief }) => brief),
    source_server: source ? { id: source.id, ...sourceOf(source) } : null,
    target_server: { id, vm_id, name, ip, os_type, os_version },
    log_collect_status: task.log.status,
    clone_server: clone && { vm_id: clone.vm_id, name: clone.name },
    special_config: task.configurations,
  }
}

/** What the source shows of a clone that nobody has asked for; ShowTask shows none (decision 020). */
const plannedClone = (task: Task): Task['clone_server'] => ({
  vm_id: '',
  name: '',
  clone_error: '',
  clone_state: isInSync(task) ? 'READY' : 'NOT_READY',
  error_msg: '',
})

/** The task of a source, as ShowServer shows it. */
export const taskOfSource = (task: Task, now: number): TaskByServerSource => ({
  id: task.id,
  ...ofSource(task, now),
})

/** What a source shows of its task, but for the id. */
function ofSource(task: Task, now: number): Omit<TaskByServerSource, 'id'> {
  return {
    name: task.name,
    type: task.type,
    state: task.state,
    start_date: toSecondOrNull(task.start_date),
    speed_limit: task.speed_limit,
    migrate_speed: migrateSpeed(task, now),
    start_target_server: task.start_target_server,
    vm_template_id: task.vm_template_id,
    region_id: task.region_id,
    project_name: task.project_name,
    project_id: task.project_id,
    target_server: { vm_id: task.target_server.vm_id, name: task.target_server.name },
    log_collect_status: task.log.status,
    exist_server: task.exist_server,
    use_public_ip: task.use_public_ip,
    clone_server: task.clone_server ?? plannedClone(task),
    subtask_info: subtaskInfo(task, now),
  }
}

/** The task of a source, as an item of ListServers shows it. */
export const taskOfListedSource = (task: Task, now: number): TaskByServerSources => ({
  id: task.id,
  ...ofSource(task, now),
  ...estimate(task, now),
  compress_rate: reportOf(task)?.compress_rate ?? 0,
  log_bucket: task.log.bucket,
  log_expire: task.log.share_url === null ? null : log_expire_s,
  log_upload_time: task.log.upload_time,
  log_share_url: task.log.share_url,
})
