import { z } from 'zod'
import { AgentMode } from '../agent-mode.ts'
import { int, Moment } from '../common.ts'
import { described, withMeanings } from '../meanings.ts'
import {
  BtrfsFileSystem,
  NetWorkRead,
  ServerDisk,
  ServerDiskRead,
  VolumeGroupsRead,
} from '../sms/disks.ts'
import { ConsistencyRecord, ProgressReport } from '../sms/reports.ts'
import {
  CloneServerRead,
  EnvironmentCheck,
  LogCollectStatus,
  Platform,
} from '../sms/source-servers.ts'
import {
  Firmware,
  LaunchState,
  MigrationCycle,
  MigrationType,
  OsType,
  SourceState,
  TaskState,
} from '../sms/states.ts'
import { NetworkCheckInfo, TaskTargetServer } from '../sms/task-answers.ts'
import { sub_task } from '../sms/task-meanings.ts'
import { ConfigBodyRead, ShowsSpeedLimitsResponse } from '../sms/task-settings.ts'
import { answer, source, step, task } from './record-meanings.ts'
import { StepKind } from './step-kind.ts'

/**
 * What is remembered of a source and of a task: one document each.
 *
 * A document holds facts and moments, never progress: how far a running row is follows from its
 * step and the clock, and is computed when somebody looks. All moments are epoch milliseconds,
 * unrounded; answers round the `*_date` fields to whole seconds (behaviour.md §1).
 */

/**
 * A record, or a part of one. It is never changed: a store remembers it, and what follows from it is remembered with
 * it. A new one takes its place.
 */
type Immutable<Thing> = Thing extends (infer Item)[]
  ? Immutable<Item>[]
  : Thing extends object
    ? { readonly [Name in keyof Thing]: Immutable<Thing[Name]> }
    : Thing

/**
 * The migration work behind a planned moment, which is rounded to whole milliseconds of the clock. It
 * counts only while the moment is still the one that it was planned for.
 */
export const PlannedWork = z
  .object({
    due: Moment.meta({ description: 'The planned moment, in epoch milliseconds.' }),
    since: Moment.meta({
      description: 'Moment from which the work counts, in epoch milliseconds.',
    }),
    work_ms: z
      .number()
      .nonnegative()
      .meta({ description: 'What was left at `since`, in milliseconds at pace 1.' }),
  })
  .meta({ id: 'PlannedWorkRecord' })
export type PlannedWork = z.infer<typeof PlannedWork>

export const Source = described(source, {
  id: z.string(),
  name: z.string(),
  hostname: z.string().nullable(),
  ip: z.string(),
  ipv6: z.string(),
  os_type: OsType,
  os_version: z.string(),
  oem_system: z.boolean().nullable(),
  linux_block_check: z.string().nullable(),
  firmware: Firmware.nullable(),
  cpu_quantity: int().nullable(),
  memory: int().nullable(),
  disks: z.array(ServerDiskRead),
  volume_groups: z.array(VolumeGroupsRead).nullable(),
  btrfs_list: z.array(BtrfsFileSystem).nullable(),
  networks: z.array(NetWorkRead),
  has_rsync: z.boolean().nullable(),
  has_tc: z.boolean().nullable(),
  paravirtualization: z.boolean().nullable(),
  raw_devices: z.string().nullable(),
  driver_files: z.boolean().nullable(),
  system_services: z.boolean().nullable(),
  account_rights: z.boolean().nullable(),
  boot_loader: z.string().nullable(),
  system_dir: z.string().nullable(),
  kernel_version: z.string().nullable(),
  agent_version: z.string(),
  start_type: z.string(),
  io_read_wait: z.number().nullable(),
  platform: Platform.nullable(),
  enterprise_project_id: z.string(),
  migproject_id: z.string(),
  add_date: Moment,
  state: SourceState,
  migration_cycle: MigrationCycle,
  state_action_time: Moment.nullable(),
  stage_action_time: Moment,
  last_visit_time: Moment,
  connected: z.boolean(),
  connected_at: Moment.nullable().meta({ description: 'First poll of the agent.' }),
  agent: z
    .object({
      mode: AgentMode,
      due: Moment.nullable().meta({
        description:
          'When a simulated agent that was lost is back, or an external one counts as silent.',
      }),
      restarts: z
        .boolean()
        .meta({ description: 'Whether a lost one comes back as a new process.' }),
    })
    .meta({ description: 'Who plays the agent, and how it does.' }),
  check_due: Moment.nullable().meta({ description: 'When the environment check will run.' }),
  planned_work: described(
    { agent: 'Work behind `agent.due`.', source: 'Work behind `check_due`.' },
    { agent: PlannedWork, source: PlannedWork },
  )
    .partial()
    .optional()
    .meta({
      description: 'Behind `agent.due` and `check_due`; absent in files of earlier versions.',
    }),
  checks: z.array(EnvironmentCheck),
  is_consistency_result_exist: z.boolean(),
  task_id: z.string().nullable(),
  command_result: described(answer, {
    command_name: z.string(),
    result: z.string(),
    result_detail: z.unknown(),
    at: Moment,
  })
    .nullable()
    .meta({ description: 'The latest that its agent answered to a command.' }),
}).meta({ id: 'SourceRecord', description: 'A source server as it is stored.' })
export type Source = Immutable<z.infer<typeof Source>>

