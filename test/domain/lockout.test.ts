import t from 'tap'
import {
  absoluteLock,
  afterFailure,
  afterSuccess,
  isLocked,
  relativeLock,
} from '../../src/domain/identity/lockout.ts'
import type { User } from '../../src/schemas/stored/accounts.ts'
import { duration_max } from '../../src/schemas/time.ts'
import { noon } from '../helper.ts'

/** Wrong passwords lock a user for a time. */

const minute = 60_000
const user = { name: 'ann' } as User
const afterFailures = (moments: number[], rule?: Parameters<typeof afterFailure>[2]) =>
  moments.reduce((one, moment) => afterFailure(one, moment, rule), user)

t.test('five wrong passwords within a quarter of an hour lock for as long', async (t) => {
  const four = [0, 1, 2, 3].map((number) => noon + number * minute)
  t.notOk(isLocked(afterFailures(four), noon + 3 * minute))
  const last = noon + 15 * minute - 1
  const locked = afterFailures([...four, last])
  t.ok(isLocked(locked, last))
  t.ok(isLocked(locked, last + 15 * minute - 1))
  t.notOk(isLocked(locked, last + 15 * minute), 'until, and not including')
  t.notOk(isLocked(afterFailures([...four, last + 1]), last + 1), 'the first is forgotten')
})

t.test('a rule of the account counts, and a lock begins the count anew', async (t) => {
  const rule = { attempts: 2, within: minute, lasts: 5 * minute }
  const locked = afterFailures([noon, noon + 1], rule)
  t.strictSame(locked.lock, { failed: [], until: noon + 1 + 5 * minute })
  t.strictSame(afterFailure(locked, noon + 2, rule).lock, { failed: [noon + 2], until: null })
})

t.test('the right password forgets the wrong ones; the user passed in is untouched', async (t) => {
  const failed = afterFailures([noon])
  t.strictSame(afterSuccess(failed), user)
  t.strictSame(failed.lock, { failed: [noon], until: null })
})

t.test('a lock that is written relative to a moment is the same at another', async (t) => {
  const later = noon + 100 * minute
  for (const [lock, written] of [
    [undefined, {}],
    [{ failed: [], until: noon + minute }, { locked_for: minute }],
    [{ failed: [noon - 7, noon], until: null }, { failed_ago: [7, 0] }],
  ] as const) {
    const given = lock && { failed: [...lock.failed], until: lock.until }
    t.strictSame(relativeLock(given, noon), written)
    t.strictSame(relativeLock(absoluteLock(relativeLock(given, noon), later), later), written)
  }
  t.strictSame(relativeLock({ failed: [], until: noon }, noon), {}, 'a lock that is over')
  t.strictSame(relativeLock({ failed: [], until: noon + 2 * duration_max }, noon), {
    locked_for: duration_max,
  })
})
