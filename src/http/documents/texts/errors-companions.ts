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
  vpcHasSubnets: ['The VPC still has subnets.', 'Delete its subnets first.'],
} satisfies Record<string, Advice>
