import { hex32 } from '../../domain/ids.ts'
import { replan } from '../../domain/resources/timers.ts'
import { ApiError } from '../../errors/refusals.ts'
import { resultsCsv } from '../../formats/consistency-csv.ts'
import type {
  BatchGetConsistencyResultReq,
  ConsistencyRecord,
  ShowCertKeyResponse,
} from '../../schemas/sms/reports.ts'
import type {
  ConfigurationRequestBody,
  ListErrorServersQuery,
  ListErrorServersResponse,
  ShowConfigSettingResponse,
  SpeedLimitRecord,
} from '../../schemas/sms/task-settings.ts'
import type { Task } from '../../schemas/stored/records.ts'
import type { Account } from '../account/account.ts'
import { releaseServer } from '../account/target.ts'
import { findSource } from './source-servers.ts'
import { findTask, startUpload } from './tasks.ts'

/** What hangs on a task: limits by the hour, options, certificates, logs, results, errors. */

/** Replaces all windows (behaviour.md §8.3). @throws ApiError SMS.7703 */
export function updateSpeed(
  account: Account,
  id: string,
  windows: {
    start: string
    end: string
    speed?: number | null | undefined
    over_speed_threshold?: number | null | undefined
  }[],
): void {
  account.write((session) => {
    const task = findTask(session, id)
    const speed_limits = windows.map(({ start, end, speed, over_speed_threshold }) => ({
      start,
      end,
      speed: speed ?? 0,
      over_speed_threshold: over_speed_threshold ?? 10,
    }))
    const source = findSource(session, task.source_server_id)
    const next = { ...task, speed_limits }
    session.saveMoved(replan(next, source, session.clock.pace, session.context(source, next)))
  })
}

/** None set: an empty list, which Terraform expects (behaviour.md §5.2). @throws ApiError SMS.7703 */
export const showsSpeedLimits = (
  account: Account,
  id: string,
): { speed_limit: SpeedLimitRecord[] } =>
  account.read((view) => ({
    speed_limit: findTask(view, id).speed_limits,
  }))

/** Sets options one by one; the others stay. The agent judges the values. @throws ApiError SMS.7703 */
export function uploadSpecialConfigurationSetting(
  account: Account,
  id: string,
  { configurations }: ConfigurationRequestBody,
): void {
  account.write((session) => {
    const task = findTask(session, id)
    const merged = new Map(task.configurations.map((item) => [item.config_key, item]))
    for (const { config_status, ...item } of configurations) {
      merged.set(item.config_key, { ...item, config_status: config_status ?? '' })
    }
    session.saveTask({ ...task, configurations: [...merged.values()] })
  })
}

function migrateType({ os_type, type }: Task): ShowConfigSettingResponse['migrate_type'] {
  if (os_type === 'WINDOWS') return 'WINDOWS_MIGRATE_BLOCK'
  return type === 'MIGRATE_FILE' ? 'LINUX_MIGRATE_FILE' : 'LINUX_MIGRATE_BLOCK'
}

/** @param key one option only, if given. @throws ApiError SMS.7703 */
export function showConfigSetting(
  account: Account,
  id: string,
  key: string | undefined,
): ShowConfigSettingResponse {
  return account.read((view) => {
    const task = findTask(view, id)
    return {
      task_id: id,
      migrate_type: migrateType(task),
      configurations: task.configurations.filter(({ config_key }) => !key || config_key === key),
    }
  })
}

/** @throws ApiError SMS.7703, 7717, 7716, 7707 */
export function collectLog(account: Account, id: string, bucket: string): void {
  account.write((session) => {
    const task = findTask(session, id)
    const source = findSource(session, task.source_server_id)
    startUpload(session, task, source, bucket)
  })
}

/** The same at every call: a hash of the seed and the task. @throws ApiError SMS.7703 */
export const showPassphrase = (account: Account, id: string) =>
  account.read((view) => ({
    task_id: findTask(view, id).id,
    passphrase: hex32(account.config.seed, account.id, id, 'passphrase').slice(0, 16),
  }))

/** @param withCa whether the issuer's certificate is asked for. @throws ApiError SMS.7703 */
export async function showCertKey(
  account: Account,
  id: string,
  withCa: boolean,
): Promise<ShowCertKeyResponse> {
  const { create_date } = account.read((view) => findTask(view, id))
  // The library of certificates is large and rarely needed: it is loaded on its first use.
  const { certificatesOf } = await import('../../domain/resources/certificates.ts')
  const secret = hex32(account.config.seed, account.id, id, 'certificates')
  return certificatesOf(secret, id, create_date, withCa)
}

/** JSON texts, as the service answers; or objects when the setting says so. @throws ApiError SMS.7703 */
export function showConsistencyResult(
  account: Account,
  id: string,
): { task_id: string; result_list: (string | ConsistencyRecord)[] } {
  return account.read((view) => {
    const { consistency_results } = findTask(view, id)
    const asText = account.config.result_list === 'strings'
    const result_list = consistency_results.map((record) =>
      asText ? JSON.stringify(record) : record,
    )
    return { task_id: id, result_list }
  })
}

/** A CSV for a spreadsheet: one line for each directory that was compared. @throws ApiError SMS.7703 */
export function exportConsistencyResults(
  account: Account,
  { task_info }: BatchGetConsistencyResultReq,
): string {
  return account.read((view) => {
    const tasks = task_info.map(({ task_id }) => {
      if (!task_id) throw new ApiError('parameterMissing', 'task_info.task_id')
      const task = findTask(view, task_id)
      return { task, source: view.sources.find(task.source_server_id) }
    })
    return resultsCsv(tasks)
  })
}

/** Tasks that have failed, the newest first (behaviour.md §1). */
export function listErrorServers(
  account: Account,
  query: ListErrorServersQuery,
): ListErrorServersResponse {
  return account.read((view) => {
    const page = { ...query, limit: query.limit || 50 }
    const { count, items } = view.tasks.listFailed(page)
    const migration_errors = items.map((task) => {
      const source = view.sources.find(task.source_server_id)
      return {
        error_json: task.error_json,
        host_name: source?.hostname ?? null,
        name: source?.name ?? task.name,
        source_id: task.source_server_id,
        source_ip: source?.ip ?? '',
        target_ip: task.target_server.ip ?? task.migration_ip ?? '',
      }
    })
    return { count, migration_errors }
  })
}

/** Deprecated: gives the target back, whatever its migration does. @throws ApiError SMS.7703, 8102, 8103 */
export function unlockTargetEcs(account: Account, id: string): void {
  account.write((session) => {
    const task = findTask(session, id)
    const { vm_id } = task.target_server
    if (vm_id === '') throw new ApiError('targetUnknown', id)
    if (session.companions.find(vm_id)?.kind === 'removed') throw new ApiError('targetGone', vm_id)
    releaseServer(session, task)
  })
}
