/** Tested by: test/http/sms/tasks.test.ts */
import type { TargetDiskRead, TargetDisks } from '../../schemas/sms/disks.ts'
import type { PostTask } from '../../schemas/sms/tasks.ts'
import type { Source, Step, Task } from '../../schemas/stored/records.ts'
import type { Deviations } from '../deviations/scenarios.ts'
import type { IdSource } from '../ids.ts'
import type { Event } from '../migration/events.ts'
import { moveSource } from '../migration/source-states.ts'
import { auto_start_ms, bandwidth_mbps, network_check_ms, planAfter } from '../migration/timings.ts'
import { groupRead } from './registration.ts'
import { targetUse } from './source-view.ts'
import { templateOf } from './task-checks.ts'

/** A task as it stands in the moment of its creation: READY, with the defaults of behaviour.md §3.2. */

type Creation = {
  id: string
  now: number
  pace: number
  deviations: Deviations
  ids: IdSource
}

/** What nothing has happened to yet. */
const untouched = {
  target_disk_ids: null,
  snapshot_ids: null,
  clone_server: null,
  start_date: null,
  finish_date: null,
  error_json: '',
  sub_tasks: [],
  estimate: null,
  speed_limits: [],
  configurations: [],
  consistency_results: [],
  network_check_info: null,
  report: null,
  log: { status: 'INIT', bucket: null, due: null, upload_time: null, share_url: null },
  paused: null,
  held: null,
  in_sync: null,
  launched: null,
  reported_disks: null,
  tracking_lost: false,
  overspeed_reports: 0,
  retries: 0,
  effects_used: {},
} satisfies Partial<Task>

/** The step of a task that starts by itself after `ms` of migration work. */
function firstStep(now: number, ms: number, pace: number): Step {
  const { due, work_ms } = planAfter(now, ms, pace)
  const still = { row: 0, done: 0, goal: 0, ends: null, speed: 0 }
  return { kind: 'auto_start', since: now, until: due, ...still, work_ms }
}

type Settings = Pick<
  Task,
  | 'priority'
  | 'speed_limit'
  | 'over_speed_threshold'
  | 'start_target_server'
  | 'syncing'
  | 'exist_server'
  | 'use_public_ip'
  | 'use_ipv6'
  | 'is_need_consistency_check'
  | 'need_migration_test'
  | 'start_network_check'
>

/** What a client need not say (behaviour.md §3.2). */
const task_defaults: Settings = {
  priority: 1,
  speed_limit: 0,
  over_speed_threshold: 10,
  start_target_server: true,
  syncing: false,
  // Unless a template says what to make.
  exist_server: true,
  use_public_ip: true,
  use_ipv6: false,
  is_need_consistency_check: false,
  need_migration_test: false,
  start_network_check: false,
}

const settingsOf = (input: PostTask, vm_template_id: string | null): Settings =>
  withDefaults(input, { ...task_defaults, exist_server: vm_template_id === null })

/** The defaults, but for what the input says. */
function withDefaults<Fields extends object>(
  input: { [Name in keyof Fields]?: Fields[Name] | null | undefined },
  defaults: Fields,
): Fields {
  const merged = { ...defaults }
  for (const name in defaults) merged[name] = input[name] ?? defaults[name]
  return merged
}

/** A task in the moment of its creation. */
function taskRecord(input: PostTask, source: Source, creation: Creation): Task {
  const { id, now, pace, deviations, ids } = creation
  const vm_template_id = templateOf(input)
  const { timings, copy_ends_at } = deviations
  // An external agent measures by itself, and reports what it has found.
  const measures = input.start_network_check && source.agent.mode === 'simulated'
  const measurement = planAfter(now, timings.network_check ?? network_check_ms, pace)
  return {
    id,
    name: input.name,
    type: input.type,
    os_type: input.os_type ?? source.os_type,
    source_server_id: source.id,
    target_server: target(input, source, ids),
    ...settingsOf(input, vm_template_id),
    migration_ip: input.migration_ip || null,
    region_name: input.region_name,
    region_id: input.region_id,
    project_name: input.project_name,
    project_id: input.project_id,
    vm_template_id,
    clonevm_template_id: input.clonevm_template_id || null,
    enterprise_project_id: source.enterprise_project_id,
    state: 'READY',
    create_date: now,
    step: input.auto_start ? firstStep(now, timings.auto_start ?? auto_start_ms, pace) : null,
    total_bytes: bytesToMove({
      type: input.type,
      source,
      fallback: input.target_server.disks ?? [],
    }),
    ...untouched,
    measuring: measures ? measurement.due : null,
    planned_work: measures ? { measure: measurement } : {},
    obeys_limits: source.os_type === 'WINDOWS' || source.has_tc !== false,
    auto_start: input.auto_start ?? false,
    bandwidth: timings.bandwidth ?? bandwidth_mbps,
    shown: { evenly: timings.progress === 'even', copy_ends_at },
  }
}

