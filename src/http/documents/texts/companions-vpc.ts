import type { OperationText } from './types.ts'

const contract = 'Fields and statuses are those that Terraform sends and reads (companions.md).'

/** VPC: networks, subnets and security groups. */
export const vpcTexts = {
  VpcCreateVpc: {
    summary: 'Create a VPC',
    description:
      'Creates a VPC in the project at once. For a second of the clock of the account its status is CREATING, then OK.',
    basis: ['observed', contract],
    errors: ['projectForeign'],
  },
  VpcListVpcs: {
    summary: 'List VPCs',
    description:
      'Returns the VPCs of the project, `vpc-default` among them, which every project has until it is deleted. It is a read.',
    basis: [
      'documented',
      'Pages by marker are the API reference’s; the fields are those of ShowVpc.',
    ],
    errors: ['projectForeign'],
  },
  VpcShowVpc: {
    summary: 'Show a VPC',
    description: 'Returns a VPC of the project. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'vpcNotFound'],
  },
  VpcDeleteVpc: {
    summary: 'Delete a VPC',
    description: 'Deletes a VPC of the project at once. One that still has subnets is refused.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'vpcNotFound', 'vpcHasSubnets'],
  },
  VpcV3ShowVpc: {
    summary: 'Show a VPC, as version 3 does',
    description: 'Returns a VPC of the project with its further address ranges. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'vpcNotFound'],
  },
} satisfies Record<string, OperationText>
