import { isHostIn, isWithin, overlap, rangeOf } from '../../domain/companions/addresses.ts'
import type { Place } from '../../domain/companions/defaults.ts'
import { subnetView } from '../../domain/companions/views.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { CreateSubnetRequest, ListSubnetsQuery } from '../../schemas/companions/subnets.ts'
import type { SubnetRecord } from '../../schemas/stored/companions.ts'
import type { Account, View } from '../account/account.ts'
import { portsIn } from './ports.ts'
import { getResource, listResources, pageAfter, placeOf, removeResource } from './resources.ts'

/** Subnets of the VPCs of a project. */

/** @throws ApiError VPC.0202, VPC.0203, VPC.0206, VPC.0212 */
export function checkSubnet(
  view: Pick<View, 'companions'>,
  place: Place,
  { vpc_id, cidr, gateway_ip }: Pick<SubnetRecord, 'vpc_id' | 'cidr' | 'gateway_ip'>,
): void {
  const vpc = getResource(view, 'vpc', place, vpc_id)
  const range = rangeOf(cidr)
  if (vpc.cidr !== '' && !isWithin(range, rangeOf(vpc.cidr))) {
    throw new ApiError('subnetOutside', cidr, vpc.cidr, vpc_id)
  }
  const neighbor = listResources(view, 'subnet', place).find(
    (one) => one.vpc_id === vpc_id && overlap(range, rangeOf(one.cidr)),
  )
  if (neighbor) throw new ApiError('subnetOverlaps', cidr, neighbor.cidr, neighbor.id)
  if (!isHostIn(gateway_ip, range)) throw new ApiError('subnetGatewayOutside', gateway_ip, cidr)
}

/** @throws ApiError APIGW.0302, VPC.0202, VPC.0203, VPC.0206, VPC.0212 */
export function vpcCreateSubnet(
  account: Account,
  project_id: string,
  { subnet }: CreateSubnetRequest,
) {
  const place = placeOf(account, project_id)
  const { primary_dns, secondary_dns } = subnet
  return account.write((session) => {
    checkSubnet(session, place, subnet)
    const record: SubnetRecord = {
      kind: 'subnet',
      id: session.ids.uuid(),
      project_id: place.project_id,
      name: subnet.name,
      created_at: session.now,
      vpc_id: subnet.vpc_id,
      cidr: subnet.cidr,
      gateway_ip: subnet.gateway_ip,
      dhcp_enable: subnet.dhcp_enable ?? true,
      dns_list: subnet.dnsList ?? [primary_dns, secondary_dns].flatMap((one) => one ?? []),
      availability_zone: subnet.availability_zone ?? '',
      description: subnet.description ?? '',
      extra_dhcp_opts: subnet.extra_dhcp_opts ?? [],
    }
    session.saveCompanion(record)
    return { subnet: subnetView(record, session.now) }
  })
}

/** @throws ApiError APIGW.0302 */
export function vpcListSubnets(account: Account, project_id: string, query: ListSubnetsQuery) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const wanted = listResources(view, 'subnet', place).filter(
      ({ vpc_id }) => query.vpc_id === undefined || vpc_id === query.vpc_id,
    )
    return { subnets: pageAfter(wanted, query).map((subnet) => subnetView(subnet, view.now)) }
  })
}

/** @throws ApiError APIGW.0302, VPC.0202 */
export function vpcShowSubnet(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({
    subnet: subnetView(getResource(view, 'subnet', place, id), view.now),
  }))
}

/** @throws ApiError APIGW.0302; VPC.0202, also for one that is in another VPC; VPC.0209 while a server is in it */
export function vpcDeleteSubnet(
  account: Account,
  project_id: string,
  { vpc_id, id }: { vpc_id: string; id: string },
): void {
  const place = placeOf(account, project_id)
  account.write((session) => {
    const subnet = getResource(session, 'subnet', place, id)
    if (subnet.vpc_id !== vpc_id) throw new ApiError('subnetNotFound', id)
    const port = portsIn(session, place).find(({ network_id }) => network_id === id)
    if (port) throw new ApiError('subnetInUse', id, port.id, port.device_id)
    removeResource(session, place, subnet)
  })
}
