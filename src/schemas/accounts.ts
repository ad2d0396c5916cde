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

export const AuthMode = z.enum(['strict', 'lenient', 'off'])
export type AuthMode = z.infer<typeof AuthMode>
