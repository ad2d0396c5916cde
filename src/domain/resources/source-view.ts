/** Tested by: test/http/sms/source-servers.test.ts */
import type { InitTargetServer, TargetDeviceUse } from '../../schemas/sms/disks.ts'
import type {
  ShowOverviewResponse,
  ShowServerResponse,
  SourceServersResponseBody,
} from '../../schemas/sms/source-servers.ts'
import type { SourceState } from '../../schemas/sms/states.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { copiedSizes, toSecond } from '../migration/progress.ts'
import { lastPoll } from '../migration/timings.ts'
import { taskOfListedSource, taskOfSource } from './task-view.ts'

/** Source servers as answers show them at a moment. */

/** The target that the service suggests: the reported disks (behaviour.md §2.3). */
function initTargetServer(source: Source): InitTargetServer {
  const disks = source.disks.map(({ name, size, device_use, used_size, ...disk }) => ({
    ...{ name, size, used_size, device_use: targetUse(device_use) },
    physical_volumes: disk.physical_volumes.map(
      ({ inode_nums: _, size_per_cluster: __, ...volume }) => volume,
    ),
    ...{ id: disk.id, need_migration: disk.need_migration, adjust_size: disk.adjust_size },
  }))
  return { disks, volume_groups: source.volume_groups ?? [] }
}

/** A target disk has one of three uses; one of another is a disk like others (*inferred*). */
export function targetUse(device_use: string | null): TargetDeviceUse | null {
  if (device_use === null || device_use === '') return null
  return device_use === 'OS' || device_use === 'BOOT' ? device_use : 'NORMAL'
}

const common = (source: Source, task: Task | undefined, now: number) => {
  const { copied, total } = copiedSizes(task, now)
  return {
    ip: source.ip,
    name: source.name,
    enterprise_project_id: source.enterprise_project_id,
    add_date: toSecond(source.add_date),
    os_type: source.os_type,
    os_version: source.os_version,
    oem_system: source.oem_system ?? false,
    state: source.state,
    connected: source.connected,
    cpu_quantity: source.cpu_quantity,
    memory: source.memory,
    checks: source.checks,
    init_target_server: initTargetServer(source),
    migration_cycle: source.migration_cycle,
    state_action_time: source.state_action_time,
    stage_action_time: source.stage_action_time,
    replicatesize: copied,
    totalsize: total,
    last_visit_time: lastPoll(source, now),
    has_tc: source.has_tc ?? false,
    start_type: source.start_type,
    agent_version: source.agent_version,
  }
}

/** The whole of a source, with its task if it has one. */
export function viewSourceServer(
  source: Source,
  task: Task | undefined,
  now: number,
): ShowServerResponse {
  return {
    id: source.id,
    ...common(source, task, now),
    hostname: source.hostname,
    firmware: source.firmware,
    current_task: task ? taskOfSource(task, now) : null,
    disks: source.disks,
    volume_groups: source.volume_groups ?? [],
    btrfs_list: source.btrfs_list,
    networks: source.networks,
    adjust_disk: source.disks.some((disk) => disk.adjust_size > 0),
  }
}

/** A source as one item of ListServers. */
export function listedServer(
  source: Source,
  task: Task | undefined,
  now: number,
): SourceServersResponseBody {
  return {
    id: source.id,
    ...common(source, task, now),
    current_task: task ? taskOfListedSource(task, now) : null,
    is_consistency_result_exist: source.is_consistency_result_exist,
  }
}

const counted = [
  'waiting',
  'replicate',
  'syncing',
  'stopped',
  'deleting',
  'cutovering',
  'unavailable',
  'stopping',
  'skipping',
  'finished',
  'initialize',
  'error',
  'cloning',
] as const satisfies SourceState[]

/**
 * The overview from the number of sources per state.
 *
 * @param unconfigured how many sources have no task: no target is set for them. *Inferred.*
 */
export function overview(
  states: Partial<Record<SourceState, number>>,
  unconfigured: number,
): ShowOverviewResponse {
  const counts = Object.fromEntries(counted.map((state) => [state, states[state] ?? 0]))
  return { ...(counts as Record<(typeof counted)[number], number>), unconfigured }
}
