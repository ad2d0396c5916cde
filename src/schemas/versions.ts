import { z } from 'zod'

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
    .regex(/^v[.0-9a-zA-Z]*$/),
})
