import { z } from 'zod'
import { decimal, int, list, Moment, queryBoolean, text, wordInAnyCase } from '../common.ts'
import { described } from '../meanings.ts'
import { notOfForm } from '../names.ts'
import { isDay } from '../time.ts'
import { certificates, command, copy_state, export_request } from './agent-meanings.ts'
import { layout } from './disk-meanings.ts'
import { BtrfsFileSystem, ServerDisk, VolumeGroups } from './disks.ts'
import { path } from './source-meanings.ts'
import { MigrationCycle, SourceStateInput } from './states.ts'
import { consistency, network_check, progress } from './task-meanings.ts'

/** What agents report and ask for (behaviour.md §5.2), and what is kept of it. */

/** Stages, with those of old agents. */
const stages = [
  ...MigrationCycle.options,
  'no_ready',
  'ready_for_test',
  'testing',
  'tested',
] as const

/** A changed state. Which pairs may stand together is decided later; the stages of old agents too. */
export const PutCopyStateReq = z.object({
  copystate: SourceStateInput,
  migrationcycle: z.preprocess((value) => wordInAnyCase(stages)(value), z.enum(stages)),
})
export type PutCopyStateReq = z.infer<typeof PutCopyStateReq>

/** On a source that ignores changes nothing is even validated (behaviour.md §2.2). */
export const LooseCopyState = described(copy_state, {
  copystate: z.unknown().optional(),
  migrationcycle: z.unknown().optional(),
}).meta({ id: 'PutCopyStateReq' })

export const PutDiskInfoReq = described(layout, {
  disks: list(ServerDisk).nullish(),
  volumegroups: list(VolumeGroups).nullish(),
  btrfs_list: list(BtrfsFileSystem).nullish(),
}).meta({ id: 'PutDiskInfoReq' })
export type PutDiskInfoReq = z.infer<typeof PutDiskInfoReq>

/** Every sub-task that an agent may report on: the contract's 19, and the one that it forgets. */
export const SubTaskName = z
  .enum([
    'CREATE_CLOUD_SERVER',
    'SSL_CONFIG',
    'ATTACH_AGENT_IMAGE',
    'DETTACH_AGENT_IMAGE',
    'FORMAT_DISK_LINUX',
    'FORMAT_DISK_LINUX_FILE',
    'FORMAT_DISK_LINUX_BLOCK',
    'FORMAT_DISK_WINDOWS',
    'MIGRATE_LINUX_FILE',
    'MIGRATE_LINUX_BLOCK',
    'MIGRATE_WINDOWS_BLOCK',
    'CLONE_VM',
    'SYNC_LINUX_FILE',
    'SYNC_LINUX_BLOCK',
    'SYNC_WINDOWS_BLOCK',
    'CONFIGURE_LINUX',
    'CONFIGURE_LINUX_BLOCK',
    'CONFIGURE_LINUX_FILE',
    'CONFIGURE_WINDOWS',
    'CHECK_CONSISTENCY',
  ])
  .meta({ id: 'SubTaskName', description: 'Name of a sub-task that an agent can report on.' })

const usage = {
  total_cpu_usage: decimal(0, 100).nullish(),
  agent_cpu_usage: decimal(0, 100).nullish(),
  total_mem_usage: decimal(0, 1_048_576).nullish(),
  agent_mem_usage: decimal(0, 1_048_576).nullish(),
  total_disk_io: decimal(0, 10_000).nullish(),
  agent_disk_io: decimal(0, 10_000).nullish(),
}

export const UpdateTaskSpeedReq = described(progress, {
  subtask_name: SubTaskName,
  progress: int(100),
  replicatesize: int(),
  totalsize: int(),
  process_trace: text(2048),
  migrate_speed: decimal(0, 10_000).nullish(),
  compress_rate: decimal(0, 10_000).nullish(),
  remain_time: int(2_147_483_647).nullish(),
  ...usage,
  need_migration_test: z.boolean().nullish(),
  agent_time: text(30)
    .regex(
      /^(|\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d.*)$/,
      notOfForm('a time such as 2025-07-07T15:30:00'),
    )
    .superRefine((input, context) => {
      if (input === '' || isDay(input.slice(0, 10))) return
      context.addIssue({ code: 'invalid_format', format: 'date', input })
    })
    .nullish(),
}).meta({ id: 'UpdateTaskSpeedReq' })
export type UpdateTaskSpeedReq = z.infer<typeof UpdateTaskSpeedReq>

/** The latest progress report, as a task keeps it. */
export const ProgressReport = described(progress, {
  subtask_name: SubTaskName,
  progress: int(100),
  replicatesize: int(),
  totalsize: int(),
  process_trace: z.string(),
  migrate_speed: z.number(),
  compress_rate: z.number(),
  total_cpu_usage: z.number().nullable(),
  agent_cpu_usage: z.number().nullable(),
  total_mem_usage: z.number().nullable(),
  agent_mem_usage: z.number().nullable(),
  total_disk_io: z.number().nullable(),
  agent_disk_io: z.number().nullable(),
})
export type ProgressReport = z.infer<typeof ProgressReport>

