import { z } from 'zod'
import type { FixtureAccount } from '../control/fixture.ts'
import type {
  AccessKey,
  FixtureAgency,
  FixtureProvider,
  FixtureUser,
  Lockout,
} from '../iam/identities.ts'

/** Accounts (IAM domains) and who and what belongs to them, as they are stored. */

export type AccountRecord = {
  id: string
  name: string
  /** The clock that it was born with, as far as a fixture said. */
  birth_clock: FixtureAccount['clock'] | null
}

/** Wrong passwords of late, and until when the user is locked for them. */
export type Lock = { failed: number[]; until: number | null }

export type User = Omit<FixtureUser, 'password' | 'locked_for' | 'failed_ago'> & {
  id: string
  password_hash: string
  access_keys: AccessKey[]
  lock?: Lock | undefined
}

export type Agency = FixtureAgency & { id: string }
export type IdentityProvider = Omit<FixtureProvider, 'jwks'> & {
  keys: NonNullable<FixtureProvider['keys']>
}

/** By which rules, and as whom beside its users, one comes into an account. */
export type IdentitySettings = {
  agencies: Agency[]
  identity_providers: IdentityProvider[]
  lockout?: Lockout | undefined
  site?: FixtureAccount['site']
}

/** What someone may do; with neither roles nor actions, everything (docs/fixtures.md). */
export type Grant = { roles?: string[] | undefined; actions?: string[] | undefined }

/** A user or an agency: whom a token or a temporary key stands for. */
export type Identity = Grant & { id: string; name: string; federated?: User['federated'] }

export type Project = {
  id: string
  name: string
  description?: string | undefined
  parent_id?: string | undefined
}

/** What a token is good for: one project, or the whole account. */
export type Scope = { project: Project } | { domain: true }

/** The user of another account who acts through an agency. */
export type Assumer = { account_id: string; user_id: string }

export type Token = {
  digest: string
  account_id: string
  /** Of a user, or of the agency that was assumed. */
  user_id: string
  scope: Scope
  issued_at: number
  expires_at: number
  /** Absent in tokens of files from before there were others than by password. */
  methods?: string[]
  assumed_by?: Assumer
  mfa_authn_at?: number
}

/**
 * A temporary AK/SK, as an agency or a token gives it out. It signs only together with its security
 * token, and until its moment on the account's clock.
 */
export type TemporaryKey = {
  ak: string
  sk: string
  /** `digestOf` the security token. */
  token_digest: string
  /** The account that it opens. */
  account_id: string
  /** The user of this account whose it is, or the agency of it that was assumed. */
  user_id: string
  /** Name of the agency that was assumed, or null. */
  agency: string | null
  session_name?: string
  issued_at: number
  expires_at: number
}

/** How often in a row a key did not sign rightly, and until when it is locked for it. */
export type KeyLock = { id: string; failures: number; locked_until: number | null }

/** Who is calling, and by which credentials. Without authentication it is nobody in particular. */
export type Caller = { account_id: string } & (
  | { by: 'token'; user_id: string; token: Token }
  | { by: 'key'; user_id: string; ak: string; temporary: TemporaryKey | null }
  | { by: 'nobody'; user_id: null }
)

export const AuthMode = z
  .enum(['strict', 'lenient', 'off'])
  .meta({ id: 'AuthMode', description: 'How much of credentials is checked.' })

export type AuthMode = z.infer<typeof AuthMode>
