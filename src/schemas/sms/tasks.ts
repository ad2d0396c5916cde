import { z } from 'zod'
import { decimal, int, list, queryInt, text, wordInAnyCase } from '../common.ts'
import { described } from '../meanings.ts'
import { notOfForm } from '../names.ts'
import { BtrfsFileSystem, NetWork, TargetDisk, TargetDisks, VolumeGroups } from './disks.ts'
import { path } from './source-meanings.ts'
import { CloneServer } from './source-servers.ts'
import { Firmware, MigrationType, OsType, TaskStateFilter } from './states.ts'
import {
  action,
  new_task,
  shown_task,
  target,
  target_report,
  task_change,
  task_filter,
} from './task-meanings.ts'

/** Migration tasks: what clients send. How tasks are shown is in task-answers.ts. */

const TaskName = text(64, 1).regex(
  /^[A-Za-z0-9_\-\u4e00-\u9fa5]{1,64}$/,
  notOfForm('a name of 1 to 64 letters, digits, hyphens, underscores and Chinese characters'),
)

/**
 * The target when a task is created. The contract marks `name` and `vm_id` as required, but a
 * task with a template has neither yet (contract-notes.md §5), so that the operation decides.
 */
export const TargetServerByTask = described(target, {
  btrfs_list: list(BtrfsFileSystem).nullish(),
  disks: list(TargetDisks).nullish(),
  name: text().nullish(),
  vm_id: text().nullish(),
  volume_groups: list(VolumeGroups).nullish(),
}).meta({ id: 'TargetServerByTask' })

export const PostTask = described(new_task, {
  name: TaskName,
  type: MigrationType,
  start_target_server: z.boolean().nullish(),
  auto_start: z.boolean().nullish(),
  os_type: OsType.nullish(),
  source_server: described(
    { id: 'Id of the source server. It must be connected, usable and without a task.' },
    { id: text() },
  ).meta({ id: 'SourceServerByTask' }),
  target_server: TargetServerByTask,
  migration_ip: text().nullish(),
  region_name: text(),
  region_id: text(),
  project_name: text(),
  project_id: text(),
  priority: int(65_535).nullish(),
  vm_template_id: text(100).nullish(),
  clonevm_template_id: text(100).nullish(),
  use_public_ip: z.boolean().nullish(),
  use_ipv6: z.boolean().nullish(),
  syncing: z.boolean().nullish(),
  exist_server: z.boolean().nullish(),
  start_network_check: z.boolean().nullish(),
  speed_limit: int(1000).nullish(),
  over_speed_threshold: decimal(10, 100).nullish(),
  is_need_consistency_check: z.boolean().nullish(),
  need_migration_test: z.boolean().nullish(),
}).meta({ id: 'PostTask' })
export type PostTask = z.infer<typeof PostTask>

export const CreateTaskResponse = described(shown_task, { id: z.string() }).meta({
  id: 'CreateTaskResponse',
})
export const UpdateTaskResponse = described(shown_task, { id: z.string() }).meta({
  id: 'UpdateTaskResponse',
})

const BootLoader = z
  .enum(['GRUB', 'LILO'])
  .meta({ id: 'BootLoader', description: 'Boot loader of a Linux server.' })

/** The target of an existing task, as an agent or a client reports it. */
const TargetServer = described(target_report, {
  id: text().nullish(),
  ip: text().nullish(),
  name: text().nullish(),
  hostname: text().nullish(),
  os_type: OsType.nullish(),
  os_version: text().nullish(),
  firmware: Firmware.nullish(),
  cpu_quantity: int(65_535).nullish(),
  memory: int().nullish(),
  btrfs_list: list(BtrfsFileSystem).nullish(),
  networks: list(NetWork).nullish(),
  domain_id: text().nullish(),
  has_rsync: z.boolean().nullish(),
  paravirtualization: z.boolean().nullish(),
  raw_devices: text().nullish(),
  driver_files: z.boolean().nullish(),
  system_services: z.boolean().nullish(),
  account_rights: z.boolean().nullish(),
  boot_loader: BootLoader.nullish(),
  system_dir: text().nullish(),
  volume_groups: list(VolumeGroups).nullish(),
  vm_id: text().nullish(),
  flavor: text().nullish(),
  disks: list(TargetDisk).nullish(),
  image_disk_id: text().nullish(),
  snapshot_ids: text().nullish(),
  cutovered_snapshot_ids: text().nullish(),
}).meta({ id: 'TargetServer' })

export const PutTaskReq = described(task_change, {
  name: TaskName.nullish(),
  type: MigrationType.nullish(),
  region_id: text().nullish(),
  region_name: text().nullish(),
  exist_server: z.boolean().nullish(),
  migration_ip: text().nullish(),
  use_ipv6: z.boolean().nullish(),
  use_public_ip: z.boolean().nullish(),
  speed_limit: int(1000).nullish(),
  project_name: text().nullish(),
  project_id: text().nullish(),
  enterprise_project: text(36).nullish(),
  image_disk_id: text().nullish(),
  vm_template_id: text(100).nullish(),
  target_disk_ids: text(16_384).nullish(),
  snapshot_ids: text(1024).nullish(),
  cutovered_snapshot_ids: text(1024).nullish(),
  target_server: TargetServer.nullish(),
  clone_server: CloneServer.nullish(),
}).meta({ id: 'PutTaskReq' })
export type PutTaskReq = z.infer<typeof PutTaskReq>

/** Every action of the service's texts, past and present (behaviour.md §3.3). */
export const TaskOperation = z
  .enum([
    'start',
    'stop',
    'restart',
    'test',
    'cutover',
    'clone_test',
    'network_check',
    'clear',
    'skip',
    'migration_test',
    'error_for_overspeed',
    'collect_log',
    'sync_failed_rollback',
  ])
  .meta({ id: 'TaskOperation', description: 'An action on a migration task.' })
export type TaskOperation = z.infer<typeof TaskOperation>

export const UpdateTaskStatusReq = described(action, {
  operation: TaskOperation,
  template_id: text().nullish(),
  switch_hce: z.boolean().nullish(),
  is_need_consistency_check: z.boolean().nullish(),
  params: described(action, { bucket: text().nullish(), object: text().nullish() }).nullish(),
}).meta({ id: 'UpdateTaskStatusReq' })
export type UpdateTaskStatusReq = z.infer<typeof UpdateTaskStatusReq>

export const TaskParams = described(path, { task_id: text(36, 1) })

export const ListTasksQuery = described(task_filter, {
  state: z
    .preprocess((value) => wordInAnyCase(TaskStateFilter.options)(value), TaskStateFilter)
    .optional(),
  name: text().optional(),
  id: text(36, 1).optional(),
  source_server_id: text(36, 1).optional(),
  limit: queryInt(200, 100),
  offset: queryInt(65_535, 0),
  enterprise_project_id: text().optional(),
})
export type ListTasksQuery = z.infer<typeof ListTasksQuery>
