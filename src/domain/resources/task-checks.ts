/** Tested by: test/http/sms/tasks.test.ts */
import { isIP } from 'node:net'
import { ApiError } from '../../errors/refusals.ts'
import type { TargetDisks } from '../../schemas/sms/disks.ts'
import type { PostTask } from '../../schemas/sms/tasks.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { blockLevelObstacle } from './environment-check.ts'

/**
 * May this task be created? The checks stand in the service's order (behaviour.md §3.2); the
 * shape of the body, name, type, region and project were checked before by the schema.
 */

/** What the request meets: its source, and the tasks and the template that it names. */
export type Surroundings = {
  source: Source
  /** The task that has the same `vm_id` as its target, if any. */
  rival: Task | undefined
  /** Whether `vm_template_id` names a template of the account. */
  templateExists: boolean
  /** Asks the cloud server that is the target, if it is one of the account. @throws ApiError */
  checkServer(): void
}

const megabyte = 1_048_576
const gpt_reserve = 33 * megabyte

/** An empty template id is none: the documented example sends `""`. */
export const templateOf = (input: { vm_template_id?: string | null | undefined }): string | null =>
  input.vm_template_id || null

/**
 * @throws ApiError 7724, 7725, 6034, 6603, 6520, 6610, 7712, 6617, 6618, 6032, 6033, 6602, 7605,
 *   7101, 6535, those of `checkServer`, 6103-6105, 6611-6614, whichever comes first.
 */
export function checkTaskCreation(input: PostTask, surroundings: Surroundings): void {
  const { source, rival, templateExists } = surroundings
  checkSource(input, source)
  checkTarget(input)
  checkMigrationIp(input)
  if (rival) throw new ApiError('targetTaken', `Target ${rival.target_server.vm_id}`, rival.id)
  const template = templateOf(input)
  if (template !== null && !templateExists) throw new ApiError('templateNotFound', template)
  if (template !== null && source.firmware === 'UEFI') {
    throw new ApiError('uefiNeedsTarget', source.id)
  }
  surroundings.checkServer()
  for (const [index, disk] of (input.target_server.disks ?? []).entries()) {
    checkDisk(input, disk, source, index)
  }
}

/** What needs no source to be seen. @throws ApiError 7724, 7725, 6034, 6030 */
export function checkRequest({ source_server, ...input }: PostTask): void {
  checkPlace(input)
  if (source_server.id === '') throw new ApiError('sourceIdInvalid', 'source_server.id is empty.')
}

function checkPlace({
  project_id,
  region_id,
  region_name,
}: Pick<PostTask, 'project_id' | 'region_id' | 'region_name'>): void {
  if (project_id === '') throw new ApiError('projectIdMissing')
  if (region_id === '') throw new ApiError('regionMissing')
  if (region_name === '') throw new ApiError('regionNameInvalid')
}

function checkSource(input: PostTask, source: Source): void {
  if (!source.connected) throw new ApiError('sourceOffline', source.id)
  if (source.task_id !== null) {
    throw new ApiError('targetTaken', `Source server ${source.id}`, source.task_id)
  }
  if (source.state === 'unavailable' || source.state === 'error') {
    throw new ApiError('sourceUnusable', source.id, source.state)
  }
  const system = source.disks.find(isSystemDisk)
  if ((system?.size ?? 0) > terabyte) throw new ApiError('systemDiskTooLarge', source.id)
  const os_type = input.os_type ?? source.os_type
  if (os_type !== source.os_type)
    throw new ApiError('osMismatch', os_type, source.os_type, source.id)
  checkType(input.type, source)
}

const terabyte = 1_099_511_627_776

/** The disk that a source boots from. */
const isSystemDisk = ({ os_disk, device_use }: Source['disks'][number]): boolean =>
  os_disk === true || device_use === 'BOOT' || device_use === 'OS'

