import { z } from 'zod'
import { described, describedStrictly, type Meanings, withMeanings } from '../meanings.ts'
import { Duration, Instant } from '../time.ts'

/** Who belongs to an account of a fixture, and by which rules they log in (docs/fixtures.md). */

const key: Meanings = {
  ak: 'Access key id (AK). Two accounts cannot have the same.',
  sk: 'Secret access key (SK).',
  status: 'active (the default), or inactive: signatures with it are refused.',
  description: 'Free text about the key.',
  create_time:
    'When it was made: an ISO 8601 moment with its zone, or epoch milliseconds. 1970 if absent.',
}
const user: Meanings = {
  name: 'Name of the user, unique in the account.',
  id: 'Id of the user; made up if absent.',
  description: 'Free text about the user.',
  password: 'Password of the user. A user needs this or password_hash.',
  access_keys: 'Permanent access keys of the user.',
  provider: 'Name of the identity provider.',
}
const agency: Meanings = { name: 'Name of the agency.', id: 'Id of the agency; made up if absent.' }
const provider: Meanings = {
  name: 'Name of the provider, as X-Idp-Id gives it.',
  protocol: 'oidc, the only one.',
  issuer: 'Issuer of the ID tokens, as their claim iss has it.',
  client_id: 'Client for which the ID tokens are issued, as their claim aud has it.',
  mapping: 'Which user an ID token stands for, and what that user may do.',
}
const jwk: Meanings = {
  kty: 'Type of the key: RSA or EC.',
  kid: 'Id of the key, as ID tokens name it.',
  alg: 'Algorithm of the signatures: RS256, RS384, RS512, ES256 or ES384.',
  keys: 'Public keys of the set.',
}

/** Whether an access key works. */
export const AccessKeyStatus = z
  .enum(['active', 'inactive'])
  .meta({ id: 'AccessKeyStatus', description: 'Whether an access key works.' })

export const AccessKey = describedStrictly(key, {
  ak: z.string().min(1),
  sk: z.string().min(1),
  status: AccessKeyStatus.optional(),
  description: z.string().optional(),
  create_time: Instant.optional(),
}).meta({ id: 'AccessKey' })
export type AccessKey = z.infer<typeof AccessKey>

/** What someone may do. With neither, everything. */
const grant = {
  roles: z.array(z.string().min(1)).optional().meta({
    description:
      'te_admin, "SMS FullAccess", "SMS ReadOnlyAccess", secu_admin, te_agency; another allows nothing.',
  }),
  actions: z.array(z.string().min(1)).optional().meta({
    description: 'Actions that are allowed, such as sms:server:list; * stands for any text.',
  }),
}

const AccessMode = z
  .enum(['default', 'programmatic', 'console'])
  .meta({ id: 'AccessMode', description: 'How a user may come in.' })

export const FixtureUser = describedStrictly(user, {
  name: z.string().min(1),
  id: z.string().min(1).max(64).optional(),
  description: z.string().optional(),
  password: z.string().min(1).optional(),
  password_hash: z
    .string()
    .regex(
      /^(scrypt\$(1024|2048|4096|8192|16384)\$[^$]*\$[0-9a-f]{64})?$/,
      'must be as an export has it: scrypt$1024$<salt>$<hash>',
    )
    .optional()
    .meta({ description: 'As exported; instead of a password.' }),
  access_keys: z.array(AccessKey).optional(),
  enabled: z.boolean().optional().meta({ description: 'true if absent.' }),
  access_mode: AccessMode.optional().meta({ description: 'A `console` user gets no tokens.' }),
  huawei_id: z
    .boolean()
    .optional()
    .meta({ description: 'A HUAWEI ID: it has a password, and gets no token by it.' }),
  totp_secret: z
    .string()
    .regex(/^[A-Za-z2-7]{16,}=*$/, 'must be base32 of at least 16 characters')
    .optional()
    .meta({ description: 'Base32; such a user needs a passcode beside its password.' }),
  ...grant,
  federated: describedStrictly(user, { provider: z.string() })
    .optional()
    .meta({ description: 'As exported: created by a login with an identity provider.' }),
  locked_for: Duration.optional().meta({ description: 'Still locked for so long.' }),
  failed_ago: z
    .array(Duration)
    .optional()
    .meta({ description: 'How long ago wrong passwords were given.' }),
})
  .refine((user) => (user.password === undefined) !== (user.password_hash === undefined), {
    message: 'a user needs a password (or the password_hash of an export), and not both',
    path: ['password'],
  })
  .meta({ id: 'FixtureUser' })
