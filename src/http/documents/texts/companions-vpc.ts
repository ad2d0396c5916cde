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
    description:
      'Deletes a VPC of the project at once; `vpc-default` is back only after a reset. One that still has subnets is refused.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'vpcNotFound', 'vpcHasSubnets'],
  },
  VpcV3ShowVpc: {
    summary: 'Show a VPC, as version 3 does',
    description: 'Returns a VPC of the project with its further address ranges. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'vpcNotFound'],
  },
  VpcV3ListVpcs: {
    summary: 'List VPCs, as version 3 does',
    description:
      'Returns the VPCs of the project, or those with certain names, ids or ranges. It is a read.',
    basis: ['documented', 'Filters and pages are the API reference’s.'],
    errors: ['projectForeign'],
  },
  VpcShowVpcTags: {
    summary: 'Show the tags of a VPC',
    description: 'Returns an empty list, as nothing sets tags. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'vpcNotFound'],
  },
  VpcCreateSubnet: {
    summary: 'Create a subnet',
    description:
      'Creates a subnet in a VPC at once. Its range lies within that of the VPC and apart from those of the other subnets. For a second of the clock of the account its status is UNKNOWN, then ACTIVE.',
    basis: ['observed', contract],
    errors: [
      'projectForeign',
      'vpcNotFound',
      'subnetOutside',
      'subnetOverlaps',
      'subnetGatewayOutside',
    ],
  },
  VpcListSubnets: {
    summary: 'List subnets',
    description:
      'Returns the subnets of the project or of a VPC, `subnet-default` of `vpc-default` among them. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign'],
  },
  VpcShowSubnet: {
    summary: 'Show a subnet',
    description: 'Returns a subnet of the project. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'subnetNotFound'],
  },
  VpcDeleteSubnet: {
    summary: 'Delete a subnet',
    description:
      'Deletes a subnet of a VPC at once. One that a server has an address of is refused.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'subnetNotFound', 'subnetInUse'],
  },
  VpcListPorts: {
    summary: 'List ports',
    description:
      'Returns the network cards of the servers of the project, or those of a server, a subnet or an address. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign'],
  },
  VpcShowPort: {
    summary: 'Show a port',
    description: 'Returns a network card of a server of the project. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'portNotFound'],
  },
  VpcShowSubnetTags: {
    summary: 'Show the tags of a subnet',
    description: 'Returns an empty list, as nothing sets tags. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'subnetNotFound'],
  },
} satisfies Record<string, OperationText>
