import { shortLife } from '../domain/mean.ts'
import { isPassword } from '../domain/passwords.ts'
import {
  digestOf,
  iamTime,
  isRegionName,
  projectId,
  token_life_ms,
  tokenBody,
  tokenText,
} from '../domain/tokens.ts'
import type { Emulator } from '../emulator.ts'
import { ApiError } from '../errors.ts'
import type { Account, Project, Scope, Token, User } from '../schemas/accounts.ts'
import type { TokenRequest, TokenResponse } from '../schemas/iam.ts'
import { timeIn } from './clock.ts'
import { unkindnessesOf } from './mean.ts'
import type { Session } from './session.ts'
import { write } from './settle.ts'

/** IAM tokens: asked for, shown, revoked (iam.md §1, §2.1). */

type Identity = TokenRequest['auth']['identity']
type RequestedScope = TokenRequest['auth']['scope']

/** Methods of IAM that exist and are not built yet, so that they are not mistaken for nonsense. */
const unbuilt_methods = ['token', 'totp', 'assume_role']

/**
 * A token by password, for a project, for the account, or for neither, which counts as the account.
 *
 * @param base the emulator's URL as the client reached it, for the catalog; null for none.
 * @returns the token's text, for the header, and the body.
 * @throws ApiError 400 for a body that makes no sense, 401 for a wrong name, password or project.
 */
export function createToken(
  emulator: Emulator,
  { auth }: TokenRequest,
  base: string | null,
): { text: string; body: TokenResponse } {
  const { account, user } = identify(emulator, auth.identity)
  return write(emulator, account.id, (session) => {
    const scope = scopeOf(session, account, auth.scope)
    emulator.tokens.forgetBefore(account.id, session.now - token_life_ms)
    const text = tokenText(session.tokenId())
    const token: Token = {
      digest: digestOf(text),
      account_id: account.id,
      user_id: user.id,
      scope,
      issued_at: session.now,
      expires_at: session.now + token_life_ms,
    }
    emulator.tokens.save(token)
    return { text, body: tokenBody(token, account, user, base) }
  })
}

/** @throws ApiError 401 with one text for every reason, so that names cannot be guessed. */
function identify(emulator: Emulator, { methods, password }: Identity) {
  const later = methods.find((method) => unbuilt_methods.includes(method))
  if (later) throw new ApiError('notBuilt', `The token method "${later}"`)
  if (!methods.includes('password') || !password) throw new ApiError('iamBodyInvalid')
  const { user: given } = password
  const found = given.id
    ? userById(emulator, given.id)
    : userByName(emulator, given.name, given.domain)
  if (!found || !isPassword(given.password, found.user.password_hash)) {
    throw new ApiError('iamWrongPassword')
  }
  return found
}

function userById(emulator: Emulator, id: string): { account: Account; user: User } | undefined {
  const found = emulator.users.anywhere(id)
  const account = found && emulator.accounts.find(found.account_id)
  return found && account && { account, user: found.user }
}

function userByName(
  emulator: Emulator,
  name: string | undefined,
  domain: { id?: string | undefined; name?: string | undefined } | null | undefined,
): { account: Account; user: User } | undefined {
  const of = domain?.id ?? domain?.name
  if (!name || !of) throw new ApiError('iamBodyInvalid')
  const account = emulator.accounts.find(of)
  const user = account && emulator.users.named(account.id, name)
  return account && user && { account, user }
}

/** Of two scopes the project wins; none, or an empty one, is the account (iam.md §1.1). */
function scopeOf(session: Session, account: Account, scope: RequestedScope): Scope {
  if (typeof scope === 'string') {
    if (scope !== 'unscoped') throw new ApiError('iamBodyInvalid')
    return { domain: true }
  }
  if (scope?.project && (scope.project.id || scope.project.name)) {
    const owner = scope.project.domain?.id ?? scope.project.domain?.name
    const foreign = owner !== undefined && owner !== account.id && owner !== account.name
    const project = foreign ? undefined : projectOf(session, scope.project)
    if (!project) throw new ApiError('iamUnauthorized')
    return { project }
  }
  const wanted = scope?.domain?.id ?? scope?.domain?.name
  if (wanted !== undefined && wanted !== account.id && wanted !== account.name) {
    throw new ApiError('iamUnauthorized')
  }
  return { domain: true }
}

function projectOf(
  { emulator, account_id }: Session,
  { id, name }: { id?: string | undefined; name?: string | undefined },
): Project | undefined {
  if (id) return emulator.projects.find(account_id, id)
  if (!name) return undefined
  const known = emulator.projects.named(account_id, name)
  if (known || !isRegionName(name)) return known
  const project = { id: projectId(account_id, name), name }
  emulator.projects.save(account_id, project)
  return project
}

/** Why a token does not open anything, or what it opens. */
export type Examined =
  | { account_id: string; token: Token }
  | { refused: 'unreadable' }
  | { refused: 'expired'; expires_at: string }

/** Looks at a token by the clock of its own account. */
export function examineToken(emulator: Emulator, text: string): Examined {
  const token = emulator.tokens.find(digestOf(text))
  if (!token) return { refused: 'unreadable' }
  const { account_id, issued_at } = token
  const dies = unkindnessesOf(emulator, account_id).has('token')
  const early = issued_at + shortLife(emulator.config.seed, token.digest)
  const expires_at = dies ? Math.min(early, token.expires_at) : token.expires_at
  if (timeIn(emulator, account_id) >= expires_at)
    return { refused: 'expired', expires_at: iamTime(expires_at) }
  return { account_id, token }
}

/** The account that a caller's token opens. @throws ApiError 401 */
function caller(emulator: Emulator, text: string | undefined): string {
  if (!text) throw new ApiError('iamUnauthorized')
  const examined = examineToken(emulator, text)
  if ('refused' in examined) throw new ApiError('iamTokenInvalid')
  return examined.account_id
}

/** A token of the caller's own account; another account's looks as if it did not exist. */
function subject(emulator: Emulator, account_id: string, text: string | undefined): Examined {
  const examined = examineToken(emulator, text ?? '')
  if ('account_id' in examined && examined.account_id !== account_id) {
    return { refused: 'unreadable' }
  }
  return examined
}

/**
 * What a token is good for.
 *
 * @throws ApiError 401 for the caller's token, 404 for the one that is asked about.
 */
export function showToken(
  emulator: Emulator,
  callerToken: string | undefined,
  subjectToken: string | undefined,
  base: string | null,
): TokenResponse {
  const account_id = caller(emulator, callerToken)
  const examined = subject(emulator, account_id, subjectToken)
  if ('refused' in examined) throw new ApiError('iamSubjectInvalid')
  const account = emulator.accounts.find(account_id)
  const user = emulator.users.find(account_id, examined.token.user_id)
  if (!account || !user) throw new ApiError('iamSubjectInvalid')
  return tokenBody(examined.token, account, user, base)
}

/**
 * Revokes a token, also one that has expired.
 *
 * @throws ApiError 401 for the caller's token, 404 for one that never was.
 */
export function deleteToken(
  emulator: Emulator,
  callerToken: string | undefined,
  subjectToken: string | undefined,
): void {
  const account_id = caller(emulator, callerToken)
  const examined = subject(emulator, account_id, subjectToken)
  if ('refused' in examined && examined.refused === 'unreadable') {
    throw new ApiError('iamSubjectInvalid')
  }
  write(emulator, account_id, () => emulator.tokens.remove(digestOf(subjectToken ?? '')))
}
