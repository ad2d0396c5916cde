import { z } from 'zod'
import { decimal, int, list, queryInt, text } from '../common.ts'
import { notOfForm } from '../names.ts'

/** What is set on a task beside itself: limits by the hour, options, logs; and failed tasks. */

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

export const SpeedLimitlJson = z
  .object({
    start: TimeOfDay,
    end: EndOfWindow,
    speed: int(1000).nullish(),
    over_speed_threshold: decimal(10, 100).nullish(),
  })
  .meta({ id: 'SpeedLimitlJson' })

export const SpeedLimit = z
  .object({ speed_limit: list(SpeedLimitlJson, 5) })
  .meta({ id: 'SpeedLimit' })

const SpeedLimitRead = z
  .object({
    start: TimeOfDay,
    end: EndOfWindow,
    speed: int(1000),
    over_speed_threshold: decimal(0, 100),
  })
  .meta({ id: 'SpeedLimitlJsonRead' })
export type SpeedLimitRecord = z.infer<typeof SpeedLimitRead>

export const ShowsSpeedLimitsResponse = z
  .object({ speed_limit: z.array(SpeedLimitRead) })
  .meta({ id: 'ShowsSpeedLimitsResponse' })

/** The contract's keys, and the one that only its texts name (contract-notes.md §7). */
export const ConfigKey = z.enum([
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

const ConfigBody = z
  .object({ config_key: ConfigKey, config_value: text(1024), config_status: text().nullish() })
  .meta({ id: 'ConfigBody' })

export const ConfigurationRequestBody = z
  .object({ configurations: list(ConfigBody, 50) })
  .meta({ id: 'ConfigurationRequestBody' })
export type ConfigurationRequestBody = z.infer<typeof ConfigurationRequestBody>

export const ConfigBodyRead = ConfigBody.required().meta({ id: 'ConfigBodyRead' })

export const ShowConfigSettingResponse = z
  .object({
    task_id: z.string(),
    migrate_type: z.enum(['WINDOWS_MIGRATE_BLOCK', 'LINUX_MIGRATE_FILE', 'LINUX_MIGRATE_BLOCK']),
    configurations: z.array(ConfigBodyRead),
  })
  .meta({ id: 'ShowConfigSettingResponse' })
export type ShowConfigSettingResponse = z.infer<typeof ShowConfigSettingResponse>

export const ConfigSettingQuery = z.object({ config_key: text().optional() })

export const UploadLogRequestBody = z
  .object({ log_bucket: text() })
  .meta({ id: 'UploadLogRequestBody' })

export const MigrationErrors = z
  .object({
    error_json: z.string(),
    host_name: z.string().nullable(),
    name: z.string(),
    source_id: z.string(),
    source_ip: z.string(),
    target_ip: z.string(),
  })
  .meta({ id: 'MigrationErrors' })

export const ListErrorServersResponse = z
  .object({ count: int(), migration_errors: z.array(MigrationErrors) })
  .meta({ id: 'ListErrorServersResponse' })
export type ListErrorServersResponse = z.infer<typeof ListErrorServersResponse>

export const ListErrorServersQuery = z.object({
  limit: queryInt(100, 50),
  offset: queryInt(65_535, 0),
  enterprise_project_id: text().optional(),
})
export type ListErrorServersQuery = z.infer<typeof ListErrorServersQuery>
