/** Tested by: test/companions/target.test.ts */
import type { TemplateRecord } from '../../schemas/sms/templates.ts'
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type { Task } from '../../schemas/stored/records.ts'
import type { ServerRecord, VolumeRecord } from '../../schemas/stored/servers.ts'
import { uuidOf } from '../ids.ts'
import { isHostIn, lowestFree, rangeOf } from './addresses.ts'
import { smsImageIds } from './default-images.ts'
import { defaultSecurityGroup, defaultSubnet, defaultVpc, type Place } from './defaults.ts'
import type { Offers } from './regions.ts'
import { type Find, newServer, poweredOn, type ServerPlan, volumesOf } from './servers.ts'

/** Servers that SMS makes itself: from a template, and as clones (behaviour.md §4.4; details *inferred*). */

/** What a migration can look up. */
export type Cloud = {
  find: Find
  template(id: string): TemplateRecord | undefined
  /** What a region offers. */
  offers(region: string): Offers
  /** Whether only what ECS has can be a target, and a part of one. */
  readonly isStrict: boolean
  /** The servers of a project. */
  servers(project_id: string): readonly ServerRecord[]
}

const gigabyte = 1_073_741_824

/** The GB that hold so many bytes. */
export const toGigabytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / gigabyte))

/** Of a template that leaves it to SMS: the service makes a new one; here it is what the project has by default. */
const chosen = (id: string | null | undefined, fallback: string): string =>
  id && id !== 'autoCreate' ? id : fallback

const placeOf = ({ project_id, region_id }: Task, { projectid }: TemplateRecord): Place => ({
  project_id: projectid || project_id,
  region: region_id,
})

/** Whether ECS could make the server of a template: all that it names is there. */
export function canBuild(task: Task, template: TemplateRecord, cloud: Cloud): boolean {
  const place = placeOf(task, template)
  const { zones, flavors, images } = cloud.offers(place.region)
  const { availability_zone, flavor, image_id, vpc, nics, security_groups } = template
  const isThere = (id: string | null, fallback: string): boolean => {
    const meant = chosen(id, fallback)
    const found = cloud.find(meant)
    return found === undefined ? meant === fallback : found.kind !== 'removed'
  }
  return (
    (!availability_zone || zones.includes(availability_zone)) &&
    (!flavor || flavors.some(({ id }) => id === flavor)) &&
    (!image_id || images.some(({ id }) => id === image_id)) &&
    isThere(vpc.id, defaultVpc(place).id) &&
    nics.every(({ id }) => isThere(id, defaultSubnet(place).id)) &&
    security_groups.every(({ id }) => isThere(id, defaultSecurityGroup(place).id))
  )
}

/** What SMS prefers where it is free: as it has always answered. */
const usual_ip = '192.168.0.100'

/** The address that the server of a template gets. */
export function addressFor(task: Task, template: TemplateRecord, cloud: Cloud): string {
  const place = placeOf(task, template)
  const [nic] = template.nics
  return nic?.ip || freeAddresses(place, cloud)(chosen(nic?.id, defaultSubnet(place).id))
}

/**
 * Gives the usual address of a subnet, or the lowest that no server of the project has, nor was given before. In a
 * subnet that is full it is the usual one (*inferred*: a migration that fails for want of an address was never seen).
 *
 * @param given addresses that are taken beside those of servers.
 */
function freeAddresses(
  place: Place,
  cloud: Cloud,
  given: readonly (string | null | undefined)[] = [],
): (subnet_id: string) => string {
  // Read only if an address is asked for: a project may have a thousand servers.
  let taken: Set<unknown> | undefined
  return (subnet_id) => {
    const cards = taken ? [] : cloud.servers(place.project_id).flatMap(({ nics }) => nics)
    taken ??= new Set([...given, ...cards.map(({ ip }) => ip)])
    const found = cloud.find(subnet_id)
    const { cidr, gateway_ip } = found?.kind === 'subnet' ? found : defaultSubnet(place)
    const range = rangeOf(cidr)
    const isUsualFree = isHostIn(usual_ip, range) && !taken.has(usual_ip)
    const found_ip = lowestFree(range, new Set([...taken, gateway_ip]))
    const ip = isUsualFree ? usual_ip : (found_ip ?? usual_ip)
    taken.add(ip)
    return ip
  }
}

