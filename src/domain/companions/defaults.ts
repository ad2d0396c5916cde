/** Tested by: test/companions/networks.test.ts */
import type {
  RuleRecord,
  SecurityGroupRecord,
  SubnetRecord,
  VpcRecord,
} from '../../schemas/stored/companions.ts'
import { uuidOf } from '../ids.ts'

/**
 * What every project has without anybody having created it. It is worked out, not stored: an account costs nothing for
 * it, and its ids follow from the project.
 */

/** A project as far as its resources need it. */
export type Place = { project_id: string; region: string }

/** Long before any clock begins: what is there by default is never new. */
const created_at = Date.parse('2020-01-01T00:00:00Z')

/** Availability zones of a region, by their names. */
export const zonesOf = (region: string): string[] => [`${region}a`, `${region}b`]

/** The VPC that a project has by default. */
export const defaultVpc = ({ project_id }: Place): VpcRecord => ({
  kind: 'vpc',
  id: uuidOf('vpc-default', project_id),
  project_id,
  name: 'vpc-default',
  created_at,
  cidr: '192.168.0.0/16',
  description: '',
  enterprise_project_id: '0',
})

/** Addresses of DNS servers that a region has. */
export const default_dns = ['100.125.1.250', '100.125.3.250']

/** The subnet that the default VPC has. */
export const defaultSubnet = (place: Place): SubnetRecord => ({
  kind: 'subnet',
  id: uuidOf('subnet-default', place.project_id),
  project_id: place.project_id,
  name: 'subnet-default',
  created_at,
  vpc_id: defaultVpc(place).id,
  cidr: '192.168.0.0/24',
  gateway_ip: '192.168.0.1',
  dhcp_enable: true,
  dns_list: default_dns,
  availability_zone: '',
  description: '',
  extra_dhcp_opts: [],
})

const given_rules = [
  { direction: 'egress', ethertype: 'IPv4', remote_ip_prefix: '0.0.0.0/0' },
  { direction: 'egress', ethertype: 'IPv6', remote_ip_prefix: '::/0' },
  { direction: 'ingress', ethertype: 'IPv4', remote_ip_prefix: '' },
  { direction: 'ingress', ethertype: 'IPv6', remote_ip_prefix: '' },
] as const

/**
 * The rules that every new security group has: all may go out, and what comes in must be of the group itself
 * (*inferred* from the service's description of its default group).
 */
export const defaultRules = (group_id: string): RuleRecord[] =>
  given_rules.map(({ direction, ethertype, remote_ip_prefix }) => ({
    id: uuidOf('rule', group_id, direction, ethertype),
    description: '',
    direction,
    ethertype,
    protocol: '',
    ports: '',
    action: 'allow',
    priority: 100,
    remote_ip_prefix,
    remote_group_id: direction === 'ingress' ? group_id : '',
  }))

/** The security group that a project has by default. */
export function defaultSecurityGroup({ project_id }: Place): SecurityGroupRecord {
  const id = uuidOf('security-group-default', project_id)
  return {
    kind: 'security_group',
    id,
    project_id,
    name: 'default',
    created_at,
    description: 'Default security group',
    enterprise_project_id: '0',
    rules: defaultRules(id),
  }
}