/** Whether a source can be migrated that way. @throws ApiError SMS.7712, 6617, 6618 */
export function checkType(type: PostTask['type'], source: Source): void {
  if (source.os_type === 'WINDOWS' && type === 'MIGRATE_FILE') {
    throw new ApiError(
      'taskTypeInvalid',
      'Windows is migrated by blocks: use MIGRATE_BLOCK.',
      source.id,
    )
  }
  if (source.os_type === 'LINUX' && type === 'MIGRATE_BLOCK') {
    const obstacle = blockObstacle(source)
    if (obstacle === 'SMS.6618') throw new ApiError('kernelUnknown', source.id)
    if (obstacle !== null) throw new ApiError('kernelNoBlock', source.id)
  }
}

/** What the environment check has found, or was made to find; the report's word before it has run. */
function blockObstacle(source: Source): string | null {
  const check = source.checks.find(({ name }) => name === 'LINUX_BLOCK_SUPPORT')
  return check ? check.error_code : blockLevelObstacle(source)
}

function checkTarget(input: PostTask): void {
  const { target_server } = input
  if (templateOf(input) === null && !target_server.vm_id) throw new ApiError('vmIdMissing')
  if (!target_server.disks?.length) throw new ApiError('targetDisksMissing')
}

/** The vendor's own walkthrough masks the last digits of its addresses: `172.16.0.xxx`. */
export const unmaskIp = (ip: string): string => ip.replace(/\.x{1,3}$/i, '.1')

const isPrivate = (ip: string): boolean =>
  /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(ip) ||
  /^(f[cd]|fe80|::1$)/i.test(ip)

function checkMigrationIp(input: PostTask): void {
  const ip = input.migration_ip ?? ''
  // Not known yet for a target that is still to be created.
  if (ip === '' && templateOf(input) !== null) return
  checkAddress(ip, input)
}

type AddressOptions = Pick<PostTask, 'use_ipv6' | 'use_public_ip'>

/** @throws ApiError SMS.6602 for an address that is none, or private where a public one is needed. */
export function checkAddress(ip: string, input: AddressOptions): void {
  const wanted = input.use_ipv6 === true ? 6 : 4
  if (isIP(unmaskIp(ip)) !== wanted) {
    throw new ApiError('migrationIpInvalid', ip, `an IPv${wanted} address is needed.`)
  }
  if ((input.use_public_ip ?? true) && isPrivate(ip)) {
    throw new ApiError(
      'migrationIpInvalid',
      ip,
      'it is private; send use_public_ip=false, or a public address.',
    )
  }
}

function checkDisk(input: PostTask, disk: TargetDisks, source: Source, index: number): void {
  const label = disk.name ?? `#${index}`
  const volumes = disk.physical_volumes ?? []
  if (templateOf(input) === null && !disk.disk_id) throw new ApiError('diskIdMissing', label)
  const reported = source.disks[index]
  for (const volume of volumes) {
    if (!volume.name) throw new ApiError('volumeNameMissing', label)
    if (!volume.size) throw new ApiError('volumeSizeMissing', volume.name)
    if (volume.used_size && volume.size < volume.used_size) {
      const message = `${volume.size} bytes for ${volume.used_size} in use.`
      throw new ApiError('partitionTooSmall', volume.name, message, source.id)
    }
    const original = reported?.physical_volumes.find(({ name }) => name === volume.name)
    if (input.type === 'MIGRATE_BLOCK' && original?.size && volume.size < original.size) {
      throw new ApiError('partitionTooSmall', volume.name, 'by blocks it can only grow.', source.id)
    }
    if (volume.size % megabyte !== 0) throw new ApiError('partitionNotAligned', volume.name)
  }
  const sum = volumes.reduce((total, volume) => total + (volume.size ?? 0), 0)
  const size = disk.size ?? 0
  if (reported?.partition_style === 'GPT' && size < sum + gpt_reserve) {
    throw new ApiError('gptReserve', label, source.id)
  }
  if (size <= sum) throw new ApiError('diskTooSmall', label)
}
