import { shortLife } from '../../domain/deviations/degraded-answers.ts'
import {
  type Bearer,
  digestOf,
  type HeldToken,
  iamTime,
  token_life_ms,
  tokenText,
} from '../../domain/identity/tokens.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { TokenScope } from '../../schemas/iam/tokens.ts'
import type { Assumer, Scope, Token } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import { degradationsOf } from '../account/degraded-answers.ts'
import type { Session } from '../account/session.ts'
import type { Accounts } from '../registry/accounts.ts'
import { identityOf } from './members.ts'
import { projectNamed } from './projects.ts'

/** IAM tokens: issued, shown, revoked (iam.md §1, §2.1). */

/** A user who has proved who they are, and how. */
export type Login = {
  account: Account
  user_id: string
  methods: string[]
  /** When the token has to end that this one comes from. */
  expires_at?: number
  mfa_authn_at?: number
  assumed_by?: Assumer
}

/** A token that is new, with its text, which nobody can read later. */
export type IssuedToken = HeldToken & { text: string }

/**
 * A token for a project, for the account, or for neither, which counts as the account.
 *
 * @throws ApiError 400 for a scope that makes no sense, 401 for a project or account that is not the
 *   user's.
 */
export function issueToken(accounts: Accounts, login: Login, wanted: TokenScope): IssuedToken {
  const { account, user_id, methods, expires_at, mfa_authn_at, assumed_by } = login
  return account.write((session) => {
    const scope = scopeOf(session, account, wanted)
    session.tokens.forgetBefore(session.now - token_life_ms)
    const text = tokenText(session.tokenId())
    // Field by field: it is kept in memory, where a copy with more fields takes twice as much.
    const token: Token = {
      digest: digestOf(text),
      account_id: account.id,
      user_id,
      methods,
      scope,
      issued_at: session.now,
      expires_at: expires_at ?? session.now + token_life_ms,
    }
    if (mfa_authn_at !== undefined) token.mfa_authn_at = mfa_authn_at
    if (assumed_by) token.assumed_by = assumed_by
    session.tokens.save(token)
    return { text, token, bearer: bearerOf(accounts, account, token) }
  })
}

/** Of two scopes the project wins; none, or an empty one, is the account (iam.md §1.1). */
function scopeOf(session: Session, account: Account, scope: TokenScope): Scope {
  if (typeof scope === 'string') {
    if (scope !== 'unscoped') throw new ApiError('iamBodyInvalid')
    return { domain: true }
  }
  if (scope?.['OS-TRUST:trust'] !== undefined) throw new ApiError('iamBodyInvalid')
  if (scope?.project && (scope.project.id || scope.project.name)) {
    const { id, name, domain } = scope.project
    const owner = domain?.id ?? domain?.name
    const foreign = owner !== undefined && owner !== account.id && owner !== account.name
    const project = id ? session.projects.find(id) : projectNamed(session, name ?? '')
    if (foreign || !project) throw new ApiError('iamUnauthorized')
    return { project }
  }
  const wanted = scope?.domain?.id ?? scope?.domain?.name
  if (wanted !== undefined && wanted !== account.id && wanted !== account.name) {
    throw new ApiError('iamUnauthorized')
  }
  return { domain: true }
}

/** Why a token does not open anything, or what it opens. */
export type Examined =
  | { account: Account; token: Token }
  | { refused: 'unreadable' }
  | { refused: 'expired'; expires_at: string }

/**
 * Looks at a token by the clock of its own account. One whose user is gone or disabled is as good
 * as none (iam.md §1.5).
 */
export function examineToken(accounts: Accounts, text: string): Examined {
  const found = accounts.withToken(digestOf(text))
  if (!found) return { refused: 'unreadable' }
  const { account, token } = found
  const { user_id, issued_at } = token
  const dies = degradationsOf(account).has('token')
  const early = () => issued_at + shortLife(account.config.seed, token.digest)
  const expires_at = dies ? Math.min(early(), token.expires_at) : token.expires_at
  if (account.now() >= expires_at) return { refused: 'expired', expires_at: iamTime(expires_at) }
  if (!identityOf(account, user_id)) return { refused: 'unreadable' }
  return found
}

/** Whom a token stands for now. @throws ApiError 404 when its user or agency no longer exists */
function bearerOf(accounts: Accounts, account: Account, { user_id, assumed_by }: Token): Bearer {
  const identity = identityOf(account, user_id)
  if (!identity) throw new ApiError('iamSubjectInvalid')
  return { account: partyOf(account), identity, assumer: assumerOf(accounts, assumed_by) }
}

/** An account as it is called now. */
const partyOf = ({ id, name }: Account): Bearer['account'] => ({ id, name })

function assumerOf(accounts: Accounts, assumed_by: Token['assumed_by']): Bearer['assumer'] {
  if (!assumed_by) return undefined
  const account = accounts.find(assumed_by.account_id)
  if (!account) throw new ApiError('iamUnauthorized')
  const { user_id } = assumed_by
  const user = identityOf(account, user_id)
  return { account: partyOf(account), user: { id: user_id, name: user?.name ?? '' } }
}

/** A token of the caller's own account; another account's looks as if it did not exist. */
function subject(accounts: Accounts, caller: Account, text: string): Examined {
  const examined = examineToken(accounts, text)
  const isForeign = 'account' in examined && examined.account.id !== caller.id
  return isForeign ? { refused: 'unreadable' } : examined
}

/** What a token is good for. @throws ApiError 404 when it is none of this account. */
export function keystoneValidateToken(
  accounts: Accounts,
  caller: Account,
  text: string,
): HeldToken {
  const examined = subject(accounts, caller, text)
  if ('refused' in examined) throw new ApiError('iamSubjectInvalid')
  const { account, token } = examined
  return { token, bearer: bearerOf(accounts, account, token) }
}

/** Whether a token is good for anything. @throws ApiError 404 when it is none of this account. */
export function keystoneCheckToken(accounts: Accounts, caller: Account, text: string): void {
  keystoneValidateToken(accounts, caller, text)
}

/** Revokes a token, also one that has expired. @throws ApiError 404 for one that never was. */
export function keystoneDeleteToken(accounts: Accounts, caller: Account, text: string): void {
  const examined = subject(accounts, caller, text)
  if ('refused' in examined && examined.refused === 'unreadable') {
    throw new ApiError('iamSubjectInvalid')
  }
  caller.write((session) => session.tokens.remove(digestOf(text)))
}