/** Ids that follow from a server, its own first: no sequence of the account moves on for it. */
function idsOf(server_id: string) {
  let count = 0
  return { uuid: () => (count++ === 0 ? server_id : uuidOf('target', server_id, count)) }
}

/** A server that runs, with its volumes. */
function build(server_id: string, plan: ServerPlan, now: number): CompanionRecord[] {
  const { server, volumes } = newServer(plan, idsOf(server_id), '', now)
  const used = volumes.map((volume): VolumeRecord => ({ ...volume, status: 'in-use' }))
  return [poweredOn(server, now), ...used]
}

/**
 * The server that CREATE_CLOUD_SERVER has made, and its volumes.
 *
 * @param task whose target already has the id, the name and the address of the server.
 */
export function buildTarget(
  task: Task,
  template: TemplateRecord,
  now: number,
  cloud: Cloud,
): CompanionRecord[] {
  const { target_server, region_id } = task
  const place = placeOf(task, template)
  const [zone = ''] = cloud.offers(region_id).zones
  const group = defaultSecurityGroup(place).id
  const groups = template.security_groups.map(({ id }) => chosen(id, group))
  const nics = template.nics.length > 0 ? template.nics : [{ id: 'autoCreate', ip: null }]
  const give = freeAddresses(place, cloud, [target_server.ip, ...nics.map(({ ip }) => ip)])
  const plan: ServerPlan = {
    name: target_server.name,
    project_id: place.project_id,
    flavor_id: template.flavor,
    image_id: template.image_id || (smsImageIds(region_id).create_linux_image_id ?? ''),
    availability_zone: template.availability_zone || zone,
    vpc_id: chosen(template.vpc.id, defaultVpc(place).id),
    key_name: null,
    user_data: '',
    metadata: {},
    tags: [],
    description: '',
    enterprise_project_id: task.enterprise_project_id || '0',
    nics: nics.map(({ id, ip }, index) => {
      const subnet_id = chosen(id, defaultSubnet(place).id)
      const first = index === 0 ? target_server.ip : null
      const address = ip || first || give(subnet_id)
      return { subnet_id, ip: address, security_groups: groups.length > 0 ? groups : [group] }
    }),
    disks: target_server.disks.map((disk, index) => ({
      size: toGigabytes(disk.size ?? 0),
      volume_type:
        template.disk[index]?.disktype ||
        (index === 0 ? template.volumetype : template.data_volume_type),
      delete_on_termination: true,
    })),
  }
  return build(target_server.vm_id, plan, now)
}

/**
 * The clone of a target, with copies of its volumes, in the same network.
 *
 * @param clone as the task shows it.
 */
export function cloneTarget(
  target: ServerRecord,
  clone: Task['clone_server'],
  now: number,
  cloud: Cloud,
): CompanionRecord[] {
  if (!clone?.vm_id) return []
  const place = { project_id: target.project_id, region: '' }
  const volumes = volumesOf(target, cloud.find).filter(({ name }) => name !== image_disk_name)
  const { project_id, flavor_id, image_id, availability_zone, vpc_id } = target
  const { key_name, user_data, metadata, tags, description, enterprise_project_id } = target
  const give = freeAddresses(place, cloud)
  const plan: ServerPlan = {
    ...{ project_id, flavor_id, image_id, availability_zone, vpc_id },
    ...{ key_name, user_data, metadata, tags, description, enterprise_project_id },
    name: clone.name ?? target.name,
    nics: target.nics.map(({ subnet_id, security_groups }) => ({
      subnet_id,
      security_groups,
      ip: give(subnet_id),
    })),
    disks: volumes.map(({ size, volume_type }) => ({
      size,
      volume_type,
      delete_on_termination: true,
    })),
  }
  return build(clone.vm_id, plan, now)
}

/** The name of the disk from which the agent's system runs on a target. */
export const image_disk_name = 'sms-agent-image'
