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
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Evidence, SignatureEvidence } from '../../schemas/control/explain.ts'
import type { Caller, TemporaryKey } from '../../schemas/stored/accounts.ts'
import { isoOf } from '../../schemas/time.ts'
import { timeIn } from '../account/session.ts'
import { identityOf } from './members.ts'

/** Access keys: whose they are, and whether a request is signed by one (iam.md §3). */

/** So many bad signatures in a row lock a key for this long of its account's clock (iam.md §2.3). */
const failures_max = 5
const lock_ms = 5 * 60_000

/** A key that is known, permanent or temporary. */
export type FoundKey = {
  ak: string
  sk: string
  account_id: string
  user_id: string
  temporary: TemporaryKey | null
}

/** A key by its AK, which is one user's. One that is inactive, or whose user is gone or disabled, is none. */
export function findAccessKey(emulator: Emulator, ak: string): FoundKey | undefined {
  const temporary = emulator.temporaryKeys.find(ak)
  if (temporary) {
    const { account_id, user_id } = temporary
    return identityOf(emulator, account_id, user_id) && { ...temporary, temporary }
  }
  const owner = emulator.keyOwners.find(ak)
  const user = owner && emulator.users.find(owner.account_id, owner.user_id)
  const key = user?.access_keys.find((known) => known.ak === ak && known.status !== 'inactive')
  if (!owner || !key || !identityOf(emulator, owner.account_id, owner.user_id)) return undefined
  return { ak, sk: key.sk, ...owner, temporary: null }
}

/** Who signed a request; or the refusal, with what is known of the signature. */
export type Examined = { caller: Caller } | { refused: ApiError; evidence: Evidence }

/**
 * Examines the signature of a request: its form, the key, the key's lock and security token, the
 * signature itself, its date, in this order (*inferred*, iam.md §3.4).
 *
 * A bad signature counts toward the key's lock, and a good one ends the count.
 */
export function examineSignature(emulator: Emulator, request: WireRequest): Examined {
  const authorization = parseAuthorization(signedValue(request, 'authorization'))
  const facts = factsOf(request, authorization)
  if (!authorization?.signed_headers.includes('x-sdk-date')) {
    return refusal(new ApiError('signatureUnreadable'), null, { ...facts, state: 'unreadable' })
  }
  const key = findAccessKey(emulator, authorization.ak)
  if (!key) {
    return refusal(new ApiError('keyUnknown', authorization.ak), null, {
      ...facts,
      state: 'key unknown',
    })
  }
  return examineKey(emulator, request, authorization, key, {
    ...facts,
    user: key.user_id,
    server_time: sdkDate(emulator.wall()),
  })
}

type Facts = Omit<SignatureEvidence, 'state'>

const factsOf = (request: WireRequest, authorization: Authorization | undefined): Facts => ({
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
  emulator: Emulator,
  request: WireRequest,
  authorization: Authorization,
  key: FoundKey,
  facts: Facts,
): Examined {
  const { account_id, ak, user_id, temporary } = key
  const now = timeIn(emulator, account_id)
  const refuse = (error: ApiError, state: SignatureEvidence['state'], more: Partial<Facts> = {}) =>
    refusal(error, account_id, { ...facts, ...more, state })

  const lock = emulator.keyLocks.find(account_id, ak)
  if (lock && lock.locked_until !== null && now < lock.locked_until) {
    const locked_until = isoOf(lock.locked_until)
    return refuse(new ApiError('keyLocked'), 'key locked', { locked_until })
  }
  const barred = temporary && barOf(temporary, signedValue(request, 'x-security-token'), now)
  if (barred) {
    return refuse(barred, 'security token', { key_expires_at: isoOf(temporary.expires_at) })
  }
  if (!verify(request, authorization, key.sk)) {
    countFailure(emulator, key, now)
    const { canonical, cause, texts } = diagnose(request, authorization, key.sk)
    const error = new ApiError('signatureMismatch', inOneLine(canonical))
    const signature = { ...facts, texts, state: 'mismatch' as const }
    return refusal(error, account_id, signature, cause === undefined ? [] : [cause])
  }
  if (lock) emulator.atomically(() => emulator.keyLocks.remove(account_id, ak))
  if (isStale(emulator, account_id, facts.signed_at ?? '')) {
    return refuse(new ApiError('signatureExpired'), 'expired')
  }
  return { caller: { account_id, user_id, by: 'key', ak, temporary } }
}

/** What bars a temporary key from signing, if anything. */
function barOf(key: TemporaryKey, token: string, now: number): ApiError | undefined {
  if (token === '') return new ApiError('securityTokenMissing')
  if (digestOf(token) !== key.token_digest) return new ApiError('securityTokenInvalid')
  return now < key.expires_at
    ? undefined
    : new ApiError('securityTokenExpired', iamTime(key.expires_at))
}

/** One more bad signature in a row; at the last one the key is locked. */
function countFailure(emulator: Emulator, { account_id, ak: id }: FoundKey, now: number): void {
  const lock = emulator.keyLocks.find(account_id, id)
  // A lock that is over has been paid for: the count begins anew.
  const failures = (lock && lock.locked_until === null ? lock.failures : 0) + 1
  const locked_until = failures < failures_max ? null : now + lock_ms
  emulator.atomically(() => emulator.keyLocks.save(account_id, { id, failures, locked_until }))
}

/**
 * Whether a signature is too old or too new. Clients sign with the wall's time, so that an account
 * whose clock shows another does not ask (design.md §2).
 */
function isStale(emulator: Emulator, account_id: string, date: string): boolean {
  const moment = momentOfSdkDate(date)
  if (moment === undefined) return true
  const clock = emulator.clocks.of(account_id)
  const followsWall = clock?.mode === 'flowing' && clock.offset === 0
  return followsWall && Math.abs(emulator.wall() - moment) > skew_max_ms
}
