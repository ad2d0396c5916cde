import { z } from 'zod'
import { Moment } from '../common.ts'
import { EtherType, RuleAction, RuleDirection } from '../companion-words.ts'
import { describedStrictly, type Meanings } from '../meanings.ts'
import { of_every_companion, ofCompanions } from './companion-fields.ts'
import { RegionRecord } from './regions.ts'
import { ServerRecord, VolumeRecord } from './servers.ts'

/** What belongs to an account beside SMS, as it is stored: networks, servers, volumes, and jobs on them. */

const resource: Meanings = {
  ...ofCompanions,
  cidr: 'Range of addresses, such as 192.168.0.0/16.',
  vpc_id: 'Id of the VPC that it is in.',
  gateway_ip: 'Address of the gateway.',
  dhcp_enable: 'Whether addresses are given by DHCP.',
  dns_list: 'Addresses of the DNS servers.',
  availability_zone: 'Name of the availability zone; empty for none.',
  extra_dhcp_opts: 'Options that DHCP gives beside addresses.',
  opt_name: 'Name of the option.',
  opt_value: 'Value of the option.',
  rules: 'What it lets through.',
  direction: 'Whether a rule is about what comes in or what goes out.',
  ethertype: 'IPv4 or IPv6.',
  protocol: 'Protocol, such as tcp; empty for all.',
  ports: 'Ports, such as 22 or 80-90; empty for all.',
  action: 'allow or deny.',
  priority: 'From 1, the first to be looked at, to 100.',
  remote_ip_prefix: 'Range of addresses of the other side; empty for all.',
  remote_group_id: 'Id of the security group of the other side; empty for all.',
}

/** A virtual private cloud. */
export const VpcRecord = describedStrictly(resource, {
  kind: z.literal('vpc'),
  ...of_every_companion,
  cidr: z.string(),
  description: z.string(),
  enterprise_project_id: z.string(),
}).meta({ id: 'VpcRecord' })
export type VpcRecord = z.infer<typeof VpcRecord>

/** A subnet of a VPC. */
export const SubnetRecord = describedStrictly(resource, {
  kind: z.literal('subnet'),
  ...of_every_companion,
  vpc_id: z.string(),
  cidr: z.string(),
  gateway_ip: z.string(),
  dhcp_enable: z.boolean(),
  dns_list: z.array(z.string()),
  availability_zone: z.string(),
  description: z.string(),
  extra_dhcp_opts: z.array(
    describedStrictly(resource, { opt_name: z.string(), opt_value: z.string().nullish() }),
  ),
}).meta({ id: 'SubnetRecord' })
export type SubnetRecord = z.infer<typeof SubnetRecord>

/** A rule of a security group. */
export const RuleRecord = describedStrictly(resource, {
  id: of_every_companion.id.meta({ description: 'Id of the rule.' }),
  description: z.string(),
  direction: RuleDirection,
  ethertype: EtherType,
  protocol: z.string(),
  ports: z.string(),
  action: RuleAction,
  priority: z.int().min(1).max(100),
  remote_ip_prefix: z.string(),
  remote_group_id: z.string(),
}).meta({ id: 'RuleRecord' })
export type RuleRecord = z.infer<typeof RuleRecord>

/** A security group with its rules. */
export const SecurityGroupRecord = describedStrictly(resource, {
  kind: z.literal('security_group'),
  ...of_every_companion,
  description: z.string(),
  enterprise_project_id: z.string(),
  rules: z.array(RuleRecord),
}).meta({ id: 'SecurityGroupRecord' })
export type SecurityGroupRecord = z.infer<typeof SecurityGroupRecord>

/** Something that takes its time: it is done at a moment, and remembered afterwards. */
export const JobRecord = describedStrictly(resource, {
  kind: z.literal('job'),
  ...of_every_companion,
  due: Moment.nullable().meta({ description: 'When it will be done; null once it is.' }),
  ended_at: Moment.nullable().meta({ description: 'When it was done; null until then.' }),
  resource_ids: z.array(z.string()).meta({ description: 'What it is about.' }),
  delete_volumes: z
    .boolean()
    .meta({ description: 'Whether it deletes all volumes of its servers.' }),
}).meta({ id: 'JobRecord' })
export type JobRecord = z.infer<typeof JobRecord>

/** In the place of a resource that every project has by default, and that was deleted. */
export const RemovedRecord = describedStrictly(resource, {
  kind: z.literal('removed'),
  ...of_every_companion,
}).meta({ id: 'RemovedRecord' })
export type RemovedRecord = z.infer<typeof RemovedRecord>

export const CompanionRecord = z
  .discriminatedUnion('kind', [
    VpcRecord,
    SubnetRecord,
    SecurityGroupRecord,
    ServerRecord,
    VolumeRecord,
    JobRecord,
    RemovedRecord,
    RegionRecord,
  ])
  .meta({ id: 'CompanionRecord', description: 'A resource beside SMS, as an export saved it.' })
export type CompanionRecord = z.infer<typeof CompanionRecord>

export type CompanionKind = CompanionRecord['kind']
export type RecordOf<Kind extends CompanionKind> = Extract<CompanionRecord, { kind: Kind }>
