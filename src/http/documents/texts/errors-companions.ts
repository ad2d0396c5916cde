import type { Advice } from './types.ts'

/** Refusals of the companions. */
export const companionErrors = {
  projectForeign: [
    'The project in the path is not one of the account of the caller.',
    'Use the id of a project of the account, as KeystoneListProjects lists them.',
  ],
  ecsInvalid: ['A field of the request is invalid.', 'Correct the field that the message names.'],
  vpcInvalid: ['A field of the request is invalid.', 'Correct the field that the message names.'],
  imsInvalid: ['A field of the request is invalid.', 'Correct the field that the message names.'],
  evsInvalid: ['A field of the request is invalid.', 'Correct the field that the message names.'],
  vpcNotFound: ['The project has no VPC of this id.', 'Use an id that VpcListVpcs lists.'],
  subnetNotFound: [
    'The project has no subnet of this id, or it is in another VPC.',
    'Use an id that VpcListSubnets lists, with the VPC that it names.',
  ],
  subnetOutside: [
    'The range of the subnet is not within that of its VPC.',
    'Choose a range within that of the VPC.',
  ],
  subnetOverlaps: [
    'The VPC has a subnet with some of these addresses already.',
    'Choose a range that is free, or use the subnet that the message names.',
  ],
  subnetGatewayOutside: [
    'The gateway is not in the range of the subnet, or is its first or last address.',
    'Choose an address within the range, such as the second one.',
  ],
  securityGroupNotFound: [
    'The project has no security group of this id.',
    'Use an id that VpcV3ListSecurityGroups lists.',
  ],
  securityGroupRuleNotFound: [
    'The project has no rule of this id in a security group.',
    'Use an id that VpcV3ListSecurityGroupRules lists.',
  ],
  vpcHasSubnets: ['The VPC still has subnets.', 'Delete its subnets first.'],
} satisfies Record<string, Advice>
