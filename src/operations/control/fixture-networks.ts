import { addressOfNumber, rangeOf } from '../../domain/companions/addresses.ts'
import { default_dns, defaultRules, type Place } from '../../domain/companions/defaults.ts'
import type {
  FixtureSecurityGroup,
  FixtureSubnet,
  FixtureVpc,
} from '../../schemas/control/fixture-companions.ts'
import type {
  RuleRecord,
  SecurityGroupRecord,
  SubnetRecord,
  VpcRecord,
} from '../../schemas/stored/companions.ts'
import { thereIsNo } from '../../text/names.ts'
import type { Session } from '../account/session.ts'
import { listResources } from '../companions/resources.ts'
import { checkSubnet } from '../companions/subnets.ts'
import { filled } from './filled.ts'

/** VPCs, subnets and security groups that a fixture describes. */

type Named = { id: string; name: string }

const what = { vpc: 'VPC', subnet: 'subnet', security_group: 'security group' }

/** The id of a network by its name or id. @throws Error if there is none, or the name is that of several */
export function idOfNetwork(
  session: Session,
  kind: keyof typeof what,
  place: Place,
  wanted: string,
): string {
  const all: readonly Named[] = listResources(session, kind, place)
  const [found, another] = all.filter(({ id, name }) => id === wanted || name === wanted)
  if (another) throw new Error(`There are several ${what[kind]}s "${wanted}": give the id of one`)
  if (found) return found.id
  const names = all.map(({ name }) => name)
  throw new Error(thereIsNo(what[kind], wanted, names))
}

export const loadVpc = (
  { ids, now }: Session,
  { project_id }: Place,
  { id, name, cidr, description = '' }: FixtureVpc,
): VpcRecord[] => [
  {
    kind: 'vpc',
    id: id ?? ids.uuid(),
    project_id,
    name,
    created_at: now,
    cidr,
    description,
    enterprise_project_id: '0',
  },
]

/** @throws Error for a VPC that is not there, ApiError for ranges that do not fit */
export function loadSubnet(session: Session, place: Place, given: FixtureSubnet): SubnetRecord[] {
  const { id, name, cidr, description = '' } = given
  const vpc_id = idOfNetwork(session, 'vpc', place, given.vpc ?? 'vpc-default')
  const gateway_ip = given.gateway_ip ?? addressOfNumber(rangeOf(cidr).first + 1)
  checkSubnet(session, place, { vpc_id, cidr, gateway_ip })
  return [
    {
      kind: 'subnet',
      id: id ?? session.ids.uuid(),
      project_id: place.project_id,
      name,
      created_at: session.now,
      vpc_id,
      cidr,
      gateway_ip,
      dhcp_enable: true,
      dns_list: given.dns_list ?? default_dns,
      availability_zone: '',
      description,
      extra_dhcp_opts: [],
    },
  ]
}

/** A rule that lets in what is not said of it. */
const usual_rule: Omit<RuleRecord, 'id'> = {
  description: '',
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: '',
  ports: '',
  action: 'allow',
  priority: 1,
  remote_ip_prefix: '',
  remote_group_id: '',
}

export function loadSecurityGroup(
  { ids, now }: Session,
  { project_id }: Place,
  { name, description = '', rules, ...given }: FixtureSecurityGroup,
): SecurityGroupRecord[] {
  const id = given.id ?? ids.uuid()
  return [
    {
      kind: 'security_group',
      id,
      project_id,
      name,
      created_at: now,
      description,
      enterprise_project_id: '0',
      rules:
        rules?.map((rule) => filled({ ...usual_rule, id: rule.id ?? ids.uuid() }, rule)) ??
        defaultRules(id),
    },
  ]
}
