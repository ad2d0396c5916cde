/** Tested by: test/companions/target.test.ts */
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type { Task } from '../../schemas/stored/records.ts'
import type { ServerRecord, VolumeRecord } from '../../schemas/stored/servers.ts'
import type { Deviations, Effect } from '../deviations/scenarios.ts'
import type { Event } from '../migration/events.ts'
import type { Changes } from './jobs.ts'
import {
  addressFor,
  buildTarget,
  type Cloud,
  canBuild,
  cloneTarget,
  image_disk_name,
  toGigabytes,
} from './made-servers.ts'
import { deviceName, type Find, volumesOf } from './servers.ts'

/**
 * What a migration does to the cloud server that is its target, and what it finds there. SMS works without any of it: a
 * `vm_id` that ECS does not have in the account is taken as given.
 *
 * The server is held and stopped from ATTACH_AGENT_IMAGE to the launch, with the disk of the agent's image attached;
 * then it is started, or left off (behaviour.md §4.4). What is not said there is *inferred*.
 */

const nothing: Changes = { saved: [], removed: [] }

const targetOf = ({ target_server: { vm_id } }: Task, cloud: Cloud): ServerRecord | undefined => {
  const found = vm_id ? cloud.find(vm_id) : undefined
  return found?.kind === 'server' ? found : undefined
}

/**
 * What an event of a migration changes beside SMS.
 *
 * @param task as it is after the move that the event belongs to.
 */
export function followMigration(event: Event, task: Task, cloud: Cloud): Changes {
  switch (event.type) {
    case 'subtask.began': {
      if (event.data.name !== 'ATTACH_AGENT_IMAGE' || hasFailed(task)) return nothing
      const server = targetOf(task, cloud)
      return server ? saved(stopFor(server, task, event.at)) : nothing
    }
    case 'subtask.ended':
      return afterSubtask(event, task, cloud)
    case 'target.power': {
      const server = targetOf(task, cloud)
      return server ? launch(server, event.data.on, event.at, cloud) : nothing
    }
    default:
      return nothing
  }
}

const saved = (...records: CompanionRecord[]): Changes => ({ saved: records, removed: [] })

const hasFailed = ({ state }: Task): boolean => /_FAIL$/.test(state)

function afterSubtask(
  { at, data }: Extract<Event, { type: 'subtask.ended' }>,
  task: Task,
  cloud: Cloud,
): Changes {
  const { image_disk_id } = task.target_server
  const server = targetOf(task, cloud)
  switch (data.name) {
    case 'CREATE_CLOUD_SERVER': {
      const template = task.vm_template_id ? cloud.template(task.vm_template_id) : undefined
      return server || !template ? nothing : saved(...buildTarget(task, template, at, cloud))
    }
    case 'ATTACH_AGENT_IMAGE':
      return server && image_disk_id ? saved(...attachImage(server, image_disk_id, at)) : nothing
    case 'CLONE_VM':
      return server ? saved(...cloneTarget(server, task.clone_server, at, cloud)) : nothing
    default:
      return nothing
  }
}

const stopFor = (server: ServerRecord, { id }: Task, now: number): ServerRecord => ({
  ...server,
  status: 'SHUTOFF',
  moving_by: id,
  updated_at: now,
})

/** The disk from which the agent's system runs on the target. */
function attachImage(server: ServerRecord, id: string, now: number): [ServerRecord, VolumeRecord] {
  const device = deviceName(server.volumes.length)
  const { project_id, availability_zone, enterprise_project_id } = server
  const volume: VolumeRecord = {
    kind: 'volume',
    ...{ id, project_id, availability_zone, enterprise_project_id },
    name: image_disk_name,
    created_at: now,
    updated_at: now,
    size: image_disk_gb,
    volume_type: 'SAS',
    bootable: true,
    status: 'in-use',
    attachments: [{ server_id: server.id, device, attached_at: now }],
    image_id: null,
    metadata: {},
    tags: [],
    description: '',
  }
  const attached = { id, boot_index: null, device, delete_on_termination: true }
  const others = server.volumes.filter((one) => one.id !== id)
  return [{ ...server, volumes: [...others, attached], updated_at: now }, volume]
}

const image_disk_gb = 40

