import type { OperationText } from './types.ts'

/** ECS: zones, flavors, servers and their jobs. */
export const ecsTexts = {
  EcsNovaListAvailabilityZones: {
    summary: 'List availability zones',
    description: 'Returns the availability zones of the region of the project. It is a read.',
    basis: ['observed', 'The fields are those that Terraform reads (companions.md).'],
    errors: ['projectForeign'],
  },
} satisfies Record<string, OperationText>
