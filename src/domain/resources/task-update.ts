/** Tested by: test/http/sms/tasks.test.ts */
import { ApiError } from '../../errors/refusals.ts'
import type { TargetDisk, TargetDiskRead } from '../../schemas/sms/disks.ts'
import type { PutTaskReq } from '../../schemas/sms/tasks.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import type { IdSource } from '../ids.ts'
import { bytesToMove } from './new-task.ts'
import { groupRead } from './registration.ts'
import { checkAddress, checkType, templateOf } from './task-checks.ts'

/** UpdateTask: what a client or an agent changes of a task (contract, PutTaskReq). */

/** In these states of the source its clone may be changed (behaviour.md §1). */
const clone_states: readonly Source['state'][] = [
  'syncing',
  'stopping',
  'stopped',
  'cutovering',
  'finished',
  'error',
]

/** What the plan is made from; it stands once the task has been started. *Inferred.* */
const planned = ['type', 'vm_template_id'] as const

/**
 * The task with a request's fields; a field that is absent or null stays as it is.
 *
 * @throws ApiError SMS.7706 for a change that the state does not allow.
 */
export function updateTaskRecord(
  task: Task,
  source: Source,
  change: PutTaskReq,
  ids: IdSource,
): Task {
  for (const field of planned) {
    const value = field === 'vm_template_id' ? templateOf(change) : change[field]
    if (value && value !== task[field] && task.state !== 'READY') {
      throw new ApiError('taskUpdate', task.id, `${field} is fixed once the task has started.`)
    }
  }
  if (change.clone_server?.vm_id && !clone_states.includes(source.state)) {
    throw new ApiError(
      'taskUpdate',
      task.id,
      `it has no clone while its source is ${source.state}.`,
    )
  }
  const type = change.type ?? task.type
  if (type !== task.type) checkType(type, source)
  if (change.migration_ip) {
    // Only its form: the documented example sends a private address and use_public_ip together.
    const use_ipv6 = change.use_ipv6 ?? task.use_ipv6
    checkAddress(change.migration_ip, { use_ipv6, use_public_ip: false })
  }
  return {
    ...task,
    name: change.name ?? task.name,
    type,
    total_bytes:
      type === task.type
        ? task.total_bytes
        : bytesToMove({ type, source, fallback: task.target_server.disks }),
    region_id: change.region_id ?? task.region_id,
    region_name: change.region_name ?? task.region_name,
    project_id: change.project_id ?? task.project_id,
    project_name: change.project_name ?? task.project_name,
    enterprise_project_id: change.enterprise_project ?? task.enterprise_project_id,
    exist_server: change.exist_server ?? task.exist_server,
    migration_ip: change.migration_ip ?? task.migration_ip,
    use_ipv6: change.use_ipv6 ?? task.use_ipv6,
    use_public_ip: change.use_public_ip ?? task.use_public_ip,
    speed_limit: change.speed_limit ?? task.speed_limit,
    vm_template_id: templateOf(change) ?? task.vm_template_id,
    target_disk_ids: change.target_disk_ids ?? task.target_disk_ids,
    snapshot_ids: change.snapshot_ids ?? task.snapshot_ids,
    clone_server: change.clone_server?.vm_id
      ? {
          vm_id: change.clone_server.vm_id,
          name: change.clone_server.name ?? null,
          clone_error: change.clone_server.clone_error ?? null,
          clone_state: change.clone_server.clone_state ?? null,
          error_msg: change.clone_server.error_msg ?? null,
        }
      : task.clone_server,
    target_server: updatedTarget(task, change, ids),
  }
}

function updatedTarget(task: Task, change: PutTaskReq, ids: IdSource): Task['target_server'] {
  const before = task.target_server
  const sent = change.target_server ?? {}
  return {
    ...before,
    vm_id: sent.vm_id ?? before.vm_id,
    name: sent.name ?? before.name,
    ip: sent.ip ?? before.ip,
    os_version: sent.os_version ?? before.os_version,
    system_dir: sent.system_dir ?? before.system_dir,
    disks:
      sent.disks?.map((disk, index) => mergeDisk(disk, before.disks[index], ids)) ?? before.disks,
    volume_groups: sent.volume_groups?.map(groupRead(ids)) ?? before.volume_groups,
    image_disk_id: change.image_disk_id ?? sent.image_disk_id ?? before.image_disk_id,
    cutovered_snapshot_ids:
      change.cutovered_snapshot_ids ?? sent.cutovered_snapshot_ids ?? before.cutovered_snapshot_ids,
  }
}

/** A sent disk over the one at its place; what it leaves out stays. */
function mergeDisk(
  sent: TargetDisk,
  before: TargetDiskRead | undefined,
  ids: IdSource,
): TargetDiskRead {
  return {
    id: sent.id ?? before?.id ?? ids.number(),
    device_use: sent.device_use ?? before?.device_use ?? null,
    disk_id: sent.disk_id ?? before?.disk_id ?? null,
    name: sent.name ?? before?.name ?? null,
    size: sent.size ?? before?.size ?? null,
    used_size: sent.used_size ?? before?.used_size ?? null,
    disk_index: sent.disk_index ?? before?.disk_index ?? null,
    os_disk: sent.os_disk ?? before?.os_disk ?? false,
    partition_style: sent.partition_style ?? before?.partition_style ?? null,
    relation_name: sent.relation_name ?? before?.relation_name ?? null,
    physical_volumes:
      sent.physical_volumes?.map((volume, index) => {
        const old = before?.physical_volumes[index]
        return {
          id: volume.id ?? old?.id ?? ids.number(),
          device_use: volume.device_use ?? old?.device_use ?? null,
          file_system: volume.file_system ?? old?.file_system ?? null,
          index: volume.index ?? old?.index ?? index,
          mount_point: volume.mount_point ?? old?.mount_point ?? null,
          name: volume.name ?? old?.name ?? null,
          size: volume.size ?? old?.size ?? null,
          used_size: volume.used_size ?? old?.used_size ?? null,
          uuid: volume.uuid ?? old?.uuid ?? null,
          relation_name: volume.relation_name ?? old?.relation_name ?? null,
          free_size: volume.free_size ?? old?.free_size ?? null,
        }
      }) ??
      before?.physical_volumes ??
      [],
  }
}
