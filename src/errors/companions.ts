import type { ErrorTable } from './types.ts'

/**
 * What ECS, VPC, IMS and EVS refuse. Statuses are those that their clients act on (companions.md: 404 is gone, 409 is
 * in use); codes and words are *inferred* from the services' error references.
 */
export const companionErrors = {
  projectForeign: [
    403,
    'APIGW.0302',
    'The project %s in the path is not a project of the account of the caller.',
  ],
  ecsInvalid: [400, 'Ecs.0005', 'The request is invalid: %s'],
  vpcInvalid: [400, 'VPC.0101', 'Check param error: %s'],
  imsInvalid: [400, 'IMG.0001', 'The parameter is invalid: %s'],
  evsInvalid: [400, 'EVS.5400', 'Bad request: %s'],
  vpcNotFound: [404, 'VPC.0202', 'Query resource by id %s fail. VPC could not be found.'],
  subnetNotFound: [404, 'VPC.0202', 'Query resource by id %s fail. The subnet could not be found.'],
  subnetOutside: [400, 'VPC.0212', 'The subnet CIDR %s is not within the CIDR %s of VPC %s.'],
  subnetOverlaps: [400, 'VPC.0206', 'The subnet CIDR %s overlaps %s of subnet %s in this VPC.'],
  subnetGatewayOutside: [
    400,
    'VPC.0203',
    'The gateway_ip %s is not an address for hosts in the subnet CIDR %s.',
  ],
  securityGroupNotFound: [404, 'VPC.0603', 'Security group id %s does not exist.'],
  securityGroupRuleNotFound: [404, 'VPC.0611', 'Security group rule %s does not exist.'],
  portNotFound: [404, 'VPC.0704', 'Port %s could not be found.'],
  volumeNotFound: [404, 'EVS.5404', 'Volume %s could not be found.'],
  subnetInUse: [409, 'VPC.0209', 'Subnet %s is still used by port %s of server %s.'],
  securityGroupInUse: [409, 'VPC.0602', 'Security group %s is in use by port %s of server %s.'],
  vpcHasSubnets: [
    409,
    'VPC.0120',
    'Router contains subnets, please delete subnet before delete router: VPC %s has subnet %s.',
  ],
  serverNotFound: [404, 'Ecs.0114', 'The ECS %s does not exist.'],
  jobNotFound: [404, 'Common.0011', 'The job %s does not exist.'],
  volumeNotAttached: [404, 'Ecs.0103', 'The disk %s is not attached to the ECS %s.'],
  serverState: [409, 'Ecs.0100', 'The status of the ECS %s is %s; it must be %s.'],
  serverBusy: [409, 'Ecs.0100', 'The ECS %s is %s: job %s works on it.'],
  serverHeld: [409, 'Ecs.0100', 'The ECS %s is locked: migration task %s works on it.'],
  serverQuota: [
    403,
    'Ecs.0001',
    'The quota of %s ECSs is exceeded: the project has %s, and %s more were asked for.',
  ],
  addressTaken: [400, 'Ecs.0010', 'The private IP address %s in subnet %s is in use.'],
  subnetFull: [400, 'Ecs.0012', 'Subnet %s (%s) has no free private IP address.'],
} as const satisfies ErrorTable
