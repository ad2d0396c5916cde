import { diagnose, inOneLine } from '../../domain/identity/signature-diagnosis.ts'
import {
  type Authorization,
  momentOfSdkDate,
  parseAuthorization,
  sdkDate,
  signedValue,
  skew_max_ms,
  verify,
  type WireRequest,
} from '../../domain/identity/signatures.ts'
import { digestOf, iamTime } from '../../domain/identity/tokens.ts'
import { describeUnreadable } from '../../domain/identity/unreadable-signature.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { Evidence, SignatureEvidence } from '../../schemas/control/explain.ts'
import type { Caller, TemporaryKey } from '../../schemas/stored/accounts.ts'
import { isoOf } from '../../schemas/time.ts'
import type { Account } from '../account/account.ts'
import { inSession } from '../account/session.ts'
import type { Accounts } from '../registry/accounts.ts'
import { identityOf } from './members.ts'

/** Access keys: whose they are, and whether a request is signed by one (iam.md §3). */

/** How many bad signatures in a row lock a key for this long of its account's clock (iam.md §2.3). */
const failures_max = 5
const lock_ms = 5 * 60_000

/** A key that is known, permanent or temporary. */
export type FoundKey = {
  ak: string
  sk: string
  account: Account
  user_id: string
  temporary: TemporaryKey | null
}

/** A key by its AK, which is one user's. One that is inactive, or whose user is gone or disabled, is none. */
export function findAccessKey(accounts: Accounts, ak: string): FoundKey | undefined {
  const owner = accounts.withKey(ak)
  if (!owner || !identityOf(owner.account, owner.user_id)) return undefined
  const { account, user_id, temporary } = owner
  if (temporary) return { ak, sk: temporary.sk, account, user_id, temporary }
  const user = account.members.users.find(user_id)
  const key = user?.access_keys.find((known) => known.ak === ak && known.status !== 'inactive')
  return key && { ak, sk: key.sk, account, user_id, temporary: null }
}

/** Who signed a request; or the refusal, with what is known of the signature. */
export type Examined =
  | { account: Account; caller: Caller }
  | { refused: ApiError; evidence: Evidence }

/**
 * Examines the signature of a request: its form, the key, the key's lock and security token, the
 * signature itself, its date, in this order (*inferred*, iam.md §3.4).
 *
 * A bad signature counts toward the key's lock, and a good one ends the count.
 */
export function examineSignature(accounts: Accounts, request: WireRequest): Examined {
  const header = signedValue(request, 'authorization')
  const authorization = parseAuthorization(header)
  const facts = factsOf(request, authorization)
  if (!authorization?.signed_headers.includes('x-sdk-date')) {
    const signature = { ...facts, state: 'unreadable' as const }
    return refusal(new ApiError('signatureUnreadable'), null, signature, [
      describeUnreadable(header),
    ])
  }
  const wall = accounts.time.now()
  const key = findAccessKey(accounts, authorization.ak)
  if (!key) {
    return refusal(new ApiError('keyUnknown', authorization.ak), null, {
      ...facts,
      state: 'key unknown',
    })
  }
  const known = { ...facts, user: key.user_id, server_time: sdkDate(wall) }
  return examineKey(request, { authorization, key }, known, wall)
}

type SignatureFacts = Omit<SignatureEvidence, 'state'>

const factsOf = (
  request: WireRequest,
  authorization: Authorization | undefined,
): SignatureFacts => ({
  algorithm: signedValue(request, 'authorization').split(' ')[0] ?? '',
  access_key: authorization?.ak ?? null,
  user: null,
  signed_headers: authorization?.signed_headers ?? [],
  signed_at: signedValue(request, 'x-sdk-date') || null,
  server_time: null,
  locked_until: null,
  key_expires_at: null,
  texts: null,
})

const refusal = (
  refused: ApiError,
  account: string | null,
  signature: SignatureEvidence,
  causes: string[] = [],
): Examined => ({ refused, evidence: { account, causes, token: null, signature } })

function examineKey(
  request: WireRequest,
  { authorization, key }: { authorization: Authorization; key: FoundKey },
  facts: SignatureFacts,
  wall: number,
): Examined {
  const { account, ak, user_id, temporary } = key
  const now = account.now()
  const refuse = (
    error: ApiError,
    state: SignatureEvidence['state'],
    more: Partial<SignatureFacts> = {},
  ) => refusal(error, account.id, { ...facts, ...more, state })

  const lock = account.members.keyLocks.find(ak)
  if (lock && lock.locked_until !== null && now < lock.locked_until) {
    const locked_until = isoOf(lock.locked_until)
    return refuse(new ApiError('keyLocked'), 'key locked', { locked_until })
  }
  const barred =
    temporary && temporaryKeyRefusal(temporary, signedValue(request, 'x-security-token'), now)
  if (barred) {
    return refuse(barred, 'security token', { key_expires_at: isoOf(temporary.expires_at) })
  }
  if (!verify(request, authorization, key.sk)) {
    countFailure(key, now)
    const { canonical, cause, texts } = diagnose(request, authorization, key.sk)
    const error = new ApiError('signatureMismatch', inOneLine(canonical))
    const signature = { ...facts, texts, state: 'mismatch' as const }
    return refusal(error, account.id, signature, cause === undefined ? [] : [cause])
  }
  if (lock) inSession(account, (session) => session.keyLocks.remove(ak))
  if (isStale(account.clock, facts.signed_at ?? '', wall)) {
    return refuse(new ApiError('signatureExpired'), 'expired')
  }
  return { account, caller: { account_id: account.id, user_id, by: 'key', ak, temporary } }
}

/** What bars a temporary key from signing, if anything. */
function temporaryKeyRefusal(key: TemporaryKey, token: string, now: number): ApiError | undefined {
  if (token === '') return new ApiError('securityTokenMissing')
  if (digestOf(token) !== key.token_digest) return new ApiError('securityTokenInvalid')
  return now < key.expires_at
    ? undefined
    : new ApiError('securityTokenExpired', iamTime(key.expires_at))
}

/** One more bad signature in a row; at the last one the key is locked. */
function countFailure({ account, ak: id }: FoundKey, now: number): void {
  const lock = account.members.keyLocks.find(id)
  // A lock that is over has been paid for: the count begins anew.
  const failures = (lock && lock.locked_until === null ? lock.failures : 0) + 1
  const locked_until = failures < failures_max ? null : now + lock_ms
  inSession(account, (session) => session.keyLocks.save({ id, failures, locked_until }))
}

/**
 * Whether a signature is too old or too new. Clients sign with the wall's time, so that an account
 * whose clock shows another does not ask (design.md §2).
 */
function isStale(clock: ClockRecord, date: string, wall: number): boolean {
  const moment = momentOfSdkDate(date)
  if (moment === undefined) return true
  const followsWall = clock.mode === 'flowing' && clock.offset === 0
  return followsWall && Math.abs(wall - moment) > skew_max_ms
}
