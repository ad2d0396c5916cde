import type { Account } from '../account/account.ts'
import { getResource, placeOf } from './resources.ts'

/** Tags of networks: nothing sets them, and Terraform reads them. */

const tagsOf =
  (kind: 'vpc' | 'subnet' | 'security_group') =>
  (account: Account, project_id: string, id: string): { tags: never[] } => {
    const place = placeOf(account, project_id)
    account.read((view) => getResource(view, kind, place, id))
    return { tags: [] }
  }

/** @throws ApiError APIGW.0302, VPC.0202 */
export const vpcShowVpcTags = tagsOf('vpc')
/** @throws ApiError APIGW.0302, VPC.0202 */
export const vpcShowSubnetTags = tagsOf('subnet')
/** @throws ApiError APIGW.0302, VPC.0603 */
export const vpcShowSecurityGroupTags = tagsOf('security_group')