/**
 * @returns the task, its source, which is now being set up, and what happened. With `auto_start`
 *   the task is READY first and starts by itself a moment later.
 */
export function newTask(
  input: PostTask,
  source: Source,
  creation: Creation,
): { task: Task; source: Source; events: Event[] } {
  const { id, now } = creation
  const task = taskRecord(input, source, creation)
  const { state: from, migration_cycle: from_cycle } = source
  const state = task.need_migration_test ? 'premigready' : 'waiting'
  const waiting = moveSource(source, { state, cycle: 'setting', now, by: 'service' })
  const whose = { at: now, task: id, source: source.id }
  const moved = { from, from_cycle, state, migration_cycle: 'setting' } as const
  return {
    task,
    // A re-check that was still to come is off: it would take the source out of its task's hands.
    source: { ...waiting, task_id: id, check_due: null },
    events: [
      { type: 'task.created', data: { name: task.name }, ...whose },
      { type: 'source.state', data: moved, ...whose },
    ],
  }
}

type Sized = {
  size?: number | null | undefined
  used_size?: number | null | undefined
  physical_volumes?: { used_size?: number | null | undefined }[] | null | undefined
}

/**
 * What the first copy moves: used space, or whole disks for Linux by blocks (behaviour.md §4.6).
 * The source's report counts; a source that reported no sizes falls back to the target's plan.
 */
export function bytesToMove({
  type,
  source,
  fallback,
}: {
  type: Task['type']
  source: Source
  fallback: Sized[]
}): number {
  const disks: Sized[] = source.disks.length > 0 ? source.disks : fallback
  const whole = source.os_type === 'LINUX' && type === 'MIGRATE_BLOCK'
  const total = disks.reduce((sum, disk) => {
    if (whole) return sum + (disk.size ?? 0)
    const volumes = disk.physical_volumes ?? []
    const used = volumes.reduce((part, volume) => part + (volume.used_size ?? 0), 0)
    return sum + (used || (disk.used_size ?? 0))
  }, 0)
  // Sizes are checked one by one; together they may pass what a number holds exactly.
  return Math.min(total, Number.MAX_SAFE_INTEGER)
}

function target(input: PostTask, source: Source, ids: IdSource): Task['target_server'] {
  const { target_server } = input
  return {
    id: ids.uuid(),
    vm_id: target_server.vm_id ?? '',
    name: target_server.name ?? '',
    ip: null,
    os_type: input.os_type ?? source.os_type,
    os_version: null,
    system_dir: null,
    disks: (target_server.disks ?? []).map((disk, index) => targetDisk(disk, source, index, ids)),
    volume_groups: (target_server.volume_groups ?? []).map(groupRead(ids)),
    btrfs_list: null,
    image_disk_id: null,
    rollback_snapshot_ids: null,
    cutovered_snapshot_ids: null,
  }
}

/** A target disk stands for the source's disk at the same place, and its volumes likewise. */
function targetDisk(
  disk: TargetDisks,
  source: Source,
  index: number,
  ids: IdSource,
): TargetDiskRead {
  const original = source.disks[index]
  return {
    id: ids.number(),
    device_use: targetUse(disk.device_use ?? null),
    disk_id: disk.disk_id ?? null,
    name: disk.name ?? null,
    relation_name: original?.name ?? null,
    size: disk.size ?? null,
    used_size: disk.used_size ?? null,
    disk_index: String(index),
    os_disk: original?.os_disk ?? false,
    partition_style: original?.partition_style ?? null,
    physical_volumes: (disk.physical_volumes ?? []).map((volume, place) => {
      const { size, used_size } = volume
      return {
        id: ids.number(),
        device_use: volume.device_use ?? null,
        file_system: volume.file_system ?? null,
        index: volume.index ?? place,
        mount_point: volume.mount_point ?? null,
        name: volume.name ?? null,
        size: size ?? null,
        used_size: used_size ?? null,
        uuid: volume.uuid ?? null,
        relation_name: original?.physical_volumes[place]?.name ?? null,
        free_size: size == null || used_size == null ? null : Math.max(size - used_size, 0),
      }
    }),
  }
}
