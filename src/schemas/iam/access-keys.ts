import { z } from 'zod'
import { described, type Meanings, withMeanings } from '../meanings.ts'
import { notOfForm } from '../names.ts'
import { AccessKeyStatus } from './identities.ts'
import { agency, login, TokenScope } from './tokens.ts'

/** Access keys, temporary and permanent, STS, and tokens by an ID token (iam.md §4.5, §5.1). */

const Duration = z.int().min(900).max(86_400)

const request: Meanings = {
  ...login,
  ...agency,
  auth: 'For whom the key is.',
  identity: 'For whom the key is: the method, and a field with its name.',
  methods: 'token: a key of the caller; assume_role: a key of an agency.',
  token: 'With the method token: the token of the caller, and how long the key is valid.',
  id: 'Text of the token; that of X-Auth-Token if absent.',
  duration_seconds: 'For how many seconds the key is valid, 900 (the default) to 86400.',
  session_user: 'Who acts through the agency.',
  policy: 'Accepted and without effect in the emulator.',
}

/** Of an access key. */
const key: Meanings = {
  credential: 'The access key.',
  credentials: 'Access keys of the user.',
  access: 'Access key id (AK).',
  secret: 'Secret access key (SK). It is shown only when the key is created.',
  securitytoken: 'Security token. Signatures with a temporary key need it as X-Security-Token.',
  expires_at: 'When the key expires on the clock of the account: 2026-01-01T00:15:00.000000Z.',
  create_time: 'When the key was created: 2026-01-01T00:00:00.000000Z.',
  last_use_time: 'When the key was last used. The emulator does not keep it and shows create_time.',
  user_id: 'Id of the user whose key it is.',
  description: 'Free text about the key, at most 255 characters.',
  status: 'active, or inactive: signatures with it are refused.',
}
/** What UpdatePermanentAccessKey changes. */
const key_change: Meanings = {
  credential: 'What to change. What is absent or null stays as it is.',
  status: 'active, or inactive: signatures with the key are refused.',
  description: 'Free text about the key, at most 255 characters.',
}

/** Of STS. */
const sts: Meanings = {
  agency_urn: 'URN of the agency: iam::<account id>:agency:<name>.',
  agency_session_name: 'Name of the session, 1 to 64 characters.',
  duration_seconds: 'For how many seconds the key is valid, 900 (the default) to 86400.',
  assumed_agency: 'The session of the agency.',
  urn: 'URN of the session: sts::<account id>:assumed-agency:<agency>/<session>.',
  id: 'Id of the session: that of the agency, a colon and the name of the session.',
  credentials: 'The temporary access key.',
  access_key_id: 'Access key id (AK).',
  secret_access_key: 'Secret access key (SK).',
  security_token: 'Security token. Signatures with the key need it as X-Security-Token.',
  expiration: 'When the key expires on the clock of the account: 2026-01-01T00:15:00.000000Z.',
  account_id: 'Id of the account of the caller.',
  principal_urn: 'URN of the caller: iam::<account id>:user:<name>, or agency instead of user.',
  principal_id: 'Id of the user or the agency that calls.',
}

const TemporaryKeyMethod = z
  .enum(['token', 'assume_role'])
  .meta({ id: 'TemporaryKeyMethod', description: 'What a temporary key is asked for with.' })

export const TemporaryKeyRequest = described(request, {
  auth: described(request, {
    identity: described(request, {
      methods: z.array(TemporaryKeyMethod).length(1),
      token: described(request, {
        id: z.string().nullish(),
        duration_seconds: Duration.nullish(),
      }).nullish(),
      assume_role: described(request, {
        agency_name: z.string().nullish(),
        xrole_name: z.string().nullish(),
        domain_id: z.string().nullish(),
        domain_name: z.string().nullish(),
        duration_seconds: Duration.nullish(),
        session_user: described(
          { name: 'Name of the session, 1 to 64 characters.' },
          { name: z.string().min(1).max(64) },
        ).nullish(),
      }).nullish(),
      policy: z.unknown().optional(),
    }),
  }),
}).meta({ id: 'TemporaryKeyRequest' })
export type TemporaryKeyRequest = z.infer<typeof TemporaryKeyRequest>

