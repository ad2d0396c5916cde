import { defaultVpc, type Place } from '../../domain/companions/defaults.ts'
import { vpcV3View, vpcView } from '../../domain/companions/views.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Page } from '../../schemas/companions/common.ts'
import type { CreateVpcRequest } from '../../schemas/companions/networks.ts'
import type { VpcRecord } from '../../schemas/stored/companions.ts'
import type { Account, View } from '../account/account.ts'
import type { Session } from '../account/session.ts'
import { findResource, listResources, placeOf } from './resources.ts'

/** Networks of a project: VPCs, subnets, security groups. */

/** @throws ApiError VPC.0202 */
function findVpc(view: Pick<View, 'companions'>, place: Place, id: string): VpcRecord {
  const vpc = findResource(view, 'vpc', place, id)
  if (!vpc) throw new ApiError('vpcNotFound', id)
  return vpc
}

/** The page after the item with the id `marker`; an unknown marker gives the end of the list. */
export function pageAfter<Item extends { id: string }>(
  items: readonly Item[],
  { marker, limit }: Page,
): Item[] {
  const from = marker === undefined ? 0 : items.findIndex(({ id }) => id === marker) + 1
  if (marker !== undefined && from === 0) return []
  return items.slice(from, from + (limit ?? items.length))
}

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
export function vpcListVpcs(account: Account, project_id: string, page: Page) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({
    vpcs: pageAfter(listResources(view, 'vpc', place), page).map((vpc) => vpcView(vpc, view.now)),
  }))
}

/** @throws ApiError APIGW.0302, VPC.0202 */
export function vpcShowVpc(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({ vpc: vpcView(findVpc(view, place, id), view.now) }))
}

/** The same as version 3 shows it. @throws ApiError APIGW.0302, VPC.0202 */
export function vpcV3ShowVpc(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({ vpc: vpcV3View(findVpc(view, place, id), view.now) }))
}

/** @throws ApiError APIGW.0302, VPC.0202 */
export function vpcDeleteVpc(account: Account, project_id: string, id: string): void {
  const place = placeOf(account, project_id)
  account.write((session) => {
    removeResource(session, findVpc(session, place, id), defaultVpc(place).id === id)
  })
}

/** Removes a resource; one that is there by default leaves a mark, as it would be back otherwise. */
export function removeResource(session: Session, record: VpcRecord, isDefault: boolean): void {
  const { id, project_id, name } = record
  if (isDefault) {
    session.saveCompanion({ kind: 'removed', id, project_id, name, created_at: session.now })
  } else {
    session.removeCompanion(id)
  }
}
