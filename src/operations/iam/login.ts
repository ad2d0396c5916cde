import { afterFailure, afterSuccess, isLocked } from '../../domain/identity/lockout.ts'
import { isPassword } from '../../domain/identity/passwords.ts'
import { isPasscode } from '../../domain/identity/totp.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError, type ErrorName } from '../../errors/refusals.ts'
import type { TokenRequest, UserRef } from '../../schemas/iam/tokens.ts'
import type { Assumer, Caller, User } from '../../schemas/stored/accounts.ts'
import { timeIn } from '../account/session.ts'
import { write } from '../account/settle.ts'
import { assumedAgency } from './agencies.ts'
import { settingsOf } from './members.ts'
import { examineToken } from './tokens.ts'

/** Who asks for a token, and how they proved it (iam.md §1.2, §1.3). */

export type Login = {
  account_id: string
  user_id: string
  methods: string[]
  /** When the token has to end that this one comes from. */
  expires_at?: number
  mfa_authn_at?: number
  assumed_by?: Assumer
}

type Identity = TokenRequest['auth']['identity']

/**
 * Identifies by password, password and passcode, token, or agency.
 *
 * @param caller who calls, for the agency: throws if nobody is known.
 * @throws ApiError 400 for methods that make no sense together, 401 and 403 as in iam.md §1.3.
 */
export function identify(emulator: Emulator, identity: Identity, caller: () => Caller): Login {
  const { methods } = identity
  switch ([...new Set(methods)].sort().join('+')) {
    case 'password':
    case 'password+totp':
      return byPassword(emulator, identity)
    case 'token':
      return byToken(emulator, identity.token)
    case 'assume_role':
      return byAgency(emulator, identity.assume_role, caller)
    default:
      throw new ApiError('iamBodyInvalid')
  }
}

function byPassword(emulator: Emulator, { methods, password, totp }: Identity): Login {
  const isTwofold = methods.includes('totp')
  if (!password || (isTwofold && !totp)) throw new ApiError('iamBodyInvalid')
  const found = userMeant(emulator, password.user)
  // One text and the same work for every reason, so that names cannot be guessed.
  const isRight = isPassword(password.user.password, found?.user.password_hash)
  if (!found || found.user.huawei_id) throw new ApiError('iamWrongPassword')
  const { account_id, user } = found
  const now = timeIn(emulator, account_id)
  if (isLocked(user, now)) throw new ApiError('iamLocked')
  if (!isRight) {
    throw refused(emulator, account_id, user, 'iamWrongPassword')
  }
  const isMfa = user.totp_secret !== undefined || isTwofold
  if (isMfa) {
    if (!isTwofold) throw new ApiError('iamUnauthorized')
    if (!isRightPasscode(emulator, user, totp?.user, now)) {
      throw refused(emulator, account_id, user, 'iamPasscodeInvalid')
    }
  }
  if (user.lock)
    write(emulator, account_id, () => emulator.users.save(account_id, afterSuccess(user)))
  if (user.enabled === false) throw new ApiError('iamUserDisabled', user.name)
  if (user.access_mode === 'console') throw new ApiError('iamConsoleOnly')
  const methodsUsed = isMfa ? ['password', 'totp'] : ['password']
  const login = { account_id, user_id: user.id, methods: methodsUsed }
  return isMfa ? { ...login, mfa_authn_at: now } : login
}

/** Counts a wrong password or passcode, which may lock the user. */
function refused(emulator: Emulator, account_id: string, user: User, error: ErrorName): ApiError {
  const { lockout } = settingsOf(emulator, account_id)
  write(emulator, account_id, ({ now }) =>
    emulator.users.save(account_id, afterFailure(user, now, lockout)),
  )
  return new ApiError(error)
}

/** By the account's clock, or by the wall's, which is what an authenticator shows. */
function isRightPasscode(
  { wall }: Emulator,
  user: User,
  given: (UserRef & { passcode: string }) | undefined,
  now: number,
): boolean {
  const { totp_secret } = user
  if (!given || totp_secret === undefined) return false
  const isSame = (given.id ?? user.id) === user.id && (given.name ?? user.name) === user.name
  return isSame && [now, wall()].some((time) => isPasscode(totp_secret, given.passcode, time))
}

function userMeant(
  emulator: Emulator,
  { id, name, domain }: UserRef,
): { account_id: string; user: User } | undefined {
  if (id) return emulator.users.anywhere(id)
  const of = domain?.id ?? domain?.name
  if (!name || !of) throw new ApiError('iamBodyInvalid')
  const account = emulator.accounts.find(of)
  const user = account && emulator.users.named(account.id, name)
  return account && user && { account_id: account.id, user }
}

/** The new token ends with the one that it comes from (as Keystone's do; *inferred*). */
function byToken(emulator: Emulator, given: Identity['token']): Login {
  if (!given) throw new ApiError('iamBodyInvalid')
  const examined = examineToken(emulator, given.id)
  if ('refused' in examined) throw new ApiError('iamUnauthorized')
  const { account_id, user_id, expires_at, assumed_by } = examined.token
  const login = { account_id, user_id, methods: ['token'], expires_at }
  return assumed_by ? { ...login, assumed_by } : login
}

function byAgency(
  emulator: Emulator,
  wanted: Identity['assume_role'],
  caller: () => Caller,
): Login {
  const account = wanted?.domain_id ?? wanted?.domain_name
  const name = wanted?.agency_name ?? wanted?.xrole_name
  if (!account || !name) throw new ApiError('iamBodyInvalid')
  const { account_id, agency, assumer } = assumedAgency(
    emulator,
    { account, agency: name },
    caller(),
  )
  return { account_id, user_id: agency.id, methods: ['assume_role'], assumed_by: assumer }
}