/** The server is started or left off, and free again. */
function launch(server: ServerRecord, on: boolean, now: number, cloud: Cloud): Changes {
  const { saved, removed } = releaseTarget(server, now, cloud.find)
  return {
    saved: saved.map((free) => ({
      ...free,
      status: on ? 'ACTIVE' : 'SHUTOFF',
      launched_at: on ? now : server.launched_at,
    })),
    removed,
  }
}

/**
 * No migration holds the server any more: after a launch, when it is unlocked, when its task is deleted or gets
 * another target. The agent's disk goes.
 */
export function releaseTarget(
  server: ServerRecord,
  now: number,
  find: Find,
): { saved: ServerRecord[]; removed: string[] } {
  const removed = volumesOf(server, find).flatMap(({ id, name }) =>
    name === image_disk_name ? [id] : [],
  )
  const volumes = server.volumes.filter(({ id }) => !removed.includes(id))
  return { saved: [{ ...server, moving_by: null, volumes, updated_at: now }], removed }
}

/** What a migration finds at its target makes it go differently, as a scenario does. */
export function withTarget(deviations: Deviations, task: Task, cloud: Cloud): Deviations {
  const { vm_id } = task.target_server
  const found = vm_id ? cloud.find(vm_id) : undefined
  const template = task.vm_template_id ? cloud.template(task.vm_template_id) : undefined
  const obstacles = found ? obstaclesAt(found, task) : []
  if (obstacles.length > 0) {
    return { ...deviations, effects: [...obstacles, ...deviations.effects] }
  }
  if (!template || vm_id) return deviations
  if (cloud.isStrict && !canBuild(task, template, cloud)) {
    const failed = failure('CREATE_CLOUD_SERVER', 'SMS.0601')
    return { ...deviations, effects: [failed, ...deviations.effects] }
  }
  const { target_server_name: name } = template
  const made = {
    name,
    // Looked for when the server is made: it takes all servers of the project.
    ip: () => addressFor(task, template, cloud),
  }
  return { ...deviations, made }
}

/** What makes the attaching or the detaching of the agent's disk fail. */
function obstaclesAt(found: CompanionRecord, { id, launched }: Task): Effect[] {
  if (isGone(found)) {
    return [failure('ATTACH_AGENT_IMAGE', 'SMS.0412'), failure('DETTACH_AGENT_IMAGE', 'SMS.0412')]
  }
  if (found.kind !== 'server' || found.moving_by === id) return []
  // A launched target may have been left off by the service itself.
  const isOff = found.status === 'SHUTOFF' && launched === null
  return found.job || isOff ? [failure('ATTACH_AGENT_IMAGE', 'SMS.1502')] : []
}

/** Whether a server was deleted, or is about to be. */
const isGone = (found: CompanionRecord): boolean =>
  found.kind === 'removed' || (found.kind === 'server' && found.job?.what === 'deleting')

const failure = (at: string, code: string): Effect => ({
  kind: 'fail',
  at,
  percent: 0,
  code,
  times: 'always',
  key: 'target',
  scenario: '',
})

/** A disk that a task asks for: its volume, if it names one, and its size in bytes. */
type WantedDisk = { disk_id?: string | null | undefined; size?: number | null | undefined }

/**
 * The volumes of a server that the disks of a task are meant for: those that they name; for others the first in
 * order that is large enough (*inferred*: Terraform sends the disks of the source without the ids of volumes).
 *
 * @returns for each disk the id of a volume, or what is wrong.
 */
export function matchVolumes(
  server: ServerRecord,
  disks: readonly WantedDisk[],
  find: Find,
): (string | 'unknown' | 'small')[] {
  const volumes = volumesOf(server, find)
  const named = new Set(disks.map(({ disk_id }) => disk_id))
  const left = volumes.filter(({ id }) => !named.has(id))
  const holds = (volume: VolumeRecord, { size }: WantedDisk): boolean =>
    volume.size >= toGigabytes(size ?? 0)
  return disks.map((disk) => {
    const { disk_id } = disk
    if (disk_id) {
      const volume = volumes.find(({ id }) => id === disk_id)
      if (!volume) return 'unknown'
      return holds(volume, disk) ? disk_id : 'small'
    }
    const at = left.findIndex((volume) => holds(volume, disk))
    const [volume] = at < 0 ? [] : left.splice(at, 1)
    return volume?.id ?? 'small'
  })
}