export const Row = described(sub_task, {
  id: int(),
  name: z.string(),
  user_op: z.string(),
  after_ms: int().meta({
    description: 'Planned gap before the sub-task, in milliseconds at pace 1.',
  }),
  lasts_ms: int().nullable().meta({
    description: 'Planned duration in milliseconds at pace 1; null: the bytes and the rate decide.',
  }),
  start_date: Moment.nullable(),
  end_date: Moment.nullable(),
  done: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: 'Share done while the sub-task is not at work.' }),
  process_trace: z.string().nullable(),
  error: z
    .string()
    .nullable()
    .meta({ description: 'The code with which the sub-task ended badly.' }),
}).meta({ id: 'RowRecord', description: 'A sub-task as it is stored.' })
export type Row = Immutable<z.infer<typeof Row>>

/** What a task is waiting for, and since when. It ends at `until`; null: only when somebody acts. */
export const Step = described(step, {
  kind: StepKind,
  row: int().meta({ description: 'Index of the sub-task that is waited for or worked on.' }),
  since: Moment,
  until: Moment.nullable(),
  done: z.number().min(0).max(1).meta({ description: 'Share of the sub-task done at `since`.' }),
  goal: z.number().min(0).max(1).meta({ description: 'Share of the sub-task done at `until`.' }),
  ends: Moment.nullable().meta({ description: 'When the sub-task ends if it goes on like this.' }),
  speed: z.number().min(0).meta({ description: 'In Mbit/s, while data move.' }),
  work_ms: z.number().min(0).optional().meta({
    description:
      'Migration work from `since` to `until`, in milliseconds at pace 1. Absent in files of earlier versions, and where the sub-task says it.',
  }),
}).meta({ id: 'StepRecord' })
export type Step = Immutable<z.infer<typeof Step>>

