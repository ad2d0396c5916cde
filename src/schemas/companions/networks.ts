import { z } from 'zod'
import { text } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'
import { grantedFields, pageFields, pageInfoFields, textsOf } from './common.ts'

/** VPCs, as versions 1 and 3 of the VPC service show them. */

const vpc: Meanings = {
  vpc: 'The virtual private cloud.',
  vpcs: 'VPCs of the project.',
  id: 'Id of the VPC.',
  name: 'Name of the VPC; not unique.',
  description: 'Free text about the VPC.',
  cidr: 'Range of its addresses, such as 192.168.0.0/16.',
  status: 'CREATING for a second, then OK.',
  routes: 'Routes of the VPC; none.',
  enterprise_project_id: 'Id of the enterprise project; 0 is the default one.',
  enable_shared_snat: 'Whether it shares SNAT; always false.',
  tenant_id: 'Id of the project.',
  created_at: 'When it was created, in UTC.',
  updated_at: 'When it was last changed, in UTC.',
  extend_cidrs: 'Further ranges of addresses; none.',
  project_id: 'Id of the project in which it is.',
  destination: 'Range of addresses that a route leads to.',
  nexthop: 'Id of what a route leads through.',
}

export const Vpc = described(vpc, {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  cidr: z.string(),
  status: z.enum(['CREATING', 'OK']).meta({ id: 'VpcStatus' }),
  routes: z.array(described(vpc, { destination: z.string(), nexthop: z.string() })),
  enterprise_project_id: z.string(),
  enable_shared_snat: z.boolean(),
  tenant_id: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
}).meta({ id: 'Vpc' })
export type Vpc = z.infer<typeof Vpc>

export const CreateVpcRequest = described(vpc, {
  vpc: described(vpc, {
    name: text(64).nullish(),
    description: text().nullish(),
    cidr: z.cidrv4().nullish(),
    enterprise_project_id: text(36).nullish(),
  }),
}).meta({ id: 'CreateVpcRequest' })
export type CreateVpcRequest = z.infer<typeof CreateVpcRequest>

export const VpcAnswer = described(vpc, { vpc: Vpc }).meta({ id: 'VpcAnswer' })
export const VpcsAnswer = described(vpc, { vpcs: z.array(Vpc) }).meta({ id: 'VpcsAnswer' })
export const ListVpcsQuery = described(
  { id: 'Id of the VPC that is wanted; all if absent.' },
  { ...pageFields, ...grantedFields, id: text(64).optional() },
)
export type ListVpcsQuery = z.infer<typeof ListVpcsQuery>

/** As version 3 shows it, as far as Terraform reads it. */
export const VpcV3 = described(vpc, {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  cidr: z.string(),
  extend_cidrs: z.array(z.string()),
  status: z.enum(['PENDING', 'ACTIVE']).meta({ id: 'VpcV3Status' }),
  project_id: z.string(),
  enterprise_project_id: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
}).meta({ id: 'VpcV3' })
export type VpcV3 = z.infer<typeof VpcV3>

export const VpcV3Answer = described(vpc, { vpc: VpcV3 }).meta({ id: 'VpcV3Answer' })
export const VpcsV3Answer = described(vpc, { ...pageInfoFields, vpcs: z.array(VpcV3) }).meta({
  id: 'VpcsV3Answer',
})
export const ListVpcsV3Query = described(
  {
    name: 'Names of the VPCs that are wanted.',
    id: 'Ids of the VPCs that are wanted.',
    cidr: 'Ranges of the VPCs that are wanted.',
  },
  { ...pageFields, ...grantedFields, name: textsOf(64), id: textsOf(64), cidr: textsOf(64) },
)
export type ListVpcsV3Query = z.infer<typeof ListVpcsV3Query>