export const TemporaryKeyResponse = described(key, {
  credential: described(key, {
    access: z.string(),
    expires_at: z.string(),
    secret: z.string(),
    securitytoken: z.string(),
  }),
}).meta({ id: 'TemporaryKeyResponse' })

const description = z.string().max(255).nullish()

export const CreateAccessKeyRequest = described(key, {
  credential: described(key, { user_id: z.string().min(1), description }),
}).meta({ id: 'CreateAccessKeyRequest' })

const AccessKeyInfo = described(key, {
  access: z.string(),
  create_time: z.string(),
  user_id: z.string(),
  description: z.string(),
  status: AccessKeyStatus,
}).meta({ id: 'AccessKeyInfo' })
export type AccessKeyInfo = z.infer<typeof AccessKeyInfo>

export const CreateAccessKeyResponse = described(key, {
  credential: AccessKeyInfo.extend(withMeanings(key, { secret: z.string() })),
}).meta({ id: 'CreateAccessKeyResponse' })

export const ListAccessKeysQuery = described(
  { user_id: 'Id of the user whose keys are listed; that of the caller if absent.' },
  { user_id: z.string().optional() },
)
export const ListAccessKeysResponse = described(key, { credentials: z.array(AccessKeyInfo) }).meta({
  id: 'ListAccessKeysResponse',
})

export const AccessKeyParams = described(
  { access_key: 'Access key id (AK) of the key.' },
  { access_key: z.string() },
)
export const ShowAccessKeyResponse = described(key, {
  credential: AccessKeyInfo.extend(withMeanings(key, { last_use_time: z.string() })),
}).meta({ id: 'ShowAccessKeyResponse' })

export const UpdateAccessKeyRequest = described(key_change, {
  credential: described(key_change, { status: AccessKeyStatus.nullish(), description }),
}).meta({ id: 'UpdateAccessKeyRequest' })
export const UpdateAccessKeyResponse = described(key, { credential: AccessKeyInfo }).meta({
  id: 'UpdateAccessKeyResponse',
})

export const AssumeAgencyRequest = described(sts, {
  agency_urn: z
    .string()
    .regex(/^iam::[^:]+:agency:.+$/, notOfForm('a URN such as iam::<account id>:agency:<name>')),
  agency_session_name: z.string().min(1).max(64),
  duration_seconds: Duration.nullish(),
}).meta({ id: 'AssumeAgencyRequest' })
export type AssumeAgencyRequest = z.infer<typeof AssumeAgencyRequest>

/** Clients read the three of `credentials`; the rest is *inferred*. */
export const AssumeAgencyResponse = described(sts, {
  assumed_agency: described(sts, { urn: z.string(), id: z.string() }),
  credentials: described(sts, {
    access_key_id: z.string(),
    secret_access_key: z.string(),
    security_token: z.string(),
    expiration: z.string(),
  }),
}).meta({ id: 'AssumeAgencyResponse' })

export const CallerIdentityResponse = described(sts, {
  account_id: z.string(),
  principal_urn: z.string(),
  principal_id: z.string(),
}).meta({ id: 'CallerIdentityResponse' })

export const IdTokenRequest = described(login, {
  auth: described(login, {
    id_token: described({ id: 'Text of the ID token, a JWT.' }, { id: z.string().min(1) }),
    scope: TokenScope,
  }),
}).meta({ id: 'IdTokenRequest' })
export const ProviderHeaders = z.looseObject(
  withMeanings(
    { 'x-idp-id': 'Name of the identity provider. Required.' },
    { 'x-idp-id': z.string().optional() },
  ),
)
export const ProviderParams = described(
  { idp_id: 'Name of the identity provider.' },
  { idp_id: z.string() },
)
