import { defaultSecurityGroup, type Place } from '../../domain/companions/defaults.ts'
import { newJob } from '../../domain/companions/jobs.ts'
import type { Offers } from '../../domain/companions/regions.ts'
import { offersIn } from '../../domain/companions/regions.ts'
import { newServer, type ServerPlan } from '../../domain/companions/servers.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { ServerOrder } from '../../schemas/companions/create-servers.ts'
import { counted } from '../../text/numbers.ts'
import type { Account } from '../account/account.ts'
import type { Session } from '../account/session.ts'
import { Addresses } from './addresses-given.ts'
import { checkZone } from './flavors.ts'
import { findResource, placeOf } from './resources.ts'
import { beginJob } from './server-jobs.ts'

/** Creating servers: everything they are made from is checked before anything is written. */

/** How many servers a project has at most (*inferred*: as many as an account has sources). */
const servers_max = 1_000

/** What of an order is not what it says. */
const refuse = (sentence: string): never => {
  throw new ApiError('ecsInvalid', sentence)
}

/** The image and the flavor are there, and are made for each other. @returns the smallest system disk in GB */
function checkHardware({ images, flavors }: Offers, { imageRef, flavorRef }: ServerOrder): number {
  const image = images.find(({ id }) => id === imageRef)
  const flavor = flavors.find(({ id }) => id === flavorRef)
  if (!image) return refuse(`server.imageRef: the region has no image ${imageRef}`)
  if (!flavor) return refuse(`server.flavorRef: the region has no flavor ${flavorRef}`)
  if (image.architecture !== flavor.architecture) {
    refuse(
      `server.flavorRef: ${flavorRef} is for ${flavor.architecture}, and the image ${image.name} for ${image.architecture}`,
    )
  }
  return image.min_disk
}

/** The disks of a server, the system disk first. @param min_disk of the image, in GB */
function disksOf(
  { root_volume, data_volumes }: ServerOrder,
  min_disk: number,
): ServerPlan['disks'] {
  const size = root_volume.size ?? min_disk
  if (size < min_disk) {
    refuse(`server.root_volume.size: ${size} GB are less than the ${min_disk} GB of the image`)
  }
  return [
    { size, volume_type: root_volume.volumetype, delete_on_termination: true },
    ...(data_volumes ?? []).map((disk) => ({
      size: disk.size,
      volume_type: disk.volumetype,
      delete_on_termination: disk.delete_on_termination ?? false,
    })),
  ]
}

/** The security groups of all cards, each of which is there. */
function groupsOf(session: Session, place: Place, { security_groups }: ServerOrder): string[] {
  const wanted = security_groups?.length ? security_groups : [defaultSecurityGroup(place)]
  return [...new Set(wanted.map(({ id }) => id))].map((id) => {
    if (!findResource(session, 'security_group', place, id)) {
      refuse(`server.security_groups: the project has no security group ${id}`)
    }
    return id
  })
}

/** @throws ApiError Ecs.0005 for a card outside of the VPC, or an address for several servers */
function checkNetwork(session: Session, place: Place, { vpcid, nics, count }: ServerOrder): void {
  if (!findResource(session, 'vpc', place, vpcid)) {
    refuse(`server.vpcid: the project has no VPC ${vpcid}`)
  }
  for (const [index, { subnet_id, ip_address }] of nics.entries()) {
    if (findResource(session, 'subnet', place, subnet_id)?.vpc_id !== vpcid) {
      refuse(`server.nics[${index}].subnet_id: the VPC ${vpcid} has no subnet ${subnet_id}`)
    }
    if (ip_address && (count ?? 1) > 1) {
      refuse(
        `server.nics[${index}].ip_address: ${counted(count ?? 1, 'server')} cannot all have ${ip_address}`,
      )
    }
  }
}

/** Names that are given and not kept, as nothing may be read of them. */
const secret_names = ['admin_pass', 'adminPass']

const metadataOf = ({ metadata }: ServerOrder): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata ?? {}).filter(([key]) => !secret_names.includes(key)))

/** Tags as objects, and as `key.value`. */
const tagsOf = ({ server_tags, tags }: ServerOrder): ServerPlan['tags'] => [
  ...(server_tags ?? []),
  ...(tags ?? []).map((tag) => {
    const [key = '', ...value] = tag.split('.')
    return { key, value: value.join('.') }
  }),
]

/** What the servers of an order are made from. @throws ApiError Ecs.0005, Ecs.0010, Ecs.0012 */
function plansOf(session: Session, place: Place, order: ServerOrder): ServerPlan[] {
  const offers = offersIn(session.companions, place.region)
  const min_disk = checkHardware(offers, order)
  const [first_zone = ''] = offers.zones
  const zone = order.availability_zone || first_zone
  checkZone(offers.zones, zone)
  checkNetwork(session, place, order)
  const security_groups = groupsOf(session, place, order)
  const addresses = new Addresses(session, place)
  const count = order.count ?? 1
  const common = {
    project_id: place.project_id,
    flavor_id: order.flavorRef,
    image_id: order.imageRef,
    availability_zone: zone,
    vpc_id: order.vpcid,
    key_name: order.key_name || null,
    user_data: order.user_data ?? '',
    metadata: metadataOf(order),
    tags: tagsOf(order),
    description: order.description ?? '',
    enterprise_project_id: order.extendparam?.enterprise_project_id || '0',
    disks: disksOf(order, min_disk),
  }
  return Array.from({ length: count }, (_, index) => ({
    ...common,
    name: count === 1 ? order.name : `${order.name}-${String(index + 1).padStart(4, '0')}`,
    nics: order.nics.map(({ subnet_id, ip_address }) => ({
      subnet_id,
      ip: addresses.give(subnet_id, ip_address || undefined),
      security_groups,
    })),
  }))
}

/** Begins to build servers. @throws ApiError APIGW.0302, Ecs.0001, Ecs.0005, Ecs.0010, Ecs.0012 */
export function ecsCreateServers(
  account: Account,
  project_id: string,
  { server: order }: { server: ServerOrder },
) {
  const place = placeOf(account, project_id)
  return account.write((session) => {
    const there = session.companions.ofKind('server', project_id).length
    const count = order.count ?? 1
    if (there + count > servers_max) throw new ApiError('serverQuota', servers_max, there, count)
    const plans = plansOf(session, place, order)
    const job_id = session.ids.uuid()
    const { now } = session
    const made = plans.map((plan) => newServer(plan, session.ids, job_id, now))
    for (const { server, volumes } of made) {
      session.saveCompanion(server)
      for (const volume of volumes) session.saveCompanion(volume)
    }
    const serverIds = made.map(({ server }) => server.id)
    beginJob(
      session,
      newJob('createServer', { id: job_id, now, project_id }, { resource_ids: serverIds }),
    )
    return { job_id, serverIds }
  })
}

/** The same at the address of version 1. @throws ApiError as `ecsCreateServers` */
export const ecsCreatePostPaidServers = ecsCreateServers