export type FixtureUser = z.infer<typeof FixtureUser>

export const FixtureAgency = describedStrictly(agency, {
  name: z.string().min(1).max(64),
  id: z.string().min(1).max(64).optional(),
  trusts: z
    .array(z.string().min(1))
    .min(1)
    .meta({ description: 'Names or ids of the accounts whose users may assume it.' }),
  ...grant,
}).meta({ id: 'FixtureAgency', description: 'What another account may do in this one.' })
export type FixtureAgency = z.infer<typeof FixtureAgency>

const PublicKey = z.union([
  z
    .looseObject(
      withMeanings(jwk, {
        kty: z.string(),
        kid: z.string().optional(),
        alg: z.string().optional(),
      }),
    )
    .meta({ id: 'JsonWebKey', description: 'A public key as a JWK.' }),
  z.string().startsWith('-----BEGIN'),
])

export const FixtureProvider = describedStrictly(provider, {
  name: z.string().min(1).max(64),
  protocol: z.literal('oidc').optional(),
  issuer: z.string().min(1),
  client_id: z.string().min(1),
  keys: z.array(PublicKey).min(1).optional().meta({ description: 'Public keys: JWK or PEM.' }),
  jwks: described(jwk, { keys: z.array(PublicKey).min(1) })
    .optional()
    .meta({ description: 'Instead of keys: a JWK set as providers publish it.' }),
  mapping: z
    .strictObject({
      user: z.string().min(1).optional().meta({
        description: 'The name of the user; {claim} stands for a claim. `{sub}` if absent.',
      }),
      ...grant,
    })
    .optional(),
})
  .refine(({ keys, jwks }) => (keys === undefined) !== (jwks === undefined), {
    message: 'an identity provider needs keys or jwks, and not both',
    path: ['keys'],
  })
  .meta({ id: 'FixtureProvider', description: 'An OpenID Connect provider.' })
export type FixtureProvider = z.infer<typeof FixtureProvider>

export const Lockout = z
  .strictObject({
    attempts: z
      .int()
      .min(1)
      .max(100)
      .meta({ description: 'How many wrong passwords lock the user, 1 to 100.' }),
    within: Duration.meta({
      description:
        'Time within which they count: a duration such as 15m or PT15M, or a number of milliseconds.',
    }),
    lasts: Duration.meta({
      description:
        'How long the user is locked: a duration such as 15m or PT15M, or a number of milliseconds.',
    }),
  })
  .meta({ id: 'Lockout', description: 'How many wrong passwords, within which time, lock a user.' })
export type Lockout = z.infer<typeof Lockout>

const members: Meanings = {
  users: 'Users of the account.',
  agencies: 'Agencies: what users of other accounts may do in this one.',
  identity_providers: 'OpenID Connect providers whose users may log in.',
  lockout: 'When wrong passwords lock a user; 5 within 15 minutes for 15 minutes if absent.',
}

const Site = z
  .enum(['chinese', 'international'])
  .meta({ id: 'Site', description: 'Site of the cloud at which an account was opened.' })

/** The fields of an account that say who may come in, and how. */
export const identityFields = withMeanings(members, {
  users: z.array(FixtureUser).optional(),
  agencies: z.array(FixtureAgency).optional(),
  identity_providers: z.array(FixtureProvider).optional(),
  lockout: Lockout.optional(),
  site: Site.optional().meta({
    description: 'What the probe of Terraform is told; chinese if absent.',
  }),
})
