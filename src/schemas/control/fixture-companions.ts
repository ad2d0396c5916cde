import { z } from 'zod'
import { describedStrictly, type Meanings } from '../meanings.ts'
import { pathNameProblem, refineWith } from '../names.ts'
import { CompanionRecord, RuleRecord } from '../stored/companions.ts'
import { FlavorOfRegion, ImageOfRegion } from '../stored/regions.ts'

/** What a fixture says of the services beside SMS: in words, or as an export saved it. */

const resource: Meanings = {
  id: 'Id of the resource; made up if absent.',
  name: 'Name of the resource.',
  project: 'Name or id of the project; the first of the account if absent.',
  description: 'Free text.',
  cidr: 'Range of addresses, such as 10.0.0.0/16.',
  vpc: 'Name or id of the VPC; vpc-default if absent.',
  gateway_ip: 'Address of the gateway; the first of the range if absent.',
  dns_list: 'Addresses of the DNS servers; those of the region if absent.',
  availability_zone: 'Name of the availability zone; the first of the region if absent.',
  rules: 'All rules of the group; the four that every new group has if absent.',
  flavor: 'Id of the flavor; the first of the region if absent.',
  image: 'Name or id of the image; the first of the region if absent.',
  subnet: 'Name or id of the subnet; subnet-default if absent.',
  ip: 'Private IPv4 address; the lowest free one if absent.',
  security_groups: 'Names or ids of the security groups; default if absent.',
  disks: 'Disks, the system disk first; one of the smallest size of the image if absent.',
  size: 'Size in GB.',
  type: 'Type of the disk; GPSSD if absent.',
  status: 'ACTIVE or SHUTOFF; ACTIVE if absent.',
}

const id = z.string().min(1).max(64).superRefine(refineWith(pathNameProblem))
const name = z.string().min(1).max(64)
const reference = z.string().min(1)
const common = { name, id: id.optional(), project: reference.optional() }

/** A list in the place of the default one of a region. */
const FixtureRegion = describedStrictly(
  {
    name: 'Name of the region, such as ap-southeast-1.',
    zones: 'Names of its availability zones, in the place of the two that it has.',
    flavors: 'Its flavors, in the place of those that it has.',
    images: 'Its public images, in the place of those that it has.',
  },
  {
    name: z.string().min(1).max(64),
    zones: z.array(z.string().min(1)).min(1).optional(),
    flavors: z
      .array(FlavorOfRegion.partial({ performance: true, generation: true, architecture: true }))
      .min(1)
      .optional(),
    images: z
      .array(ImageOfRegion.partial().required({ name: true, platform: true }))
      .min(1)
      .optional(),
  },
).meta({ id: 'FixtureRegion' })
export type FixtureRegion = z.infer<typeof FixtureRegion>

const FixtureVpc = describedStrictly(resource, {
  ...common,
  cidr: z.cidrv4(),
  description: z.string().optional(),
}).meta({ id: 'FixtureVpc' })
export type FixtureVpc = z.infer<typeof FixtureVpc>

const FixtureSubnet = describedStrictly(resource, {
  ...common,
  vpc: reference.optional(),
  cidr: z.cidrv4(),
  gateway_ip: z.ipv4().optional(),
  dns_list: z.array(z.ipv4()).optional(),
  description: z.string().optional(),
}).meta({ id: 'FixtureSubnet' })
export type FixtureSubnet = z.infer<typeof FixtureSubnet>

const FixtureSecurityGroup = describedStrictly(resource, {
  ...common,
  description: z.string().optional(),
  rules: z.array(RuleRecord.partial().required({ direction: true })).optional(),
}).meta({ id: 'FixtureSecurityGroup' })
export type FixtureSecurityGroup = z.infer<typeof FixtureSecurityGroup>

const FixtureServer = describedStrictly(resource, {
  ...common,
  flavor: reference.optional(),
  image: reference.optional(),
  availability_zone: reference.optional(),
  subnet: reference.optional(),
  ip: z.ipv4().optional(),
  security_groups: z.array(reference).min(1).optional(),
  disks: z
    .array(
      describedStrictly(resource, {
        id: id.optional(),
        size: z.int().min(1).max(32_768),
        type: z.string().min(1).optional(),
      }),
    )
    .min(1)
    .max(60)
    .optional(),
  status: z.enum(['ACTIVE', 'SHUTOFF']).meta({ id: 'FixtureServerStatus' }).optional(),
}).meta({ id: 'FixtureServer' })
export type FixtureServer = z.infer<typeof FixtureServer>

const FixtureVolume = describedStrictly(resource, {
  ...common,
  size: z.int().min(1).max(32_768),
  type: z.string().min(1).optional(),
  availability_zone: reference.optional(),
}).meta({ id: 'FixtureVolume' })
export type FixtureVolume = z.infer<typeof FixtureVolume>

export const FixtureCompanions = describedStrictly(
  {
    regions: 'What regions offer in the place of their default zones, flavors and images.',
    vpcs: 'VPCs beside vpc-default.',
    subnets: 'Subnets beside subnet-default.',
    security_groups: 'Security groups beside default.',
    servers: 'Servers that have been built, with their volumes.',
    volumes: 'Volumes without a server.',
    saved: 'Networks, servers, volumes and jobs, as an export saved them.',
  },
  {
    regions: z.array(FixtureRegion).optional(),
    vpcs: z.array(FixtureVpc).optional(),
    subnets: z.array(FixtureSubnet).optional(),
    security_groups: z.array(FixtureSecurityGroup).optional(),
    servers: z.array(FixtureServer).max(1_000).optional(),
    volumes: z.array(FixtureVolume).optional(),
    saved: z.array(CompanionRecord).optional(),
  },
).meta({ id: 'FixtureCompanions' })
export type FixtureCompanions = z.infer<typeof FixtureCompanions>
