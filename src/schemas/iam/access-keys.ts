import { z } from 'zod'
import { notOfForm } from '../names.ts'
import { TokenScope } from './tokens.ts'

/** Access keys, temporary and permanent, STS, and tokens by an ID token (iam.md §4.5, §5.1). */

const Duration = z.int().min(900).max(86_400)

export const TemporaryKeyRequest = z
  .object({
    auth: z.object({
      identity: z.object({
        methods: z.array(z.enum(['token', 'assume_role'])).length(1),
        token: z
          .object({ id: z.string().nullish(), duration_seconds: Duration.nullish() })
          .nullish(),
        assume_role: z
          .object({
            agency_name: z.string().nullish(),
            xrole_name: z.string().nullish(),
            domain_id: z.string().nullish(),
            domain_name: z.string().nullish(),
            duration_seconds: Duration.nullish(),
            session_user: z.object({ name: z.string().min(1).max(64) }).nullish(),
          })
          .nullish(),
        policy: z.unknown().optional(),
      }),
    }),
  })
  .meta({ id: 'TemporaryKeyRequest' })
export type TemporaryKeyRequest = z.infer<typeof TemporaryKeyRequest>

export const TemporaryKeyResponse = z
  .object({
    credential: z.object({
      access: z.string(),
      expires_at: z.string(),
      secret: z.string(),
      securitytoken: z.string(),
    }),
  })
  .meta({ id: 'TemporaryKeyResponse' })

const Status = z.enum(['active', 'inactive'])
const description = z.string().max(255).nullish()

export const CreateAccessKeyRequest = z
  .object({ credential: z.object({ user_id: z.string().min(1), description }) })
  .meta({ id: 'CreateAccessKeyRequest' })

const AccessKeyInfo = z
  .object({
    access: z.string(),
    create_time: z.string(),
    user_id: z.string(),
    description: z.string(),
    status: Status,
  })
  .meta({ id: 'AccessKeyInfo' })
export type AccessKeyInfo = z.infer<typeof AccessKeyInfo>

export const CreateAccessKeyResponse = z
  .object({ credential: AccessKeyInfo.extend({ secret: z.string() }) })
  .meta({ id: 'CreateAccessKeyResponse' })

export const ListAccessKeysQuery = z.object({ user_id: z.string().optional() })
export const ListAccessKeysResponse = z
  .object({ credentials: z.array(AccessKeyInfo) })
  .meta({ id: 'ListAccessKeysResponse' })

export const AccessKeyParams = z.object({ access_key: z.string() })
export const ShowAccessKeyResponse = z
  .object({ credential: AccessKeyInfo.extend({ last_use_time: z.string() }) })
  .meta({ id: 'ShowAccessKeyResponse' })

export const UpdateAccessKeyRequest = z
  .object({ credential: z.object({ status: Status.nullish(), description }) })
  .meta({ id: 'UpdateAccessKeyRequest' })
export const UpdateAccessKeyResponse = z
  .object({ credential: AccessKeyInfo })
  .meta({ id: 'UpdateAccessKeyResponse' })

export const AssumeAgencyRequest = z
  .object({
    agency_urn: z
      .string()
      .regex(/^iam::[^:]+:agency:.+$/, notOfForm('a URN such as iam::<account id>:agency:<name>')),
    agency_session_name: z.string().min(1).max(64),
    duration_seconds: Duration.nullish(),
  })
  .meta({ id: 'AssumeAgencyRequest' })
export type AssumeAgencyRequest = z.infer<typeof AssumeAgencyRequest>

/** Clients read the three of `credentials`; the rest is *inferred*. */
export const AssumeAgencyResponse = z
  .object({
    assumed_agency: z.object({ urn: z.string(), id: z.string() }),
    credentials: z.object({
      access_key_id: z.string(),
      secret_access_key: z.string(),
      security_token: z.string(),
      expiration: z.string(),
    }),
  })
  .meta({ id: 'AssumeAgencyResponse' })

export const CallerIdentityResponse = z
  .object({ account_id: z.string(), principal_urn: z.string(), principal_id: z.string() })
  .meta({ id: 'CallerIdentityResponse' })

export const IdTokenRequest = z
  .object({
    auth: z.object({ id_token: z.object({ id: z.string().min(1) }), scope: TokenScope }),
  })
  .meta({ id: 'IdTokenRequest' })
export const ProviderHeaders = z.looseObject({ 'x-idp-id': z.string().optional() })
export const ProviderParams = z.object({ idp_id: z.string() })
