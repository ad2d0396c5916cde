import { call, type Step } from '../step.ts'
import { useServers } from './companions-servers.ts'
import { unknown_id, withoutToken } from './refusals.ts'

/** Chapter 6: what programs around SMS ask of the services beside it. */

const project = { project_id: '<project>' }

const networks: Step[] = [
  call('EcsNovaListAvailabilityZones', 200, 'The zones of a region', { path: project }),
  withoutToken('EcsNovaListAvailabilityZones', { path: project }),
  call('VpcCreateVpc', 200, 'A network for the target', {
    path: project,
    body: { vpc: { name: 'vpc-migration', cidr: '10.1.0.0/16' } },
    keep: { vpc: '/vpc/id' },
  }),
  withoutToken('VpcCreateVpc', {
    path: project,
    body: { vpc: { name: 'vpc-migration', cidr: '10.1.0.0/16' } },
  }),
  call('VpcListVpcs', 200, 'The VPCs of a project', { path: project }),
  withoutToken('VpcListVpcs', { path: project }),
  call('VpcShowVpc', 200, 'A VPC', { path: { ...project, id: '<vpc>' } }),
  call('VpcShowVpc', 404, 'Refused: there is no such VPC', {
    path: { ...project, id: unknown_id },
  }),
  call('VpcV3ShowVpc', 200, 'A VPC, as version 3 shows it', { path: { ...project, id: '<vpc>' } }),
  call('VpcV3ShowVpc', 404, 'Refused: there is no such VPC', {
    path: { ...project, id: unknown_id },
  }),
]

const subnet = {
  name: 'subnet-migration',
  cidr: '10.1.1.0/24',
  gateway_ip: '10.1.1.1',
  vpc_id: '<vpc>',
}
const security_group = { name: 'sg-migration' }
const inVpc = { ...project, id: '<vpc>' }
const inSubnet = { ...project, id: '<subnet>' }
const inGroup = { ...project, id: '<group>' }
const unknown = { ...project, id: unknown_id }

const subnets: Step[] = [
  call('VpcV3ListVpcs', 200, 'The VPC of a name', {
    path: project,
    query: { name: 'vpc-migration' },
  }),
  withoutToken('VpcV3ListVpcs', { path: project }),
  call('VpcShowVpcTags', 200, 'The tags of a VPC', { path: inVpc }),
  call('VpcShowVpcTags', 404, 'Refused: there is no such VPC', { path: unknown }),
  call('VpcCreateSubnet', 200, 'A subnet for the target', {
    path: project,
    body: { subnet },
    keep: { subnet: '/subnet/id' },
  }),
  call('VpcCreateSubnet', 400, 'Refused: the range is that of another subnet', {
    path: project,
    body: { subnet },
  }),
  call('VpcListSubnets', 200, 'The subnets of a VPC', {
    path: project,
    query: { vpc_id: '<vpc>' },
  }),
  withoutToken('VpcListSubnets', { path: project }),
  call('VpcShowSubnet', 200, 'A subnet', { path: inSubnet }),
  call('VpcShowSubnet', 404, 'Refused: there is no such subnet', { path: unknown }),
  call('VpcShowSubnetTags', 200, 'The tags of a subnet', { path: inSubnet }),
  call('VpcShowSubnetTags', 404, 'Refused: there is no such subnet', { path: unknown }),
]

const groups: Step[] = [
  call('VpcV3CreateSecurityGroup', 201, 'A security group for the target', {
    path: project,
    body: { security_group },
    keep: {
      group: '/security_group/id',
      rule: '/security_group/security_group_rules/0/id',
    },
  }),
  withoutToken('VpcV3CreateSecurityGroup', { path: project, body: { security_group } }),
  call('VpcV3ListSecurityGroups', 200, 'The security group of a name', {
    path: project,
    query: { name: 'sg-migration' },
  }),
  withoutToken('VpcV3ListSecurityGroups', { path: project }),
  call('VpcV3ShowSecurityGroup', 200, 'A security group, as version 3 shows it', { path: inGroup }),
  call('VpcV3ShowSecurityGroup', 404, 'Refused: there is no such group', { path: unknown }),
  call('VpcV3ListSecurityGroupRules', 200, 'The rules of a security group', {
    path: project,
    query: { security_group_id: '<group>' },
  }),
  withoutToken('VpcV3ListSecurityGroupRules', { path: project }),
  call('VpcV3DeleteSecurityGroupRule', 204, 'The rule is deleted', {
    path: { ...project, id: '<rule>' },
  }),
  call('VpcV3DeleteSecurityGroupRule', 404, 'Refused: there is no such rule any more', {
    path: { ...project, id: '<rule>' },
  }),
  call('VpcListSecurityGroups', 200, 'The security groups of a project', { path: project }),
  withoutToken('VpcListSecurityGroups', { path: project }),
  call('VpcShowSecurityGroup', 200, 'A security group', { path: inGroup }),
  call('VpcShowSecurityGroup', 404, 'Refused: there is no such group', { path: unknown }),
  call('VpcShowSecurityGroupTags', 200, 'The tags of a security group', { path: inGroup }),
  call('VpcShowSecurityGroupTags', 404, 'Refused: there is no such group', { path: unknown }),
]

const images: Step[] = [
  call('ImsListImages', 200, 'The image of a name', {
    query: { __imagetype: 'gold', status: 'active', name: 'Ubuntu 18.04 server 64bit' },
    keep: { image: '/images/0/id' },
  }),
  withoutToken('ImsListImages', {}),
]

const cleanUp: Step[] = [
  call('VpcDeleteVpc', 409, 'Refused: the VPC still has a subnet', { path: inVpc }),
  call('VpcDeleteSubnet', 204, 'The subnet is deleted', {
    path: { ...inSubnet, vpc_id: '<vpc>' },
  }),
  call('VpcDeleteSubnet', 404, 'Refused: there is no such subnet any more', {
    path: { ...inSubnet, vpc_id: '<vpc>' },
  }),
  call('VpcDeleteSecurityGroup', 204, 'The security group is deleted', { path: inGroup }),
  call('VpcDeleteSecurityGroup', 404, 'Refused: there is no such group any more', {
    path: inGroup,
  }),
  call('VpcDeleteVpc', 204, 'The VPC is deleted', { path: { ...project, id: '<vpc>' } }),
  call('VpcDeleteVpc', 404, 'Refused: there is no such VPC any more', {
    path: { ...project, id: '<vpc>' },
  }),
]

export const useCompanions: readonly Step[] = [
  ...networks,
  ...subnets,
  ...groups,
  ...images,
  ...useServers,
  ...cleanUp,
]
