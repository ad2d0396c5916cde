import { z } from 'zod'
import { decimal, int, list, queryInt, text } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'
import { notOfForm } from '../names.ts'
import { page } from './source-meanings.ts'

/** What is set on a task beside itself: limits by the hour, options, logs; and failed tasks. */

/** What the words of limits by the hour mean (behaviour.md §8.3). */
const window: Meanings = {
  start:
    'Time of the day at which the limit begins, 0:00 to 23:59, in UTC on the clock of the account (inferred).',
  end: 'Time of the day at which it ends, 0:00 to 24:00. Before the start: on the next day; equal to it: the whole day.',
  speed: 'Limit of the speed in Mbit/s, 0 to 1000; 0 (the default): no limit.',
  over_speed_threshold:
    'By how many percent the speed may exceed the limit, 10 to 100, before the task is paused with SMS.9007. Default: 10.',
  speed_limit:
    'Limits by the time of the day, at most 5; the first that holds counts. They take the place of those before.',
}

/** What the words of options mean (behaviour.md §8.4). */
const option: Meanings = {
  task_id: 'Id of the migration task, as in the path.',
  migrate_type: 'How the task migrates, by system and level.',
  configurations:
    'Options of the task. Each that is sent takes the place of the one with its key; the others stay.',
  config_key:
    'Name of the option. CONSISTENCY_DIR lists the directories of a consistency check, separated by ";"; the emulator only keeps the others.',
  config_value: 'Value of the option as text, at most 1,024 characters. The agent judges it.',
  config_status: 'Status of the option, as free text; empty if it was not sent.',
  log_bucket: 'Name of the OBS bucket that the log is uploaded to.',
}
const option_filter: Meanings = { config_key: 'Only the option with this key.' }

/** What the words of failed tasks mean. */
const failure: Meanings = {
  ...page,
  migration_errors: 'Failed tasks of this page, the newest first.',
  error_json:
    'Why the task failed: JSON text such as {"error_code":"SMS.3805","error_param":"[]"}.',
  host_name: 'Host name of the source; null if it was not reported.',
  name: 'Name of the source server.',
  source_id: 'Id of the source server.',
  source_ip: 'IPv4 address of the source; empty if it has none.',
  target_ip: 'IP address of the target; empty while it is not known.',
  enterprise_project_id: 'Only tasks of the enterprise project with this id.',
}

/** Of a day, `0:00` to `23:59`, as the examples write it. */
const TimeOfDay = text().regex(
  /^([01]?\d|2[0-3]):[0-5]\d$/,
  notOfForm('a time of day from 0:00 to 23:59'),
)
/** A window may end with the day: the vendor's own sample ends at `24:00`. */
const EndOfWindow = text().regex(
  /^(([01]?\d|2[0-3]):[0-5]\d|24:00)$/,
  notOfForm('a time of day from 0:00 to 24:00'),
)

export const SpeedLimitlJson = described(window, {
  start: TimeOfDay,
  end: EndOfWindow,
  speed: int(1000).nullish(),
  over_speed_threshold: decimal(10, 100).nullish(),
}).meta({ id: 'SpeedLimitlJson' })

export const SpeedLimit = described(window, { speed_limit: list(SpeedLimitlJson, 5) }).meta({
  id: 'SpeedLimits',
})

const SpeedLimitRead = described(window, {
  start: TimeOfDay,
  end: EndOfWindow,
  speed: int(1000),
  over_speed_threshold: decimal(0, 100),
}).meta({ id: 'SpeedLimitlJsonRead' })
export type SpeedLimitRecord = z.infer<typeof SpeedLimitRead>

export const ShowsSpeedLimitsResponse = described(window, {
  speed_limit: z.array(SpeedLimitRead),
}).meta({ id: 'ShowsSpeedLimitsResponse' })

/** The contract's keys, and the one that only its texts name (contract-notes.md §7). */
export const ConfigKey = z
  .enum([
    'MIGRATE_EXCLUDE_DIR',
    'SYNC_EXCLUDE_DIR',
    'ONLY_SYNC_DIR',
    'CONSISTENCY_DIR',
    'CONSISTENCY_DIR_ILLEGAL',
    'LINUX_BLOCK_COMPRESS_THREAD_NUM',
    'MIGRATE_DST_IP',
    'LINUX_BLOCK_CACHE_SIZE',
    'LINUX_CPU_LIMIT',
    'LINUX_MEM_LIMIT',
    'LINUX_IO_LIMIT',
    'NUM_PROCESS_MIGRATE',
    'NUM_PROCESS_SYNC',
    'CONSISTENCY_RECHECK',
    'CONSISTENCY_MODE',
    'DYNAMIC_PORT',
    'INSTALL_PWD_AGENT',
  ])
  .meta({ id: 'ConfigKey', description: 'Key of an option of a task.' })

const ConfigBody = described(option, {
  config_key: ConfigKey,
  config_value: text(1024),
  config_status: text().nullish(),
}).meta({ id: 'ConfigBody' })

export const ConfigurationRequestBody = described(option, {
  configurations: list(ConfigBody, 50),
}).meta({ id: 'ConfigurationRequestBody' })
export type ConfigurationRequestBody = z.infer<typeof ConfigurationRequestBody>

export const ConfigBodyRead = ConfigBody.required().meta({ id: 'ConfigBodyRead' })

const OsMigrationType = z
  .enum(['WINDOWS_MIGRATE_BLOCK', 'LINUX_MIGRATE_FILE', 'LINUX_MIGRATE_BLOCK'])
  .meta({ id: 'OsMigrationType', description: 'What a migration copies, and of which system.' })

export const ShowConfigSettingResponse = described(option, {
  task_id: z.string(),
  migrate_type: OsMigrationType,
  configurations: z.array(ConfigBodyRead),
}).meta({ id: 'ShowConfigSettingResponse' })
export type ShowConfigSettingResponse = z.infer<typeof ShowConfigSettingResponse>

export const ConfigSettingQuery = described(option_filter, { config_key: text().optional() })

export const UploadLogRequestBody = described(option, { log_bucket: text() }).meta({
  id: 'UploadLogRequestBody',
})

export const MigrationErrors = described(failure, {
  error_json: z.string(),
  host_name: z.string().nullable(),
  name: z.string(),
  source_id: z.string(),
  source_ip: z.string(),
  target_ip: z.string(),
}).meta({ id: 'MigrationErrors' })

export const ListErrorServersResponse = described(failure, {
  count: int(),
  migration_errors: z.array(MigrationErrors),
}).meta({ id: 'ListErrorServersResponse' })
export type ListErrorServersResponse = z.infer<typeof ListErrorServersResponse>

export const ListErrorServersQuery = described(failure, {
  limit: queryInt(100, 50),
  offset: queryInt(65_535, 0),
  enterprise_project_id: text().optional(),
})
export type ListErrorServersQuery = z.infer<typeof ListErrorServersQuery>
