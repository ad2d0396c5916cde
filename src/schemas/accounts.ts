import { z } from 'zod'
import type { FixtureAccount } from './fixture.ts'

/** Accounts (IAM domains) and who and what belongs to them, as they are stored. */

export type Account = {
  id: string
  name: string
  /** The clock that it was born with, as far as a fixture said. */
  birth_clock: FixtureAccount['clock'] | null
}

export type User = {
  id: string
  name: string
  password_hash: string
  access_keys: { ak: string; sk: string }[]
}

export type Project = { id: string; name: string }

/** What a token is good for: one project, or the whole account. */
export type Scope = { project: Project } | { domain: true }

export type Token = {
  digest: string
  account_id: string
  user_id: string
  scope: Scope
  issued_at: number
  expires_at: number
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
  /** Who asked for it, a user of this account or, through an agency, of another. */
  user_id: string
  /** The agency through which it was given out, or null. */
  agency: string | null
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

export const AuthMode = z.enum(['strict', 'lenient', 'off'])
export type AuthMode = z.infer<typeof AuthMode>
