import { vpcV3View, vpcView } from '../../domain/companions/views.ts'
import { ApiError } from '../../errors/refusals.ts'
import type {
  CreateVpcRequest,
  ListVpcsQuery,
  ListVpcsV3Query,
} from '../../schemas/companions/networks.ts'
import type { VpcRecord } from '../../schemas/stored/companions.ts'
import type { Account } from '../account/account.ts'
import {
  getResource,
  isWanted,
  listResources,
  pageAfter,
  pageWithInfo,
  placeOf,
  removeResource,
} from './resources.ts'

/** VPCs of a project. */

/** @throws ApiError APIGW.0302 */
export function vpcCreateVpc(account: Account, project_id: string, { vpc }: CreateVpcRequest) {
  const place = placeOf(account, project_id)
  return account.write((session) => {
    const record: VpcRecord = {
      kind: 'vpc',
      id: session.ids.uuid(),
      project_id: place.project_id,
      name: vpc.name ?? '',
      created_at: session.now,
      cidr: vpc.cidr ?? '',
      description: vpc.description ?? '',
      enterprise_project_id: vpc.enterprise_project_id ?? '0',
    }
    session.saveCompanion(record)
    return { vpc: vpcView(record, session.now) }
  })
}

/** @throws ApiError APIGW.0302 */
export function vpcListVpcs(account: Account, project_id: string, query: ListVpcsQuery) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const wanted = listResources(view, 'vpc', place).filter(
      ({ id }) => query.id === undefined || query.id === id,
    )
    return { vpcs: pageAfter(wanted, query).map((vpc) => vpcView(vpc, view.now)) }
  })
}

/** @throws ApiError APIGW.0302, VPC.0202 */
export function vpcShowVpc(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({ vpc: vpcView(getResource(view, 'vpc', place, id), view.now) }))
}

/** VPCs with certain names, ids or ranges, as version 3 lists them. @throws ApiError APIGW.0302 */
export function vpcV3ListVpcs(account: Account, project_id: string, query: ListVpcsV3Query) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const wanted = listResources(view, 'vpc', place).filter(
      ({ id, name, cidr }) =>
        isWanted(query.id, id) && isWanted(query.name, name) && isWanted(query.cidr, cidr),
    )
    const { found, page_info } = pageWithInfo(wanted, query)
    return { vpcs: found.map((vpc) => vpcV3View(vpc, view.now)), page_info }
  })
}

/** The same as version 3 shows it. @throws ApiError APIGW.0302, VPC.0202 */
export function vpcV3ShowVpc(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({ vpc: vpcV3View(getResource(view, 'vpc', place, id), view.now) }))
}

/** @throws ApiError APIGW.0302, VPC.0202; VPC.0120 while it has subnets */
export function vpcDeleteVpc(account: Account, project_id: string, id: string): void {
  const place = placeOf(account, project_id)
  account.write((session) => {
    const vpc = getResource(session, 'vpc', place, id)
    const subnet = listResources(session, 'subnet', place).find(({ vpc_id }) => vpc_id === id)
    if (subnet) throw new ApiError('vpcHasSubnets', id, subnet.id)
    removeResource(session, place, vpc)
  })
}
