import { z } from 'zod'
import { text } from '../common.ts'
import { EtherType, RuleAction, RuleDirection } from '../companion-words.ts'
import { described, type Meanings } from '../meanings.ts'
import { grantedFields, pageFields, pageInfoFields, textsOf } from './common.ts'

/** Security groups, as versions 1 and 3 of the VPC service show them. */

const group: Meanings = {
  security_group: 'A set of rules for what servers let through.',
  security_groups: 'Security groups of the project.',
  id: 'Id of the security group.',
  name: 'Name of the security group; not unique.',
  description: 'Free text about the security group.',
  enterprise_project_id: 'Id of the enterprise project; 0 is the default one.',
  security_group_rules: 'What the group lets through.',
  project_id: 'Id of the project in which it is.',
  created_at: 'When it was created, in UTC.',
  updated_at: 'When it was last changed, in UTC.',
  tags: 'Tags of the group; none.',
}

const rule: Meanings = {
  id: 'Id of the rule.',
  security_group_id: 'Id of the security group that the rule is of.',
  direction: 'Whether it is about what comes in or what goes out.',
  ethertype: 'IPv4 or IPv6.',
  protocol: 'Protocol, such as tcp; empty or null for all.',
  multiport: 'Ports, such as 22 or 80-90; empty for all.',
  port_range_min: 'First port; null for all.',
  port_range_max: 'Last port; null for all.',
  action: 'allow or deny.',
  priority: 'From 1, the first to be looked at, to 100.',
  remote_ip_prefix: 'Range of addresses of the other side; empty or null for all.',
  remote_group_id: 'Id of the security group of the other side; empty or null for all.',
  remote_address_group_id: 'Id of the address group of the other side; always empty.',
  description: 'Free text about the rule.',
  tenant_id: 'Id of the project.',
  project_id: 'Id of the project in which it is.',
  enabled: 'Whether it counts; always true.',
  created_at: 'When it was created, in UTC.',
  updated_at: 'When it was last changed, in UTC.',
}

export const SecurityGroupRuleV3 = described(rule, {
  id: z.string(),
  security_group_id: z.string(),
  description: z.string(),
  direction: RuleDirection,
  ethertype: EtherType,
  protocol: z.string(),
  multiport: z.string(),
  action: RuleAction,
  priority: z.int(),
  remote_ip_prefix: z.string(),
  remote_group_id: z.string(),
  remote_address_group_id: z.string(),
  project_id: z.string(),
  enabled: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
}).meta({ id: 'SecurityGroupRuleV3' })
export type SecurityGroupRuleV3 = z.infer<typeof SecurityGroupRuleV3>

const v3 = {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  project_id: z.string(),
  enterprise_project_id: z.string(),
  tags: z.array(z.string()),
  created_at: z.string(),
  updated_at: z.string(),
}
export const ListedSecurityGroupV3 = described(group, v3).meta({ id: 'ListedSecurityGroupV3' })
export type ListedSecurityGroupV3 = z.infer<typeof ListedSecurityGroupV3>
export const SecurityGroupV3 = described(group, {
  ...v3,
  security_group_rules: z.array(SecurityGroupRuleV3),
}).meta({ id: 'SecurityGroupV3' })
export type SecurityGroupV3 = z.infer<typeof SecurityGroupV3>

export const SecurityGroupV3Answer = described(group, { security_group: SecurityGroupV3 }).meta({
  id: 'SecurityGroupV3Answer',
})
export const SecurityGroupsV3Answer = described(group, {
  ...pageInfoFields,
  security_groups: z.array(ListedSecurityGroupV3),
}).meta({ id: 'SecurityGroupsV3Answer' })
export const SecurityGroupRulesV3Answer = described(
  { security_group_rules: 'Rules of the security groups of the project.' },
  { ...pageInfoFields, security_group_rules: z.array(SecurityGroupRuleV3) },
).meta({ id: 'SecurityGroupRulesV3Answer' })

export const CreateSecurityGroupRequest = described(group, {
  security_group: described(group, {
    name: text(64, 1),
    description: text().nullish(),
    enterprise_project_id: text(36).nullish(),
  }),
}).meta({ id: 'CreateSecurityGroupRequest' })
export type CreateSecurityGroupRequest = z.infer<typeof CreateSecurityGroupRequest>

export const SecurityGroup = described(group, {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  enterprise_project_id: z.string(),
  security_group_rules: z.array(
    described(rule, {
      id: z.string(),
      security_group_id: z.string(),
      description: z.string(),
      direction: RuleDirection,
      ethertype: EtherType,
      protocol: z.string().nullable(),
      port_range_min: z.int().nullable(),
      port_range_max: z.int().nullable(),
      remote_ip_prefix: z.string().nullable(),
      remote_group_id: z.string().nullable(),
      tenant_id: z.string(),
    }),
  ),
}).meta({ id: 'SecurityGroup' })
export type SecurityGroup = z.infer<typeof SecurityGroup>

export const SecurityGroupAnswer = described(group, { security_group: SecurityGroup }).meta({
  id: 'SecurityGroupAnswer',
})
export const SecurityGroupsAnswer = described(group, {
  security_groups: z.array(SecurityGroup),
}).meta({ id: 'SecurityGroupsAnswer' })

export const ListSecurityGroupsQuery = z.object({ ...pageFields, ...grantedFields })
export const ListSecurityGroupsV3Query = described(
  { name: 'Names of the groups that are wanted.', id: 'Ids of the groups that are wanted.' },
  { ...pageFields, ...grantedFields, name: textsOf(64), id: textsOf(64) },
)
export type ListSecurityGroupsV3Query = z.infer<typeof ListSecurityGroupsV3Query>
export const ListSecurityGroupRulesQuery = described(
  { security_group_id: 'Ids of the groups whose rules are wanted; those of all if absent.' },
  { ...pageFields, security_group_id: textsOf(64) },
)
export type ListSecurityGroupRulesQuery = z.infer<typeof ListSecurityGroupRulesQuery>
