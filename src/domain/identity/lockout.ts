import type { FixtureUser, Lockout } from '../../schemas/iam/identities.ts'
import type { Lock, User } from '../../schemas/stored/accounts.ts'
import { duration_max } from '../../schemas/time.ts'

/** Wrong passwords lock a user for a time (iam.md §1.3: that it does is documented, no number is). */

/** What an account without a rule of its own has: the console's defaults (*inferred*). */
const default_lockout: Lockout = { attempts: 5, within: 15 * 60_000, lasts: 15 * 60_000 }

export const isLocked = ({ lock }: User, now: number): boolean =>
  (lock?.until ?? Number.NEGATIVE_INFINITY) > now

/** A user after one more wrong password at `now`. */
export function afterFailure(user: User, now: number, rule: Lockout = default_lockout): User {
  const recent = (user.lock?.failed ?? []).filter((moment) => moment > now - rule.within)
  const failed = [...recent, now]
  const lock: Lock =
    failed.length < rule.attempts
      ? { failed, until: null }
      : { failed: [], until: now + rule.lasts }
  return { ...user, lock }
}

/** A user after the right password. */
export function afterSuccess({ lock: _, ...user }: User): User {
  return user
}

/** A lock as a fixture writes it, counted from the moment of the export. */
export function relativeLock(
  lock: Lock | undefined,
  now: number,
): Pick<FixtureUser, 'locked_for' | 'failed_ago'> {
  if (!lock) return {}
  const left = lock.until === null ? 0 : Math.min(lock.until - now, duration_max)
  return {
    ...(left > 0 ? { locked_for: left } : {}),
    ...(lock.failed.length > 0
      ? { failed_ago: lock.failed.map((moment) => Math.min(now - moment, duration_max)) }
      : {}),
  }
}

/** The other way round. */
export function absoluteLock(
  { locked_for, failed_ago }: Pick<FixtureUser, 'locked_for' | 'failed_ago'>,
  now: number,
): Lock | undefined {
  if (!locked_for && !failed_ago) return undefined
  return {
    failed: (failed_ago ?? []).map((ago) => now - ago),
    until: locked_for ? now + locked_for : null,
  }
}
