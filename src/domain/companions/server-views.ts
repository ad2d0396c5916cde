/** Tested by: test/companions/servers.test.ts */
import type { BlockDeviceView } from '../../schemas/companions/block-devices.ts'
import type { JobView } from '../../schemas/companions/server-jobs.ts'
import type { ServerView } from '../../schemas/companions/servers.ts'
import type { JobRecord } from '../../schemas/stored/companions.ts'
import type { ServerRecord, VolumeRecord } from '../../schemas/stored/servers.ts'
import { hex32 } from '../ids.ts'
import type { Flavor } from './flavors.ts'
import { vpcTime } from './views.ts'

/** Servers, their disks and their jobs, as ECS shows them. */

const states = {
  BUILD: { vm_state: 'building', power_state: 0 },
  ACTIVE: { vm_state: 'active', power_state: 1 },
  SHUTOFF: { vm_state: 'stopped', power_state: 4 },
} as const

/** A moment with a fraction and without a zone, as the older fields have it. */
const novaTime = (moment: number): string => `${new Date(moment).toISOString().slice(0, 23)}000`

/**
 * @param groups names of security groups by their ids.
 * @param flavors of the region.
 */
export function serverView(
  server: ServerRecord,
  groups: ReadonlyMap<string, string>,
  flavors: readonly Flavor[],
): ServerView {
  const { vm_state, power_state } = states[server.status]
  const group_ids = new Set(server.nics.flatMap(({ security_groups }) => security_groups))
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    hostname: server.hostname,
    hostId: hex32('host', server.project_id, server.availability_zone),
    tenant_id: server.project_id,
    flavor: flavorOf(server.flavor_id, flavors),
    image: { id: server.image_id },
    addresses: { [server.vpc_id]: addressesOf(server) },
    security_groups: [...group_ids].map((id) => ({ id, name: groups.get(id) ?? id })),
    'OS-EXT-AZ:availability_zone': server.availability_zone,
    'OS-EXT-STS:task_state': server.job?.what ?? null,
    'OS-EXT-STS:vm_state': vm_state,
    'OS-EXT-STS:power_state': power_state,
    'OS-EXT-SRV-ATTR:hostname': server.hostname,
    'OS-EXT-SRV-ATTR:instance_name': `instance-${hex32(server.id).slice(0, 8)}`,
    'OS-EXT-SRV-ATTR:root_device_name': server.volumes[0]?.device ?? '/dev/vda',
    'OS-EXT-SRV-ATTR:user_data': server.user_data,
    'OS-DCF:diskConfig': 'MANUAL',
    'OS-SRV-USG:launched_at': server.launched_at === null ? null : novaTime(server.launched_at),
    'OS-SRV-USG:terminated_at': null,
    'os-extended-volumes:volumes_attached': server.volumes.map((volume) => ({
      id: volume.id,
      delete_on_termination: String(volume.delete_on_termination),
      bootIndex: volume.boot_index === null ? null : String(volume.boot_index),
      device: volume.device,
    })),
    created: vpcTime(server.created_at),
    updated: vpcTime(server.updated_at),
    key_name: server.key_name,
    metadata: { ...server.metadata, vpc_id: server.vpc_id, charging_mode: '0' },
    tags: server.tags.map(tagText),
    description: server.description,
    enterprise_project_id: server.enterprise_project_id,
    sys_tags: [{ key: '_sys_enterprise_project_id', value: server.enterprise_project_id }],
    locked: server.moving_by !== null,
    progress: server.status === 'BUILD' ? 0 : 100,
    host_status: 'UP',
    config_drive: '',
    accessIPv4: '',
    accessIPv6: '',
    'os:scheduler_hints': {},
  }
}

/** A tag as ECS shows it. */
export const tagText = ({ key, value }: ServerRecord['tags'][number]): string =>
  value === '' ? key : `${key}=${value}`

/** A flavor that is not of the list, as a fixture may name one, shows only its name. */
function flavorOf(id: string, flavors: readonly Flavor[]): ServerView['flavor'] {
  const { vcpus, ram } = flavors.find((one) => one.id === id) ?? { vcpus: 0, ram: 0 }
  return { id, name: id, vcpus: String(vcpus), ram: String(ram), disk: '0' }
}

const addressesOf = ({ nics }: ServerRecord): ServerView['addresses'][string] =>
  nics.map((nic, index) => ({
    addr: nic.ip,
    version: '4',
    primary: index === 0,
    'OS-EXT-IPS:type': 'fixed',
    'OS-EXT-IPS:port_id': nic.port_id,
    'OS-EXT-IPS-MAC:mac_addr': nic.mac,
  }))

/** @param index the place of the volume on its server. */
export const blockDeviceView = (
  server: ServerRecord,
  index: number,
  volume: VolumeRecord | undefined,
): BlockDeviceView => {
  const { id = '', device = '', boot_index = null } = server.volumes[index] ?? {}
  return {
    id,
    volumeId: id,
    serverId: server.id,
    device,
    bootIndex: boot_index,
    bus: 'virtio',
    pciAddress: `0000:02:${(index + 1).toString(16).padStart(2, '0')}.0`,
    size: volume?.size ?? 0,
  }
}

/** A job says for a second that it has not begun (*inferred*). */
const initial_ms = 1_000

function stateOf({ created_at, ended_at }: JobRecord, now: number): JobView['status'] {
  if (ended_at !== null) return 'SUCCESS'
  return now < created_at + initial_ms ? 'INIT' : 'RUNNING'
}

/** @param now epoch milliseconds on the clock of the account. */
export function jobView(job: JobRecord, now: number): JobView {
  const { name, ended_at, resource_ids } = job
  const state = {
    status: stateOf(job, now),
    begin_time: jobTime(job.created_at),
    ...(ended_at === null ? {} : { end_time: jobTime(ended_at) }),
    error_code: null,
    fail_reason: null,
  }
  return {
    ...state,
    job_id: job.id,
    job_type: name,
    entities: {
      sub_jobs_total: resource_ids.length,
      sub_jobs: resource_ids.map((server_id) => ({
        ...state,
        job_id: hex32(job.id, server_id),
        job_type: name.replace(/Server$/, 'SingleServer'),
        entities: { server_id },
      })),
    },
  }
}

const jobTime = (moment: number): string => new Date(moment).toISOString()
