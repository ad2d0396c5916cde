import { afterFailure, afterSuccess, isLocked } from '../../domain/identity/lockout.ts'
import { isPassword } from '../../domain/identity/passwords.ts'
import { isPasscode } from '../../domain/identity/totp.ts'
import { ApiError, type ErrorName } from '../../errors/refusals.ts'
import type { TokenRequest, UserRef } from '../../schemas/iam/tokens.ts'
import type { Caller, User } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import type { Accounts } from '../registry/accounts.ts'
import { assumedAgency } from './agencies.ts'
import { settingsOf } from './members.ts'
import { examineToken, type IssuedToken, issueToken, type Login } from './tokens.ts'

/** Who asks for a token, and how they proved it (iam.md §1.2, §1.3). */

type Identity = TokenRequest['auth']['identity']

/**
 * A token for the user that a request identifies.
 *
 * @param caller who calls, for the agency: throws if nobody is known.
 * @throws ApiError 400 for methods that make no sense together, 401 and 403 as in iam.md §1.3; and as `issueToken`.
 */
export const keystoneCreateToken = (
  accounts: Accounts,
  { identity, scope }: TokenRequest['auth'],
  caller: () => Caller,
): IssuedToken => issueToken(accounts, identify(accounts, identity, caller), scope)

/**
 * Identifies by password, password and passcode, token, or agency.
 *
 * @param caller who calls, for the agency: throws if nobody is known.
 * @throws ApiError 400 for methods that make no sense together, 401 and 403 as in iam.md §1.3.
 */
function identify(accounts: Accounts, identity: Identity, caller: () => Caller): Login {
  const { methods } = identity
  switch ([...new Set(methods)].sort().join('+')) {
    case 'password':
    case 'password+totp':
      return byPassword(accounts, identity)
    case 'token':
      return byToken(accounts, identity.token)
    case 'assume_role':
      return byAgency(accounts, identity.assume_role, caller)
    default:
      throw new ApiError('iamBodyInvalid')
  }
}

/** What the tokens of these logins say of them. Each keeps it, and all keep the same. */
const with_password = ['password']
const with_passcode = ['password', 'totp']

function byPassword(accounts: Accounts, { methods, password, totp }: Identity): Login {
  const isTwofold = methods.includes('totp')
  if (!password || (isTwofold && !totp)) throw new ApiError('iamBodyInvalid')
  const found = findUserNamed(accounts, password.user)
  const isRight = isRightPassword(found, password.user.password)
  if (!found || found.user.huawei_id) {
    throw new ApiError('iamWrongPassword', unknownUser(accounts, password.user))
  }
  const { account, user } = found
  const now = account.now()
  if (isLocked(user, now)) throw new ApiError('iamLocked')
  if (!isRight) {
    const known = `Account "${account.name}" has the user "${user.name}", with another password.`
    throw refuseLogin(account, user, 'iamWrongPassword', known)
  }
  const isMfa = user.totp_secret !== undefined || isTwofold
  if (isMfa) {
    if (!isTwofold) throw new ApiError('iamUnauthorized')
    if (!isRightPasscode(accounts, user, totp?.user, now)) {
      throw refuseLogin(account, user, 'iamPasscodeInvalid')
    }
  }
  if (user.lock) account.write((session) => session.users.save(afterSuccess(user)))
  if (user.enabled === false) throw new ApiError('iamUserDisabled', user.name)
  if (user.access_mode === 'console') throw new ApiError('iamConsoleOnly')
  account.observed.verified.add(user.password_hash, password.user.password)
  const login = { account, user_id: user.id }
  return isMfa
    ? { ...login, methods: with_passcode, mfa_authn_at: now }
    : { ...login, methods: with_password }
}

/**
 * Whether a password is that of a user. One text and the same work for every reason to refuse, so that names cannot
 * be guessed; only who was let in before is spared it.
 */
function isRightPassword(found: Found | undefined, given: string): boolean {
  const stored = found?.user.password_hash
  const isKnown = stored !== undefined && found?.account.observed.verified.has(stored, given)
  return isKnown || isPassword(given, stored)
}

/** Counts a wrong password or passcode, which may lock the user. */
function refuseLogin(account: Account, user: User, error: ErrorName, ...about: string[]): ApiError {
  const { lockout } = settingsOf(account)
  account.observed.verified.delete(user.password_hash)
  account.write((session) => session.users.save(afterFailure(user, session.now, lockout)))
  return new ApiError(error, ...about)
}

/** Why there is no such user, for `explain` alone. */
function unknownUser(accounts: Accounts, { id, name, domain }: UserRef): string {
  if (id) return `No account has a user with the id "${id}".`
  const named = domain?.id ?? domain?.name ?? ''
  return accounts.find(named)
    ? `Account "${named}" has no user "${name}".`
    : `There is no account "${named}".`
}

/** By the account's clock, or by the wall's, which is what an authenticator shows. */
function isRightPasscode(
  { time }: Accounts,
  user: User,
  given: (UserRef & { passcode: string }) | undefined,
  now: number,
): boolean {
  const { totp_secret } = user
  if (!given || totp_secret === undefined) return false
  const isSame = (given.id ?? user.id) === user.id && (given.name ?? user.name) === user.name
  return (
    isSame && [now, time.now()].some((moment) => isPasscode(totp_secret, given.passcode, moment))
  )
}

type Found = { account: Account; user: User }

function findUserNamed(accounts: Accounts, { id, name, domain }: UserRef): Found | undefined {
  if (id) {
    const account = accounts.withUser(id)
    const user = account?.members.users.find(id)
    return account && user && { account, user }
  }
  const of = domain?.id ?? domain?.name
  if (!name || !of) throw new ApiError('iamBodyInvalid')
  const account = accounts.find(of)
  const user = account?.members.users.named(name)
  return account && user && { account, user }
}

/** The new token ends with the one that it comes from (as Keystone's do; *inferred*). */
function byToken(accounts: Accounts, given: Identity['token']): Login {
  if (!given) throw new ApiError('iamBodyInvalid')
  const examined = examineToken(accounts, given.id)
  if ('refused' in examined) throw new ApiError('iamUnauthorized')
  const { user_id, expires_at, assumed_by } = examined.token
  const login = { account: examined.account, user_id, methods: ['token'], expires_at }
  return assumed_by ? { ...login, assumed_by } : login
}

function byAgency(
  accounts: Accounts,
  wanted: Identity['assume_role'],
  caller: () => Caller,
): Login {
  const delegating = wanted?.domain_id ?? wanted?.domain_name
  const name = wanted?.agency_name ?? wanted?.xrole_name
  if (!delegating || !name) throw new ApiError('iamBodyInvalid')
  const { account, agency, assumer } = assumedAgency(
    accounts,
    { account: delegating, agency: name },
    caller(),
  )
  return { account, user_id: agency.id, methods: ['assume_role'], assumed_by: assumer }
}
