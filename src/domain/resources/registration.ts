/** Tested by: test/http/sms/source-servers.test.ts */
import type { AgentMode } from '../../schemas/agent-mode.ts'
import type { ForcedCheck } from '../../schemas/control/scenarios.ts'
import type { PhysicalVolume, ServerDiskRead, VolumeGroupsRead } from '../../schemas/sms/disks.ts'
import type { PostSourceServerBody } from '../../schemas/sms/source-servers.ts'
import type { Source } from '../../schemas/stored/records.ts'
import type { IdSource } from '../ids.ts'
import type { Event } from '../migration/events.ts'
import { moveSource } from '../migration/source-states.ts'
import { check_ms, planAfter } from '../migration/timings.ts'
import { runChecks } from './environment-check.ts'

/** How a source server comes to be: its report, then its environment check (behaviour.md §2.3). */

/** `value` with every absent field as null: what an answer shows of a field never sent. */
const withDefaults = <Value extends object, Key extends string>(
  value: Value,
  keys: readonly Key[],
) =>
  Object.fromEntries(keys.map((key) => [key, (value as Record<string, unknown>)[key] ?? null])) as {
    [K in Key]: K extends keyof Value ? Exclude<Value[K], undefined> : null
  }

const disk_keys = [
  'name',
  'partition_style',
  'device_use',
  'size',
  'used_size',
  'os_disk',
  'relation_name',
  'inode_size',
] as const
const volume_keys = [
  'device_use',
  'file_system',
  'index',
  'mount_point',
  'name',
  'size',
  'used_size',
  'inode_size',
  'inode_nums',
  'uuid',
  'size_per_cluster',
] as const
const group_keys = ['components', 'free_size', 'name', 'size'] as const
const logical_keys = [
  'block_count',
  'block_size',
  'file_system',
  'inode_size',
  'inode_nums',
  'device_use',
  'mount_point',
  'name',
  'size',
  'used_size',
  'free_size',
] as const
const network_keys = ['name', 'ip', 'ipv6', 'netmask', 'gateway', 'mtu', 'id'] as const

/** What the service adds to each disk-like thing: an id, and the choices of UpdateServerName. */
const choices = (ids: IdSource) => ({ id: ids.number(), adjust_size: 0, need_migration: true })

const volumeRead = (ids: IdSource) => (volume: PhysicalVolume) => ({
  ...withDefaults(volume, volume_keys),
  ...choices(ids),
})

/** A disk in the form of answers, with ids for it and its partitions. */
export const diskRead =
  (ids: IdSource) =>
  (disk: NonNullable<PostSourceServerBody['disks']>[number]): ServerDiskRead => ({
    ...withDefaults(disk, disk_keys),
    ...choices(ids),
    physical_volumes: (disk.physical_volumes ?? []).map(volumeRead(ids)),
  })

/** A volume group in the form of answers, with ids for it and its volumes. */
export const groupRead =
  (ids: IdSource) =>
  (group: NonNullable<PostSourceServerBody['volume_groups']>[number]): VolumeGroupsRead => ({
    ...withDefaults(group, group_keys),
    ...choices(ids),
    logical_volumes: (group.logical_volumes ?? []).map((volume) => ({
      ...withDefaults(volume, logical_keys),
      ...choices(ids),
    })),
  })

const optional_keys = [
  'hostname',
  'oem_system',
  'linux_block_check',
  'firmware',
  'cpu_quantity',
  'memory',
  'btrfs_list',
  'has_rsync',
  'has_tc',
  'paravirtualization',
  'raw_devices',
  'driver_files',
  'system_services',
  'account_rights',
  'boot_loader',
  'system_dir',
  'kernel_version',
  'io_read_wait',
  'platform',
] as const

/** What of a registration's surroundings ends in the record. */
export type Registration = {
  id: string
  migproject_id: string
  now: number
  pace: number
  agent: AgentMode
}

/**
 * A source as it stands in the moment of its registration: unavailable, unchecked, and not yet
 * seen by its agent's first poll. The environment check follows by itself.
 */
export function register(
  report: PostSourceServerBody,
  { id, migproject_id, now, pace, agent }: Registration,
  ids: IdSource,
): Source {
  const check = planAfter(now, check_ms, pace)
  return {
    id,
    ...withDefaults(report, optional_keys),
    name: report.name,
    ip: report.ip ?? '',
    ipv6: report.ipv6 ?? '',
    os_type: report.os_type,
    os_version: report.os_version,
    disks: (report.disks ?? []).map(diskRead(ids)),
    volume_groups: report.volume_groups?.map(groupRead(ids)) ?? null,
    networks: report.networks.map((network) => ({
      mac: network.mac,
      ...withDefaults(network, network_keys),
    })),
    agent_version: report.agent_version,
    start_type: report.start_type ?? 'MANUAL',
    enterprise_project_id: '0',
    migproject_id,
    add_date: now,
    state: 'unavailable',
    migration_cycle: 'checking',
    state_action_time: null,
    stage_action_time: now,
    last_visit_time: now - 1,
    connected: false,
    connected_at: null,
    agent: { mode: agent, due: null, restarts: false },
    check_due: check.due,
    planned_work: { source: check },
    checks: [],
    is_consistency_result_exist: false,
    task_id: null,
    command_result: null,
  }
}

/**
 * The environment check runs, and a simulated agent's first poll with it.
 *
 * @param forced results that a scenario prescribes.
 */
export function onCheck(
  source: Source,
  now: number,
  ids: IdSource,
  forced: ForcedCheck[] = [],
): { source: Source; events: Event[] } {
  const checks = runChecks(source, ids, forced)
  const coded = (result: string) =>
    checks.flatMap((check) => (check.result === result ? (check.error_code ?? []) : []))
  const errors = coded('ERROR')
  const from = source.state
  const state = errors.length === 0 ? 'waiting' : 'unavailable'
  const checked: Source = {
    ...moveSource(source, { state, cycle: 'checking', now, by: 'service' }),
    checks,
    check_due: null,
    ...(source.agent.mode === 'simulated'
      ? { connected: true, connected_at: now, last_visit_time: now }
      : {}),
  }
  const at = { at: now, source: source.id }
  const events: Event[] = [
    { type: 'source.checked', data: { errors, warnings: coded('WARN') }, ...at },
  ]
  if (from !== state) {
    events.push({
      type: 'source.state',
      data: { from, from_cycle: source.migration_cycle, state, migration_cycle: 'checking' },
      ...at,
    })
  }
  return { source: checked, events }
}
