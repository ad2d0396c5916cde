/** Tested by: test/companions/target.test.ts */
import type { TemplateRecord } from '../../schemas/sms/templates.ts'
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type { Task } from '../../schemas/stored/records.ts'
import type { ServerRecord, VolumeRecord } from '../../schemas/stored/servers.ts'
import { uuidOf } from '../ids.ts'
import { smsImageIds } from './default-images.ts'
import { defaultSecurityGroup, defaultSubnet, defaultVpc, zonesOf } from './defaults.ts'

/** Servers that SMS makes itself: from a template, and as clones (behaviour.md §4.4; details *inferred*). */

const gigabyte = 1_073_741_824

/** The GB that hold so many bytes. */
export const toGigabytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / gigabyte))

/** An id that follows from what it belongs to: no sequence of the account moves on for it. */
const idOf = (...parts: (string | number)[]): string => uuidOf('target', ...parts)

/** Of a template that leaves it to SMS: the service makes a new one; here it is what the project has by default. */
const chosen = (id: string | null | undefined, fallback: string): string =>
  id && id !== 'autoCreate' ? id : fallback

/**
 * The server that CREATE_CLOUD_SERVER has made, and its volumes. It runs.
 *
 * @param task whose target already has the id, the name and the address of the server.
 */
export function buildTarget(
  task: Task,
  template: TemplateRecord,
  now: number,
): [ServerRecord, ...VolumeRecord[]] {
  const { target_server, project_id, region_id } = task
  const { vm_id } = target_server
  const place = { project_id: template.projectid || project_id, region: region_id }
  const [zone = ''] = zonesOf(region_id)
  const groups = template.security_groups.map(({ id }) =>
    chosen(id, defaultSecurityGroup(place).id),
  )
  const nics = template.nics.length > 0 ? template.nics : [{ id: 'autoCreate', ip: null }]
  const server: ServerRecord = {
    kind: 'server',
    id: vm_id,
    project_id: place.project_id,
    name: target_server.name,
    created_at: now,
    updated_at: now,
    launched_at: now,
    status: 'ACTIVE',
    job: null,
    moving_by: null,
    flavor_id: template.flavor,
    image_id: template.image_id || (smsImageIds(region_id).create_linux_image_id ?? ''),
    availability_zone: template.availability_zone || zone,
    vpc_id: chosen(template.vpc.id, defaultVpc(place).id),
    nics: nics.map(({ id, ip }, index) => ({
      port_id: idOf(vm_id, 'port', index),
      subnet_id: chosen(id, defaultSubnet(place).id),
      ip: ip || (index === 0 ? (target_server.ip ?? '') : ''),
      mac: macOf(vm_id, index),
      security_groups: groups.length > 0 ? groups : [defaultSecurityGroup(place).id],
    })),
    volumes: [],
    key_name: null,
    user_data: '',
    metadata: {},
    tags: [],
    hostname: target_server.name,
    description: '',
    enterprise_project_id: task.enterprise_project_id || '0',
  }
  const volumes = target_server.disks.map((disk, index) =>
    newVolume(server, index, {
      id: disk.disk_id ?? targetVolumeId(vm_id, index),
      size: toGigabytes(disk.size ?? 0),
      volume_type:
        template.disk[index]?.disktype ||
        (index === 0 ? template.volumetype : template.data_volume_type),
    }),
  )
  return [{ ...server, volumes: volumes.map(attachmentOf) }, ...volumes]
}

/** The id of the volume that SMS makes for a disk of a target that it creates. */
export const targetVolumeId = (vm_id: string, index: number): string => idOf(vm_id, 'volume', index)

const macOf = (vm_id: string, index: number): string =>
  `fa:16:3e:${(idOf(vm_id, 'mac', index).slice(0, 6).match(/../g) ?? []).join(':')}`

const deviceOf = (index: number): string => `/dev/vd${String.fromCharCode(97 + index)}`

/** A volume of a server; the first is its system disk. */
function newVolume(
  server: ServerRecord,
  index: number,
  made: Pick<VolumeRecord, 'id' | 'size' | 'volume_type'>,
): VolumeRecord {
  const { project_id, availability_zone, enterprise_project_id, updated_at } = server
  return {
    kind: 'volume',
    ...{ project_id, availability_zone, enterprise_project_id },
    ...made,
    name: `${server.name}-volume-${String(index).padStart(4, '0')}`,
    created_at: updated_at,
    updated_at,
    bootable: index === 0,
    status: 'in-use',
    attachments: [{ server_id: server.id, device: deviceOf(index), attached_at: updated_at }],
    image_id: index === 0 ? server.image_id : null,
    metadata: {},
    tags: [],
    description: '',
  }
}

const attachmentOf = ({ id }: VolumeRecord, index: number): ServerRecord['volumes'][number] => ({
  id,
  boot_index: index === 0 ? 0 : null,
  device: deviceOf(index),
  delete_on_termination: true,
})

/**
 * The clone of a target, with copies of its volumes. It runs, in the same network.
 *
 * @param clone as the task shows it.
 */
export function cloneTarget(
  target: ServerRecord,
  clone: Task['clone_server'],
  now: number,
  find: (id: string) => CompanionRecord | undefined,
): CompanionRecord[] {
  if (!clone?.vm_id) return []
  const { vm_id } = clone
  const server: ServerRecord = {
    ...target,
    id: vm_id,
    name: clone.name ?? target.name,
    hostname: clone.name ?? target.hostname,
    created_at: now,
    updated_at: now,
    launched_at: now,
    status: 'ACTIVE',
    job: null,
    moving_by: null,
    nics: target.nics.map((nic, index) => ({
      ...nic,
      port_id: idOf(vm_id, 'port', index),
      ip: '',
      mac: macOf(vm_id, index),
    })),
  }
  const volumes = target.volumes.flatMap(({ id, boot_index }, index) => {
    const original = find(id)
    const isImage = index > 0 && boot_index === null && original?.name === image_disk_name
    if (original?.kind !== 'volume' || isImage) return []
    const { size, volume_type } = original
    return [newVolume(server, index, { id: targetVolumeId(vm_id, index), size, volume_type })]
  })
  return [{ ...server, volumes: volumes.map(attachmentOf) }, ...volumes]
}

/** The name of the disk from which the agent's system runs on a target. */
export const image_disk_name = 'sms-agent-image'
