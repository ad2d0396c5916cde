import { z } from 'zod'

/** `POST /v3/auth/tokens` and what it answers (iam.md §1). */

const DomainRef = z.object({ id: z.string().optional(), name: z.string().optional() })
const ProjectRef = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  domain: DomainRef.nullish(),
})

export const TokenRequest = z
  .object({
    auth: z.object({
      identity: z.object({
        methods: z.array(z.string()).min(1),
        password: z
          .object({
            user: z.object({
              id: z.string().optional(),
              name: z.string().optional(),
              password: z.string(),
              domain: DomainRef.nullish(),
            }),
          })
          .optional(),
      }),
      // keystoneauth asks for no scope with the string "unscoped" (iam.md §1.2 g).
      scope: z
        .union([
          z.string(),
          z.object({ project: ProjectRef.nullish(), domain: DomainRef.nullish() }),
        ])
        .nullish(),
    }),
  })
  .meta({ id: 'TokenRequest' })
export type TokenRequest = z.infer<typeof TokenRequest>

const Named = z.object({ id: z.string(), name: z.string() })
const Domain = Named.meta({ id: 'Domain', description: 'An account.' })

const CatalogEntry = z
  .object({
    endpoints: z.array(
      z.object({
        id: z.string(),
        interface: z.literal('public'),
        region: z.string(),
        region_id: z.string(),
        url: z.string(),
      }),
    ),
    id: z.string(),
    name: z.string(),
    type: z.string(),
  })
  .meta({ id: 'CatalogEntry' })

export const TokenResponse = z
  .object({
    token: z.object({
      catalog: z.array(CatalogEntry),
      expires_at: z.string(),
      issued_at: z.string(),
      methods: z.array(z.string()),
      project: z.object({ domain: Domain, id: z.string(), name: z.string() }).optional(),
      domain: Domain.optional(),
      roles: z.array(Named),
      user: z.object({
        domain: Domain,
        id: z.string(),
        name: z.string(),
        password_expires_at: z.string(),
      }),
    }),
  })
  .meta({ id: 'TokenResponse' })
export type TokenResponse = z.infer<typeof TokenResponse>

/** Mere presence asks for an empty catalog: keystoneauth sends `?nocatalog` without a value. */
export const TokenQuery = z.object({ nocatalog: z.string().optional() })

export const SubjectHeaders = z.looseObject({
  'x-auth-token': z.string().optional(),
  'x-subject-token': z.string().optional(),
})
