import { z } from 'zod'
import { decimal, int, list, Moment, queryBoolean, queryInt, text } from '../common.ts'
import { described, withMeanings } from '../meanings.ts'
import { notOfForm } from '../names.ts'
import {
  BtrfsFileSystem,
  InitTargetServer,
  NetWork,
  NetWorkRead,
  PutDisk,
  PutVolumeGroups,
  ServerDisk,
  ServerDiskRead,
  VolumeGroups,
  VolumeGroupsRead,
} from './disks.ts'
import {
  check,
  clone,
  page,
  path,
  registration,
  shown_source,
  source_change,
  source_filter,
} from './source-meanings.ts'
import {
  CheckResult,
  Firmware,
  MigrationCycle,
  MigrationCycleInput,
  MigrationType,
  OsType,
  SourceState,
  SourceStateInput,
  source_states,
} from './states.ts'
import { shown_task, target } from './task-meanings.ts'

/** Source servers, as they register and as they are shown. */

export const Platform = z
  .enum(['hw', 'ali', 'aws', 'azure', 'gcp', 'tencent', 'vmware', 'hyperv', 'other', 'default'])
  .meta({ id: 'Platform', description: 'Where a source server runs.' })

export const PostSourceServerBody = described(registration, {
  id: text().nullish(),
  ip: text().nullish(),
  ipv6: text().nullish(),
  name: text(64, 1).regex(
    /^[A-Za-z0-9_.-]*$/,
    notOfForm('a name of letters, digits, dots, hyphens and underscores'),
  ),
  hostname: text(64, 1).nullish(),
  os_type: OsType,
  os_version: text(),
  linux_block_check: text().nullish(),
  firmware: Firmware.nullish(),
  cpu_quantity: int(65_535).nullish(),
  memory: int().nullish(),
  disks: list(ServerDisk).nullish(),
  btrfs_list: list(BtrfsFileSystem).nullish(),
  networks: z
    .array(NetWork)
    .min(1)
    .max(50)
    .refine(([first]) => first?.mac !== '', {
      message: 'the first interface needs a MAC address',
      path: [0, 'mac'],
    }),
  domain_id: text().nullish(),
  has_rsync: z.boolean().nullish(),
  paravirtualization: z.boolean().nullish(),
  raw_devices: text().nullish(),
  driver_files: z.boolean().nullish(),
  system_services: z.boolean().nullish(),
  account_rights: z.boolean().nullish(),
  boot_loader: text().nullish(),
  system_dir: text().nullish(),
  volume_groups: list(VolumeGroups).nullish(),
  agent_version: text(),
  kernel_version: text().nullish(),
  migration_cycle: MigrationCycleInput.nullish(),
  state: SourceStateInput.nullish(),
  oem_system: z.boolean().nullish(),
  start_type: text().nullish(),
  io_read_wait: decimal(0, 10_000).nullish(),
  has_tc: z.boolean().nullish(),
  platform: Platform.nullish(),
}).meta({ id: 'PostSourceServerBody' })
export type PostSourceServerBody = z.infer<typeof PostSourceServerBody>

export const RegisterServerResponse = described(shown_source, { id: z.string() }).meta({
  id: 'RegisterServerResponse',
})

export const EnvironmentCheck = described(check, {
  id: int(),
  params: z.array(z.string()),
  name: z.string(),
  result: CheckResult,
  error_code: z.string().nullable(),
  error_or_warn: z.string().nullable(),
  error_params: z.string(),
}).meta({ id: 'EnvironmentCheck', description: 'One check of a source before its migration.' })
export type EnvironmentCheck = z.infer<typeof EnvironmentCheck>

const CloneState = z
  .enum(['NOT_READY', 'READY', 'PREPARING', 'CREATING', 'ERROR', 'FINISHED'])
  .meta({ id: 'CloneState', description: 'State of a clone of a target server.' })

export const CloneServer = described(clone, {
  vm_id: text().nullish(),
  name: text().nullish(),
  clone_error: text().nullish(),
  clone_state: CloneState.nullish(),
  error_msg: text(1024).nullish(),
}).meta({ id: 'CloneServer' })
export const CloneServerRead = CloneServer.required().meta({ id: 'CloneServerRead' })
export type CloneServerRead = z.infer<typeof CloneServerRead>

export const LogCollectStatus = z
  .enum(['INIT', 'UPLOADING', 'UPLOAD_FAIL', 'UPLOADED'])
  .meta({ id: 'LogCollectStatus', description: 'How far an upload of logs is.' })

/** The task of a source, in ShowServer. */
export const TaskByServerSource = described(shown_task, {
  id: z.string(),
  name: z.string(),
  type: MigrationType,
  state: z.string(),
  start_date: Moment.nullable(),
  speed_limit: int(),
  migrate_speed: z.number(),
  start_target_server: z.boolean(),
  vm_template_id: z.string().nullable(),
  region_id: z.string(),
  project_name: z.string(),
  project_id: z.string(),
  target_server: described(target, { vm_id: z.string(), name: z.string() }).meta({
    id: 'TargetServerById',
  }),
  log_collect_status: LogCollectStatus,
  exist_server: z.boolean(),
  use_public_ip: z.boolean(),
  clone_server: CloneServerRead.nullable(),
  subtask_info: z.string().nullable(),
}).meta({ id: 'TaskByServerSource' })
export type TaskByServerSource = z.infer<typeof TaskByServerSource>