export const Task = described(task, {
  id: z.string(),
  name: z.string(),
  type: MigrationType,
  os_type: OsType,
  source_server_id: z.string(),
  target_server: TaskTargetServer,
  priority: int(),
  speed_limit: int(),
  over_speed_threshold: z.number(),
  start_target_server: z.boolean(),
  syncing: z.boolean(),
  exist_server: z.boolean(),
  use_public_ip: z.boolean(),
  use_ipv6: z.boolean(),
  is_need_consistency_check: z.boolean(),
  need_migration_test: z.boolean(),
  start_network_check: z.boolean(),
  migration_ip: z.string().nullable(),
  region_name: z.string(),
  region_id: z.string(),
  project_name: z.string(),
  project_id: z.string(),
  vm_template_id: z.string().nullable(),
  clonevm_template_id: z.string().nullable(),
  enterprise_project_id: z.string(),
  target_disk_ids: z.string().nullable(),
  snapshot_ids: z.string().nullable(),
  clone_server: CloneServerRead.nullable(),
  state: TaskState,
  create_date: Moment,
  start_date: Moment.nullable(),
  finish_date: Moment.nullable(),
  error_json: z.string(),
  sub_tasks: z.array(Row),
  step: Step.nullable(),
  total_bytes: int().meta({ description: 'What the first copy moves.' }),
  bandwidth: z.number().positive().meta({ description: 'Of the network, in Mbit/s.' }),
  shown: z
    .object({
      evenly: z
        .boolean()
        .meta({ description: 'Whether every sub-task is, and none by milestones.' }),
      copy_ends_at: z
        .int()
        .min(1)
        .max(99)
        .meta({ description: 'The last percent of a copy before 100.' }),
    })
    .optional()
    .meta({ description: 'How the work of the current sub-task is shown as a percentage.' }),
  estimate: z
    .object(withMeanings(task, { at: Moment, remain_ms: int() }))
    .nullable()
    .meta({ description: 'The last estimate, which stays while nothing is copied.' }),
  speed_limits: ShowsSpeedLimitsResponse.shape.speed_limit,
  configurations: z.array(ConfigBodyRead),
  consistency_results: z.array(ConsistencyRecord),
  network_check_info: NetworkCheckInfo.nullable(),
  report: ProgressReport.nullable().meta({ description: 'The latest that an agent reported.' }),
  log: described(task, {
    status: LogCollectStatus,
    bucket: z.string().nullable(),
    due: Moment.nullable().meta({ description: 'When the upload will be done.' }),
    upload_time: Moment.nullable(),
    share_url: z.string().nullable(),
  }),
  paused: z
    .object({ state: TaskState, source_state: SourceState })
    .nullable()
    .meta({ description: 'What to go back to when the task is started again.' }),
  held: Step.nullable().meta({
    description:
      'The step that waits for a lost agent, with the `work_ms` that is left of it. In files of earlier versions its `until` counts from its return.',
  }),
  in_sync: z
    .object(withMeanings(step, { since: Moment, work_ms: z.number().min(0) }))
    .nullable()
    .optional()
    .meta({
      description:
        'How much migration work of continuous sync had passed at `since`; null until it begins.',
    }),
  launched: LaunchState.nullable().meta({ description: 'How the latest launch ended.' }),
  measuring: Moment.nullable().meta({ description: 'When the network will have been measured.' }),
  planned_work: described(
    { log: 'Work behind `log.due`.', measure: 'Work behind `measuring`.' },
    { log: PlannedWork, measure: PlannedWork },
  )
    .partial()
    .optional()
    .meta({
      description: 'Behind `log.due` and `measuring`; absent in files of earlier versions.',
    }),
  obeys_limits: z.boolean().meta({ description: 'Whether the agent can limit its rate.' }),
  reported_disks: z
    .array(ServerDisk)
    .nullish()
    .meta({ description: 'What the agent has reported since the task was made.' }),
  tracking_lost: z.boolean().meta({ description: 'A block-level copy whose agent was restarted.' }),
  overspeed_reports: int().meta({ description: 'How many reports in a row were too fast.' }),
  retries: int().meta({ description: 'How often the agent has started it again by itself.' }),
  auto_start: z.boolean(),
  effects_used: z.record(z.string(), int()).meta({
    description: 'How often each effect of a scenario has happened.',
  }),
}).meta({ id: 'TaskRecord', description: 'A migration task as it is stored.' })
export type Task = Immutable<Omit<z.infer<typeof Task>, 'sub_tasks'>> & {
  readonly sub_tasks: readonly Row[]
}
