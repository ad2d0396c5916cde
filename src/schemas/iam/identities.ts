import { z } from 'zod'
import { Duration, Instant } from '../time.ts'

/** Who belongs to an account of a fixture, and by which rules they log in (docs/fixtures.md). */

export const AccessKey = z
  .strictObject({
    ak: z.string().min(1),
    sk: z.string().min(1),
    status: z.enum(['active', 'inactive']).optional(),
    description: z.string().optional(),
    create_time: Instant.optional(),
  })
  .meta({ id: 'AccessKey' })
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

export const FixtureUser = z
  .strictObject({
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
    access_mode: z
      .enum(['default', 'programmatic', 'console'])
      .optional()
      .meta({ description: 'A `console` user gets no tokens.' }),
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
    federated: z
      .strictObject({ provider: z.string() })
      .optional()
      .meta({ description: 'As exported: came by an identity provider.' }),
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

export const FixtureAgency = z
  .strictObject({
    name: z.string().min(1).max(64),
    id: z.string().min(1).max(64).optional(),
    trusts: z
      .array(z.string().min(1))
      .min(1)
      .meta({ description: 'Names or ids of the accounts whose users may assume it.' }),
    ...grant,
  })
  .meta({ id: 'FixtureAgency', description: 'What another account may do in this one.' })
export type FixtureAgency = z.infer<typeof FixtureAgency>

const PublicKey = z.union([
  z.looseObject({ kty: z.string(), kid: z.string().optional(), alg: z.string().optional() }),
  z.string().startsWith('-----BEGIN'),
])

export const FixtureProvider = z
  .strictObject({
    name: z.string().min(1).max(64),
    protocol: z.literal('oidc').optional(),
    issuer: z.string().min(1),
    client_id: z.string().min(1),
    keys: z.array(PublicKey).min(1).optional().meta({ description: 'Public keys: JWK or PEM.' }),
    jwks: z
      .object({ keys: z.array(PublicKey).min(1) })
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
    attempts: z.int().min(1).max(100),
    within: Duration,
    lasts: Duration,
  })
  .meta({ id: 'Lockout', description: 'So many wrong passwords within a time lock a user.' })
export type Lockout = z.infer<typeof Lockout>

/** The fields of an account that say who may come in, and how. */
export const identityFields = {
  users: z.array(FixtureUser).optional(),
  agencies: z.array(FixtureAgency).optional(),
  identity_providers: z.array(FixtureProvider).optional(),
  lockout: Lockout.optional(),
  site: z.enum(['chinese', 'international']).optional().meta({
    description: 'What the probe of Terraform is told; chinese if absent.',
  }),
}
