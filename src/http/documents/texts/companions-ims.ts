import type { OperationText } from './types.ts'

/** IMS: the images that servers are made from. */
export const imsTexts = {
  ImsListImages: {
    summary: 'List images',
    description:
      'Returns the public images of a region, or those that fit. No project is in the path: the region is that of the token’s project, else of the header X-Project-Id, else of the host, else of the account’s first project. It is a read.',
    basis: [
      'observed',
      'Filters and fields are those that Terraform sends and reads (companions.md); the order of what tells the region is a guess.',
    ],
  },
} satisfies Record<string, OperationText>