/** The task of a source, in ListServers. */
export const TaskByServerSources = TaskByServerSource.extend(
  withMeanings(shown_task, {
    estimate_complete_time: Moment.nullable(),
    compress_rate: z.number(),
    remain_seconds: int().nullable(),
    log_bucket: z.string().nullable(),
    log_expire: int().nullable(),
    log_upload_time: Moment.nullable(),
    log_share_url: z.string().nullable(),
  }),
).meta({ id: 'TaskByServerSources' })
export type TaskByServerSources = z.infer<typeof TaskByServerSources>

const shared = {
  id: z.string(),
  ip: z.string(),
  name: z.string(),
  enterprise_project_id: z.string(),
  add_date: Moment,
  os_type: OsType,
  os_version: z.string(),
  oem_system: z.boolean(),
  state: SourceState,
  connected: z.boolean(),
  cpu_quantity: int().nullable(),
  memory: int().nullable(),
  checks: z.array(EnvironmentCheck),
  init_target_server: InitTargetServer.nullable(),
  migration_cycle: MigrationCycle,
  state_action_time: Moment.nullable(),
  stage_action_time: Moment,
  replicatesize: int(),
  totalsize: int(),
  last_visit_time: Moment,
  has_tc: z.boolean(),
  start_type: z.string(),
  agent_version: z.string(),
}

export const ShowServerResponse = described(shown_source, {
  ...shared,
  hostname: z.string().nullable(),
  firmware: Firmware.nullable(),
  current_task: TaskByServerSource.nullable(),
  disks: z.array(ServerDiskRead),
  volume_groups: z.array(VolumeGroupsRead),
  btrfs_list: z.array(BtrfsFileSystem).nullable(),
  networks: z.array(NetWorkRead),
  adjust_disk: z.boolean(),
}).meta({ id: 'ShowServerResponse' })
export type ShowServerResponse = z.infer<typeof ShowServerResponse>

export const SourceServersResponseBody = described(shown_source, {
  ...shared,
  current_task: TaskByServerSources.nullable(),
  is_consistency_result_exist: z.boolean(),
}).meta({ id: 'SourceServersResponseBody' })
export type SourceServersResponseBody = z.infer<typeof SourceServersResponseBody>

export const ListServersResponse = described(
  { ...page, source_servers: 'Sources of this page, those that registered last first.' },
  { count: int(), source_servers: z.array(SourceServersResponseBody) },
).meta({ id: 'ListServersResponse' })
export type ListServersResponse = z.infer<typeof ListServersResponse>

export const ListServersQuery = described(source_filter, {
  state: SourceStateInput.optional(),
  name: text().optional(),
  id: text().optional(),
  ip: text().optional(),
  ipv6: text().optional(),
  migproject: text().optional(),
  limit: queryInt(200, 200),
  offset: queryInt(65_535, 0),
  migration_cycle: MigrationCycleInput.optional(),
  connected: queryBoolean,
  enterprise_project_id: text().optional(),
  is_consistency_result_exist: queryBoolean,
  vm_id: text().optional(),
})
export type ListServersQuery = z.infer<typeof ListServersQuery>

export const PutSourceServerBody = described(source_change, {
  name: text().nullish(),
  migprojectid: text().nullish(),
  disks: list(PutDisk).nullish(),
  volume_groups: list(PutVolumeGroups).nullish(),
}).meta({ id: 'PutSourceServerBody' })
export type PutSourceServerBody = z.infer<typeof PutSourceServerBody>

/** Ids of a batch: 1 to 50 (behaviour.md §7). */
const BatchIds = described(
  { ids: 'Ids of what to delete, 1 to 50. If one of them cannot be deleted, none is.' },
  { ids: z.array(text(36, 1)).min(1).max(50) },
)
export const DeleteIds = BatchIds.meta({ id: 'DeleteIds' })
export const DeletetemplatesReq = BatchIds.meta({ id: 'DeletetemplatesReq' })
export const DeleteTasksReq = BatchIds.meta({ id: 'DeleteTasksReq' })

export const SourceParams = described(path, { source_id: text(36, 1) })

/** How many sources there are in each state. */
const overview = {
  ...Object.fromEntries(
    Object.entries(source_states).map(([state, meaning]) => [
      state,
      `How many sources are in the state ${state}: ${meaning}.`,
    ]),
  ),
  unconfigured: 'How many sources have no task (inferred).',
}

export const ShowOverviewResponse = described(overview, {
  waiting: int(),
  replicate: int(),
  syncing: int(),
  stopped: int(),
  deleting: int(),
  cutovering: int(),
  unavailable: int(),
  stopping: int(),
  skipping: int(),
  finished: int(),
  initialize: int(),
  error: int(),
  cloning: int(),
  unconfigured: int(),
}).meta({ id: 'ShowOverviewResponse', description: 'How many sources are in which state.' })
export type ShowOverviewResponse = z.infer<typeof ShowOverviewResponse>
