/** Tested by: test/companions/networks.test.ts */
import type { Vpc, VpcV3 } from '../../schemas/companions/networks.ts'
import type { VpcRecord } from '../../schemas/stored/companions.ts'

/** Resources as their services show them. */

/** A moment without fraction and zone, as VPC shows it. */
export const vpcTime = (moment: number): string => `${new Date(moment).toISOString().slice(0, 19)}Z`

/** From the call that creates a network to the moment at which it can be used (*inferred*). */
const settling_ms = 1_000

/** @param now epoch milliseconds on the clock of the account. */
export const vpcView = (vpc: VpcRecord, now: number): Vpc => ({
  id: vpc.id,
  name: vpc.name,
  description: vpc.description,
  cidr: vpc.cidr,
  status: now < vpc.created_at + settling_ms ? 'CREATING' : 'OK',
  routes: [],
  enterprise_project_id: vpc.enterprise_project_id,
  enable_shared_snat: false,
  tenant_id: vpc.project_id,
  created_at: vpcTime(vpc.created_at),
  updated_at: vpcTime(vpc.created_at),
})

/** The same as version 3 of the service shows it. */
export function vpcV3View(vpc: VpcRecord, now: number): VpcV3 {
  const { id, name, description, cidr, status, tenant_id, ...rest } = vpcView(vpc, now)
  return {
    id,
    name,
    description,
    cidr,
    extend_cidrs: [],
    status: status === 'OK' ? 'ACTIVE' : 'PENDING',
    project_id: tenant_id,
    enterprise_project_id: rest.enterprise_project_id,
    created_at: rest.created_at,
    updated_at: rest.updated_at,
  }
}
