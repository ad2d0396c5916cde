/** Tested by: test/companions/servers.test.ts, test/companions/create-servers.test.ts */
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type {
  AttachedVolume,
  Nic,
  ServerRecord,
  VolumeRecord,
} from '../../schemas/stored/servers.ts'
import { hex32, type IdSource } from '../ids.ts'

/** Servers and their volumes: how they are made, and what becomes of them. */

/** What servers are made from, once all of it was found to be right. */
export type ServerPlan = Pick<
  ServerRecord,
  | 'name'
  | 'project_id'
  | 'flavor_id'
  | 'image_id'
  | 'availability_zone'
  | 'vpc_id'
  | 'key_name'
  | 'user_data'
  | 'metadata'
  | 'tags'
  | 'description'
  | 'enterprise_project_id'
> & {
  /** Ids that are given; the others are made. */
  id?: string | undefined
  nics: Pick<Nic, 'subnet_id' | 'ip' | 'security_groups'>[]
  /** The system disk first. */
  disks: (Pick<VolumeRecord, 'size' | 'volume_type'> &
    Pick<AttachedVolume, 'delete_on_termination'> & { id?: string | undefined })[]
}

/** The name of a device, by the place of its disk: /dev/vda, /dev/vdb … /dev/vdz, /dev/vdaa. */
export function deviceName(index: number): string {
  const letter = (number: number): string => String.fromCharCode(97 + number)
  const [high, low] = [Math.floor(index / 26), index % 26]
  return `/dev/vd${high > 0 ? letter(high - 1) : ''}${letter(low)}`
}

/** A MAC address in the range that the service gives, which follows from the port. */
const macOf = (port_id: string): string =>
  `fa:16:3e:${hex32('mac', port_id).slice(0, 6).match(/../g)?.join(':')}`

const nicOf = (nic: ServerPlan['nics'][number], port_id: string): Nic => ({
  ...nic,
  port_id,
  mac: macOf(port_id),
})

/** What is made of it for a host name: letters, digits and hyphens. */
const hostnameOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63) || 'ecs'

/**
 * A server that is being built, with its volumes.
 *
 * @param job_id of the job that builds it.
 * @param now epoch milliseconds on the clock of the account.
 */
export function newServer(
  { nics, disks, id: given, ...plan }: ServerPlan,
  ids: Pick<IdSource, 'uuid'>,
  job_id: string,
  now: number,
): { server: ServerRecord; volumes: VolumeRecord[] } {
  const id = given ?? ids.uuid()
  const volumes = disks.map(
    ({ id: volume_id, size, volume_type }, index): VolumeRecord => ({
      kind: 'volume',
      id: volume_id ?? ids.uuid(),
      project_id: plan.project_id,
      name: `${plan.name}-volume-${String(index).padStart(4, '0')}`,
      created_at: now,
      updated_at: now,
      size,
      volume_type,
      availability_zone: plan.availability_zone,
      bootable: index === 0,
      status: 'creating',
      attachments: [{ server_id: id, device: deviceName(index), attached_at: now }],
      image_id: index === 0 ? plan.image_id : null,
      metadata: {},
      tags: [],
      description: '',
      enterprise_project_id: plan.enterprise_project_id,
    }),
  )
  const server: ServerRecord = {
    kind: 'server',
    id,
    ...plan,
    created_at: now,
    updated_at: now,
    launched_at: null,
    status: 'BUILD',
    job: { id: job_id, what: 'spawning' },
    moving_by: null,
    nics: nics.map((nic) => nicOf(nic, ids.uuid())),
    volumes: volumes.map((volume, index) => ({
      id: volume.id,
      boot_index: index === 0 ? 0 : null,
      device: deviceName(index),
      delete_on_termination: disks[index]?.delete_on_termination ?? false,
    })),
    hostname: hostnameOf(plan.name),
  }
  return { server, volumes }
}

/** @param now epoch milliseconds on the clock of the account. */
export const poweredOn = (server: ServerRecord, now: number): ServerRecord => ({
  ...server,
  status: 'ACTIVE',
  job: null,
  updated_at: now,
  launched_at: server.launched_at ?? now,
})

/** @param now epoch milliseconds on the clock of the account. */
export const poweredOff = (server: ServerRecord, now: number): ServerRecord => ({
  ...server,
  status: 'SHUTOFF',
  job: null,
  updated_at: now,
})

/** A volume whose server goes without it. */
export const detached = (volume: VolumeRecord, now: number): VolumeRecord => ({
  ...volume,
  status: 'available',
  attachments: [],
  updated_at: now,
})

/** Finds a resource of the account by its id. */
export type Find = (id: string) => CompanionRecord | undefined

/** The volumes that a server has, in the order of its devices. */
export const volumesOf = ({ id, volumes }: ServerRecord, find: Find): VolumeRecord[] =>
  volumes.flatMap((attached) => {
    const volume = find(attached.id)
    const isIts =
      volume?.kind === 'volume' && volume.attachments.some(({ server_id }) => server_id === id)
    return isIts ? [volume] : []
  })
