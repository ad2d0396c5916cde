import { z } from 'zod'

/** `POST /v3/auth/tokens` and what it answers (iam.md §1). */

const DomainRef = z.object({ id: z.string().optional(), name: z.string().optional() })
const ProjectRef = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  domain: DomainRef.nullish(),
})
const UserRef = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  domain: DomainRef.nullish(),
})
export type UserRef = z.infer<typeof UserRef>

// keystoneauth asks for no scope with the string "unscoped" (iam.md §1.2 g).
export const TokenScope = z
  .union([
    z.string(),
    z.object({
      project: ProjectRef.nullish(),
      domain: DomainRef.nullish(),
      // A trust is no feature of this IAM; it is known only to be refused (§1.2 j).
      'OS-TRUST:trust': z.unknown().optional(),
    }),
  ])
  .nullish()
export type TokenScope = z.infer<typeof TokenScope>

export const TokenRequest = z
  .object({
    auth: z.object({
      identity: z.object({
        methods: z.array(z.string()).min(1),
        password: z.object({ user: UserRef.extend({ password: z.string() }) }).optional(),
        totp: z.object({ user: UserRef.extend({ passcode: z.string() }) }).optional(),
        token: z.object({ id: z.string() }).optional(),
        assume_role: z
          .object({
            domain_id: z.string().optional(),
            domain_name: z.string().optional(),
            agency_name: z.string().optional(),
            xrole_name: z.string().optional(),
          })
          .optional(),
      }),
      scope: TokenScope,
    }),
  })
  .meta({ id: 'TokenRequest' })
export type TokenRequest = z.infer<typeof TokenRequest>

const Named = z.object({ id: z.string(), name: z.string() })
const Domain = Named.meta({ id: 'Domain', description: 'An account.' })

export const CatalogEntry = z
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
export type CatalogEntry = z.infer<typeof CatalogEntry>

const TokenUser = z.object({
  domain: Domain,
  id: z.string(),
  name: z.string(),
  password_expires_at: z.string(),
})

const Federation = z
  .object({
    groups: z.array(Named),
    identity_provider: z.object({ id: z.string() }),
    protocol: z.object({ id: z.string() }),
  })
  .meta({ id: 'Federation', description: 'How the user came in by an identity provider.' })

export const TokenResponse = z
  .object({
    token: z.object({
      catalog: z.array(CatalogEntry),
      expires_at: z.string(),
      issued_at: z.string(),
      mfa_authn_at: z.string().optional(),
      methods: z.array(z.string()),
      project: z.object({ domain: Domain, id: z.string(), name: z.string() }).optional(),
      domain: Domain.optional(),
      roles: z.array(Named),
      user: TokenUser.extend({ 'OS-FEDERATION': Federation.optional() }),
      assumed_by: z.object({ user: TokenUser }).optional(),
    }),
  })
  .meta({ id: 'TokenResponse' })
export type TokenResponse = z.infer<typeof TokenResponse>

/** Mere presence asks for an empty catalog: keystoneauth sends `?nocatalog` without a value. */
export const TokenQuery = z.object({ nocatalog: z.string().optional() })

/** The caller's own token. */
export const CallerHeaders = z.looseObject({ 'x-auth-token': z.string().optional() })

export const SubjectHeaders = CallerHeaders.extend({ 'x-subject-token': z.string().optional() })
