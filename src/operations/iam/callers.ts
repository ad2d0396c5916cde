import {
  isSignature,
  parseAuthorization,
  type WireRequest,
} from '../../domain/identity/signatures.ts'
import { digestOf } from '../../domain/identity/tokens.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { TokenEvidence } from '../../schemas/control/explain.ts'
import { isoOf } from '../../schemas/time.ts'
import { ownValue } from '../../text/own-value.ts'
import type { Account } from '../account/account.ts'
import type { Accounts } from '../registry/accounts.ts'
import { type Examined, examineSignature, findAccessKey } from './signatures.ts'
import { examineToken } from './tokens.ts'

/** Who is calling? (iam.md §2.2) */

export type { Examined, WireRequest }

/** A header with text in it; an empty one counts as absent. */
const headerOf = ({ headers }: WireRequest, name: string): string | undefined => {
  const value = ownValue(headers, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Whether a request is to be known by its signature: a token beside it wins. */
export const isSigned = (request: WireRequest): boolean =>
  headerOf(request, 'x-auth-token') === undefined && isSignature(headerOf(request, 'authorization'))

/**
 * The caller by the credentials of a request.
 *
 * `strict` wants a token that lives or a signature that is right; `lenient` takes any, an unknown
 * one for the default account; `off` wants nothing.
 */
export function identify(accounts: Accounts, request: WireRequest): Examined {
  const { auth } = accounts.config
  const token = headerOf(request, 'x-auth-token')
  const signed = isSigned(request)
  if (token === undefined && !signed) {
    return auth === 'off' ? anonymousCaller(accounts.get()) : missingCredentials()
  }
  if (token === undefined && auth !== 'strict') {
    return anonymousCaller(claimedAccount(accounts, request) ?? accounts.get())
  }
  const examined =
    token === undefined ? examineSignature(accounts, request) : byToken(accounts, token)
  if ('caller' in examined || auth === 'strict') return examined
  return anonymousCaller(accounts.get())
}

/** The account whose key a signature names, right or wrong. */
export function claimedAccount(accounts: Accounts, request: WireRequest): Account | undefined {
  const text = headerOf(request, 'authorization')
  const authorization = text === undefined ? undefined : parseAuthorization(text)
  return authorization && findAccessKey(accounts, authorization.ak)?.account
}

const anonymousCaller = (account: Account): Examined => ({
  account,
  caller: { account_id: account.id, by: 'nobody', user_id: null },
})

const no_token: TokenEvidence = {
  state: 'missing',
  fingerprint: null,
  user: null,
  issued_at: null,
  expires_at: null,
  clock: null,
}

const missingCredentials = (): Examined => ({
  refused: new ApiError('credentialsMissing'),
  evidence: { account: null, causes: [], token: no_token, signature: null },
})

function byToken(accounts: Accounts, text: string): Examined {
  const examined = examineToken(accounts, text)
  if (!('refused' in examined)) {
    const { account, token } = examined
    const { account_id, user_id } = token
    return { account, caller: { account_id, user_id, by: 'token', token } }
  }
  const digest = digestOf(text)
  const token: TokenEvidence = {
    ...no_token,
    state: examined.refused,
    fingerprint: digest.slice(0, 12),
  }
  const known = accounts.withToken(digest)
  if (examined.refused === 'unreadable' || !known) {
    const evidence = { account: null, causes: [], token, signature: null }
    return { refused: new ApiError('tokenUnreadable'), evidence }
  }
  const { account, token: expired } = known
  return {
    refused: new ApiError('tokenExpired', examined.expires_at),
    evidence: {
      account: account.id,
      causes: [],
      signature: null,
      token: {
        ...token,
        user: expired.user_id,
        issued_at: isoOf(expired.issued_at),
        expires_at: isoOf(expired.expires_at),
        clock: isoOf(account.now()),
      },
    },
  }
}