export const NetworkCheckInfoRequestBody = described(network_check, {
  domain_connectivity: z.boolean().nullish(),
  destination_connectivity: z.boolean().nullish(),
  network_delay: decimal(0, 10_000),
  network_jitter: decimal(0, 10_000),
  migration_speed: decimal(0, 10_000),
  loss_percentage: decimal(0, 100),
  cpu_usage: decimal(0, 100),
  mem_usage: decimal(0, 100),
  evaluation_result: text(9, 5),
}).meta({ id: 'NetworkCheckInfoRequestBody' })
export type NetworkCheckInfoRequestBody = z.infer<typeof NetworkCheckInfoRequestBody>

export const UpdateNetworkCheckInfoResponse = described(consistency, { task_id: z.string() }).meta({
  id: 'UpdateNetworkCheckInfoResponse',
})

export const ConsistencyResult = described(consistency, {
  dir_check: text(1024),
  num_total_files: int(1_000_000),
  num_different_files: int(1_000_000),
  num_target_miss_files: int(1_000_000),
  num_target_more_files: int(1_000_000),
}).meta({ id: 'ConsistencyResult' })

export const SetConsistencyResultRequestBody = described(consistency, {
  consistency_result: list(ConsistencyResult, 30).nullish(),
}).meta({ id: 'SetConsistencyResultRequestBody' })
export type SetConsistencyResultRequestBody = z.infer<typeof SetConsistencyResultRequestBody>

export const ConsistencyRecord = described(consistency, {
  finished_time: Moment,
  check_result: z.string(),
  consistency_result: z.array(ConsistencyResult),
}).meta({ id: 'ConsistencyRecord', description: 'A consistency check, and what it found.' })
export type ConsistencyRecord = z.infer<typeof ConsistencyRecord>

/** Items are JSON texts (design.md §5); with `--result-list objects` they are objects. */
export const ShowConsistencyResultResponse = described(consistency, {
  task_id: z.string(),
  result_list: z.array(z.union([z.string(), ConsistencyRecord])),
}).meta({ id: 'ShowConsistencyResultResponse' })

/** The language of an exported file; the service offers English alone, whatever is asked for. */
export const LanguageHeaders = z.looseObject({
  'x-language': z
    .string()
    .optional()
    .meta({ description: 'Language of the file. Only English is offered, whatever it says.' }),
})

export const BatchGetConsistencyResultReq = described(export_request, {
  task_info: z
    .array(
      described(export_request, {
        task_id: text(36, 1).nullish(),
        source_id: text().nullish(),
        source_name: text().nullish(),
      }).meta({ id: 'BatchConsistencyReq' }),
    )
    .min(1)
    .max(200),
}).meta({ id: 'BatchGetConsistencyResultReq' })
export type BatchGetConsistencyResultReq = z.infer<typeof BatchGetConsistencyResultReq>

export const ShowCommandResponse = described(command, {
  command_name: z.string(),
  command_param: described(command, {
    task_id: z.string().nullable(),
    bucket: z.string().nullable(),
  }).meta({ id: 'CommandParam' }),
}).meta({ id: 'ShowCommandResponse' })
export type ShowCommandResponse = z.infer<typeof ShowCommandResponse>

const CommandResult = z
  .enum(['success', 'fail'])
  .meta({ id: 'CommandResult', description: 'How a command of an agent ended.' })

const CommandDetail = z
  .looseObject({})
  .meta({ id: 'CommandDetail', description: 'What an agent says about a command.' })

/** The detail is any object, or the JSON text of one (behaviour.md §10). */
export const CommandBody = described(command, {
  command_name: text(255, 1),
  result: CommandResult,
  result_detail: z.union([CommandDetail, z.string(), z.null()]),
}).meta({ id: 'CommandBody' })
export type CommandBody = z.infer<typeof CommandBody>

export const CommandParams = described(path, { server_id: text(36, 1) })

export const CertKeyQuery = described(certificates, { enable_ca_cert: queryBoolean })

export const ShowCertKeyResponse = described(certificates, {
  cert: z.string(),
  private_key: z.string(),
  ca: z.string().nullable(),
  target_mgmt_cert: z.string(),
  target_mgmt_private_key: z.string(),
  target_data_cert: z.string(),
  target_data_private_key: z.string(),
}).meta({ id: 'ShowCertKeyResponse' })
export type ShowCertKeyResponse = z.infer<typeof ShowCertKeyResponse>

export const ShowPassphraseResponse = described(certificates, {
  task_id: z.string(),
  passphrase: z.string(),
}).meta({ id: 'ShowPassphraseResponse' })
