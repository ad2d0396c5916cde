import { z } from 'zod'
import { int, Moment } from '../common.ts'
import { described, withMeanings } from '../meanings.ts'
import { TargetDiskRead, VolumeGroupsRead } from './disks.ts'
import { clone, shown_source } from './source-meanings.ts'
import { CloneServerRead, LogCollectStatus } from './source-servers.ts'
import { MigrationCycle, MigrationType, OsType, SourceState, TaskState } from './states.ts'
import { network_check, shown_task, sub_task, target, task_list } from './task-meanings.ts'
import { ConfigBodyRead } from './task-settings.ts'

/** Migration tasks, as ShowTask and ListTasks show them. */

export const SubTaskAssociatedWithTask = described(sub_task, {
  id: int(),
  name: z.string(),
  progress: int(100),
  start_date: Moment.nullable(),
  end_date: Moment.nullable(),
  process_trace: z.string().nullable(),
}).meta({ id: 'SubTaskAssociatedWithTask' })

export const SubTask = SubTaskAssociatedWithTask.extend(
  withMeanings(sub_task, {
    migrate_speed: z.number(),
    user_op: z.string(),
  }),
).meta({ id: 'SubTask', description: 'A sub-task of a round.' })
export type SubTask = z.infer<typeof SubTask>

export const SourceServerAssociatedWithTask = described(shown_source, {
  id: z.string(),
  ip: z.string(),
  name: z.string(),
  os_type: OsType,
  os_version: z.string(),
  oem_system: z.boolean(),
  state: SourceState,
}).meta({ id: 'SourceServerAssociatedWithTask' })

export const SourceServerResponse = SourceServerAssociatedWithTask.extend(
  withMeanings(shown_source, {
    migration_cycle: MigrationCycle,
  }),
).meta({ id: 'SourceServerResponse' })

export const TargetServerAssociatedWithTask = described(target, {
  id: z.string(),
  vm_id: z.string(),
  name: z.string(),
  ip: z.string().nullable(),
  os_type: OsType,
  os_version: z.string().nullable(),
}).meta({ id: 'TargetServerAssociatedWithTask' })

export const TaskTargetServer = TargetServerAssociatedWithTask.extend(
  withMeanings(target, {
    system_dir: z.string().nullable(),
    disks: z.array(TargetDiskRead),
    volume_groups: z.array(VolumeGroupsRead),
    // The contract types the items as strings here and as objects elsewhere; null suits everyone.
    btrfs_list: z.array(z.string()).nullable(),
    image_disk_id: z.string().nullable(),
    rollback_snapshot_ids: z.string().nullable(),
    cutovered_snapshot_ids: z.string().nullable(),
  }),
).meta({ id: 'TaskTargetServer' })
export type TaskTargetServer = z.infer<typeof TaskTargetServer>

export const NetworkCheckInfo = described(network_check, {
  domain_connectivity: z.boolean().nullable(),
  destination_connectivity: z.boolean().nullable(),
  network_delay: z.number(),
  network_jitter: z.number(),
  migration_speed: z.number(),
  loss_percentage: z.number(),
  cpu_usage: z.number(),
  mem_usage: z.number(),
  evaluation_result: z.string(),
}).meta({ id: 'NetworkCheckInfo' })

const Priority = z
  .literal([0, 1, 2])
  .meta({ id: 'TaskPriority', description: 'Priority of a task.' })

const shared = {
  id: z.string(),
  name: z.string(),
  type: MigrationType,
  os_type: OsType,
  state: TaskState,
  estimate_complete_time: Moment.nullable(),
  create_date: Moment,
  priority: Priority,
  speed_limit: int(),
  migrate_speed: z.number(),
  compress_rate: z.number(),
  start_target_server: z.boolean(),
  error_json: z.string(),
  total_time: int(),
  migration_ip: z.string().nullable(),
  enterprise_project_id: z.string(),
  syncing: z.boolean(),
  network_check_info: NetworkCheckInfo.nullable(),
  total_cpu_usage: z.number().nullable(),
  agent_cpu_usage: z.number().nullable(),
  total_mem_usage: z.number().nullable(),
  agent_mem_usage: z.number().nullable(),
  total_disk_io: z.number().nullable(),
  agent_disk_io: z.number().nullable(),
  need_migration_test: z.boolean(),
  subtask_info: z.string().nullable(),
}

export const ShowTaskResponse = described(shown_task, {
  ...shared,
  region_id: z.string(),
  region_name: z.string(),
  project_name: z.string(),
  project_id: z.string(),
  vm_template_id: z.string().nullable(),
  source_server: SourceServerResponse.nullable(),
  target_server: TaskTargetServer,
  connected: z.boolean(),
  start_date: Moment.nullable(),
  finish_date: Moment.nullable(),
  float_ip: z.string().nullable(),
  remain_seconds: int().nullable(),
  target_snapshot_id: z.string().nullable(),
  clone_server: CloneServerRead.nullable(),
  sub_tasks: z.array(SubTask),
  use_public_ip: z.boolean(),
  use_ipv6: z.boolean(),
}).meta({ id: 'ShowTaskResponse' })
export type ShowTaskResponse = z.infer<typeof ShowTaskResponse>

export const TasksResponseBody = described(shown_task, {
  ...shared,
  sub_tasks: z.array(SubTaskAssociatedWithTask),
  source_server: SourceServerAssociatedWithTask.nullable(),
  target_server: TargetServerAssociatedWithTask,
  log_collect_status: LogCollectStatus,
  clone_server: described(clone, { vm_id: z.string().nullable(), name: z.string().nullable() })
    .meta({ id: 'CloneServerBrief' })
    .nullable(),
  special_config: z.array(ConfigBodyRead),
}).meta({ id: 'TasksResponseBody' })
export type TasksResponseBody = z.infer<typeof TasksResponseBody>

export const ListTasksResponse = described(task_list, {
  count: int(),
  tasks: z.array(TasksResponseBody),
}).meta({ id: 'ListTasksResponse' })
export type ListTasksResponse = z.infer<typeof ListTasksResponse>
