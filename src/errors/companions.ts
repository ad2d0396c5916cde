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
  vpcHasSubnets: [
    409,
    'VPC.0120',
    'Router contains subnets, please delete subnet before delete router: VPC %s has subnet %s.',
  ],
} as const satisfies ErrorTable
