import { z } from 'zod'
import { described, type Meanings } from '../meanings.ts'
import { notOfForm } from '../names.ts'

/** Which versions of the API this endpoint offers. */

const version: Meanings = {
  id: 'Name of the version, such as v3.',
  status: 'Status of the version: SUPPORTED for SMS, stable for IAM.',
  updated: 'When the version was last changed, such as 2018-05-30T02:00:00Z.',
  links: 'Where the version is.',
  rel: 'How the address is related to this answer: self.',
  href: 'URL of the version.',
  versions: 'Versions of the API.',
  version: 'Name of the version, v and up to 9 letters, digits and dots.',
  'media-types': 'Media types of requests and answers.',
  type: 'Media type of the version.',
  base: 'Media type that it is based on: application/json.',
}

const Link = described(version, { rel: z.string(), href: z.string() }).meta({ id: 'Link' })

export const ShowApiVersionResponse = described(version, {
  id: z.string(),
  links: z.array(Link),
  status: z.string(),
  updated: z.string(),
}).meta({ id: 'ShowApiVersionResponse' })
export type ShowApiVersionResponse = z.infer<typeof ShowApiVersionResponse>

export const ListApiVersionResponse = described(version, {
  versions: z.array(ShowApiVersionResponse),
}).meta({ id: 'ListApiVersionResponse' })

export const VersionParams = described(version, {
  version: z
    .string()
    .min(1)
    .max(10)
    .regex(/^v[.0-9a-zA-Z]*$/, notOfForm('a version such as v3')),
})

const IamVersionValue = described(version, {
  'media-types': z.array(described(version, { type: z.string(), base: z.string() })),
  links: z.array(Link),
  id: z.string(),
  updated: z.string(),
  status: z.string(),
}).meta({ id: 'IamVersionValue' })

/** `GET /v3` of IAM. */
export const IamVersion = described(
  { version: 'The version of IAM.' },
  { version: IamVersionValue },
).meta({ id: 'IamVersion' })
export type IamVersion = z.infer<typeof IamVersion>

/** `GET /` of IAM, which answers 300. */
export const IamVersions = described(
  { versions: 'The versions of IAM.' },
  {
    versions: described({ values: 'One for each version.' }, { values: z.array(IamVersionValue) }),
  },
).meta({ id: 'IamVersions', description: 'The versions of IAM, where the address means IAM.' })
