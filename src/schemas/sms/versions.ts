import { z } from 'zod'
import { notOfForm } from '../names.ts'

/** Which versions of the API this endpoint offers. */

const Link = z.object({ rel: z.string(), href: z.string() }).meta({ id: 'Link' })

export const ShowApiVersionResponse = z
  .object({ id: z.string(), links: z.array(Link), status: z.string(), updated: z.string() })
  .meta({ id: 'ShowApiVersionResponse' })
export type ShowApiVersionResponse = z.infer<typeof ShowApiVersionResponse>

export const ListApiVersionResponse = z
  .object({ versions: z.array(ShowApiVersionResponse) })
  .meta({ id: 'ListApiVersionResponse' })

export const VersionParams = z.object({
  version: z
    .string()
    .min(1)
    .max(10)
    .regex(/^v[.0-9a-zA-Z]*$/, notOfForm('a version such as v3')),
})

const IamVersionValue = z
  .object({
    'media-types': z.array(z.object({ type: z.string(), base: z.string() })),
    links: z.array(Link),
    id: z.string(),
    updated: z.string(),
    status: z.string(),
  })
  .meta({ id: 'IamVersionValue' })

/** `GET /v3` of IAM. */
export const IamVersion = z.object({ version: IamVersionValue }).meta({ id: 'IamVersion' })
export type IamVersion = z.infer<typeof IamVersion>

/** `GET /` of IAM, which answers 300. */
export const IamVersions = z
  .object({ versions: z.object({ values: z.array(IamVersionValue) }) })
  .meta({ id: 'IamVersions', description: 'The versions of IAM, where the address means IAM.' })
