import { defaultRules } from '../../domain/companions/defaults.ts'
import {
  groupV3View,
  groupView,
  listedGroupV3View,
  ruleV3View,
} from '../../domain/companions/views.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Page } from '../../schemas/companions/common.ts'
import type {
  CreateSecurityGroupRequest,
  ListSecurityGroupRulesQuery,
  ListSecurityGroupsV3Query,
} from '../../schemas/companions/security-groups.ts'
import type { SecurityGroupRecord } from '../../schemas/stored/companions.ts'
import type { Account } from '../account/account.ts'
import { portsIn } from './ports.ts'
import {
  getResource,
  isWanted,
  listResources,
  pageAfter,
  pageWithInfo,
  placeOf,
  removeResource,
} from './resources.ts'

/** Security groups of a project, and their rules. */

/** @throws ApiError APIGW.0302 */
export function vpcV3CreateSecurityGroup(
  account: Account,
  project_id: string,
  { security_group: given }: CreateSecurityGroupRequest,
) {
  const place = placeOf(account, project_id)
  return account.write((session) => {
    const id = session.ids.uuid()
    const group: SecurityGroupRecord = {
      kind: 'security_group',
      id,
      project_id: place.project_id,
      name: given.name,
      created_at: session.now,
      description: given.description ?? '',
      enterprise_project_id: given.enterprise_project_id ?? '0',
      rules: defaultRules(id),
    }
    session.saveCompanion(group)
    return { security_group: groupV3View(group) }
  })
}

/** Groups with certain names or ids. @throws ApiError APIGW.0302 */
export function vpcV3ListSecurityGroups(
  account: Account,
  project_id: string,
  query: ListSecurityGroupsV3Query,
) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const wanted = listResources(view, 'security_group', place).filter(
      ({ id, name }) => isWanted(query.id, id) && isWanted(query.name, name),
    )
    const { found, page_info } = pageWithInfo(wanted, query)
    return { security_groups: found.map(listedGroupV3View), page_info }
  })
}

/** @throws ApiError APIGW.0302, VPC.0603 */
export function vpcV3ShowSecurityGroup(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({
    security_group: groupV3View(getResource(view, 'security_group', place, id)),
  }))
}

/** The rules of certain groups, or of all. @throws ApiError APIGW.0302 */
export function vpcV3ListSecurityGroupRules(
  account: Account,
  project_id: string,
  query: ListSecurityGroupRulesQuery,
) {
  const place = placeOf(account, project_id)
  return account.read((view) => {
    const wanted = listResources(view, 'security_group', place)
      .filter(({ id }) => isWanted(query.security_group_id, id))
      .flatMap((group) => group.rules.map((rule) => ruleV3View(rule, group)))
    const { found, page_info } = pageWithInfo(wanted, query)
    return { security_group_rules: found, page_info }
  })
}

/** @throws ApiError APIGW.0302, VPC.0611 */
export function vpcV3DeleteSecurityGroupRule(
  account: Account,
  project_id: string,
  id: string,
): void {
  const place = placeOf(account, project_id)
  account.write((session) => {
    const group = listResources(session, 'security_group', place).find(({ rules }) =>
      rules.some((rule) => rule.id === id),
    )
    if (!group) throw new ApiError('securityGroupRuleNotFound', id)
    session.saveCompanion({ ...group, rules: group.rules.filter((rule) => rule.id !== id) })
  })
}

/** @throws ApiError APIGW.0302 */
export function vpcListSecurityGroups(account: Account, project_id: string, page: Page) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({
    security_groups: pageAfter(listResources(view, 'security_group', place), page).map(groupView),
  }))
}

/** @throws ApiError APIGW.0302, VPC.0603 */
export function vpcShowSecurityGroup(account: Account, project_id: string, id: string) {
  const place = placeOf(account, project_id)
  return account.read((view) => ({
    security_group: groupView(getResource(view, 'security_group', place, id)),
  }))
}

/** @throws ApiError APIGW.0302, VPC.0603; VPC.0602 while a server has it */
export function vpcDeleteSecurityGroup(account: Account, project_id: string, id: string): void {
  const place = placeOf(account, project_id)
  account.write((session) => {
    const group = getResource(session, 'security_group', place, id)
    const port = portsIn(session, place).find((one) => one.security_groups.includes(id))
    if (port) throw new ApiError('securityGroupInUse', id, port.id, port.device_id)
    removeResource(session, place, group)
  })
}
