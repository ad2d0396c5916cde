/** Tested by: test/companions/networks.test.ts */
import type { Vpc, VpcV3 } from '../../schemas/companions/networks.ts'
import type {
  ListedSecurityGroupV3,
  SecurityGroup,
  SecurityGroupRuleV3,
  SecurityGroupV3,
} from '../../schemas/companions/security-groups.ts'
import type { Subnet } from '../../schemas/companions/subnets.ts'
import type {
  RuleRecord,
  SecurityGroupRecord,
  SubnetRecord,
  VpcRecord,
} from '../../schemas/stored/companions.ts'
import { uuidOf } from '../ids.ts'

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

/** The id of a subnet for the native OpenStack API. */
export const neutronSubnetId = (subnet_id: string): string => uuidOf('neutron-subnet', subnet_id)

/** @param now epoch milliseconds on the clock of the account. */
export const subnetView = (subnet: SubnetRecord, now: number): Subnet => ({
  id: subnet.id,
  name: subnet.name,
  description: subnet.description,
  cidr: subnet.cidr,
  gateway_ip: subnet.gateway_ip,
  vpc_id: subnet.vpc_id,
  dhcp_enable: subnet.dhcp_enable,
  ipv6_enable: false,
  cidr_v6: null,
  gateway_ip_v6: null,
  primary_dns: subnet.dns_list[0] ?? '',
  secondary_dns: subnet.dns_list[1] ?? '',
  dnsList: subnet.dns_list,
  availability_zone: subnet.availability_zone,
  status: now < subnet.created_at + settling_ms ? 'UNKNOWN' : 'ACTIVE',
  neutron_network_id: subnet.id,
  neutron_subnet_id: neutronSubnetId(subnet.id),
  neutron_subnet_id_v6: null,
  extra_dhcp_opts: subnet.extra_dhcp_opts,
  tenant_id: subnet.project_id,
  created_at: vpcTime(subnet.created_at),
  updated_at: vpcTime(subnet.created_at),
})

/** A rule as version 3 shows it: it has the moments of its group. */
export const ruleV3View = (
  { ports, ...rule }: RuleRecord,
  { id, project_id, created_at }: SecurityGroupRecord,
): SecurityGroupRuleV3 => ({
  ...rule,
  security_group_id: id,
  multiport: ports,
  remote_address_group_id: '',
  project_id,
  enabled: true,
  created_at: vpcTime(created_at),
  updated_at: vpcTime(created_at),
})

/** A group in a list of version 3. */
export const listedGroupV3View = (group: SecurityGroupRecord): ListedSecurityGroupV3 => ({
  id: group.id,
  name: group.name,
  description: group.description,
  project_id: group.project_id,
  enterprise_project_id: group.enterprise_project_id,
  tags: [],
  created_at: vpcTime(group.created_at),
  updated_at: vpcTime(group.created_at),
})

export const groupV3View = (group: SecurityGroupRecord): SecurityGroupV3 => ({
  ...listedGroupV3View(group),
  security_group_rules: group.rules.map((rule) => ruleV3View(rule, group)),
})

/** A group as version 1 shows it. */
export const groupView = ({ rules, ...group }: SecurityGroupRecord): SecurityGroup => ({
  id: group.id,
  name: group.name,
  description: group.description,
  enterprise_project_id: group.enterprise_project_id,
  security_group_rules: rules.map((rule) => {
    const [first, last = first] = rule.ports.split('-')
    return {
      id: rule.id,
      security_group_id: group.id,
      description: rule.description,
      direction: rule.direction,
      ethertype: rule.ethertype,
      protocol: rule.protocol || null,
      port_range_min: first ? Number(first) : null,
      port_range_max: last ? Number(last) : null,
      remote_ip_prefix: rule.remote_ip_prefix || null,
      remote_group_id: rule.remote_group_id || null,
      tenant_id: group.project_id,
    }
  }),
})
