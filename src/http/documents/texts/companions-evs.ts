import type { OperationText } from './types.ts'

/** EVS: the disks of servers. */
export const evsTexts = {
  EvsListVolumes: {
    summary: 'List volumes',
    description:
      'Returns the volumes of the project, or those that fit: a name fits by a part of it. Volumes are made with servers. It is a read.',
    basis: ['documented', 'Filters and pages are the API reference’s.'],
    errors: ['projectForeign'],
  },
  EvsShowVolume: {
    summary: 'Show a volume',
    description: 'Returns a volume of the project, and the server that has it. It is a read.',
    basis: ['observed', 'Fields are those that Terraform reads (companions.md).'],
    errors: ['projectForeign', 'volumeNotFound'],
  },
} satisfies Record<string, OperationText>
