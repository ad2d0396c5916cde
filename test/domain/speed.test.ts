import fc from 'fast-check'
import t from 'tap'
import {
  copyEndMoment,
  type Limited,
  limitAt,
  nextWindowEdge,
  rateAt,
} from '../../src/domain/migration/speed.ts'

/** Limits in time (behaviour.md §8.3): which holds when, and when a copy ends that goes through them. */

const midnight = Date.parse('2026-01-01T00:00:00Z')
const at = (time: string, days = 0) => Date.parse(`2026-01-01T${time}:00Z`) + days * 86_400_000
const iso = (moment: number | undefined) =>
  moment === undefined ? undefined : new Date(moment).toISOString().slice(0, 16)

const window = (start: string, end: string, speed: number, over_speed_threshold = 10) => ({
  start,
  end,
  speed,
  over_speed_threshold,
})
const task = (speed_limits: ReturnType<typeof window>[], change: Partial<Limited> = {}) => ({
  speed_limit: 0,
  over_speed_threshold: 50,
  bandwidth: 50,
  obeys_limits: true,
  speed_limits,
  ...change,
})
const plain = { pace: 1, factor: 1 }

t.test('a window holds from its first minute up to its last', async (t) => {
  const limited = task([window('08:00', '18:00', 10)])
  t.equal(rateAt(limited, at('07:59')), 50)
  t.equal(rateAt(limited, at('08:00')), 10)
  t.equal(rateAt(limited, at('18:00') - 1), 10)
  t.equal(rateAt(limited, at('18:00')), 50)
  t.equal(rateAt(limited, at('08:00', 400)), 10, 'every day')
})

t.test('a window over midnight holds on both sides of it', async (t) => {
  const limited = task([window('22:00', '06:00', 5)])
  const rates = ['21:59', '22:00', '23:59', '00:00', '05:59', '06:00'].map((time) =>
    rateAt(limited, at(time)),
  )
  t.strictSame(rates, [50, 5, 5, 5, 5, 50])
})

t.test('a window that ends at 24:00 ends with the day', async (t) => {
  const limited = task([window('18:00', '24:00', 5)])
  const rates = ['17:59', '18:00', '23:59', '00:00'].map((time) => rateAt(limited, at(time)))
  t.strictSame(rates, [50, 5, 5, 50])
  t.equal(iso(nextWindowEdge(limited, at('23:00'))), '2026-01-02T00:00')
  t.equal(rateAt(task([window('00:00', '24:00', 7)]), at('12:00')), 7, 'the whole day')
})

t.test('a window that ends where it begins is the whole day', async (t) => {
  const limited = task([window('00:00', '00:00', 7)])
  t.equal(rateAt(limited, at('00:00')), 7)
  t.equal(rateAt(limited, at('23:59')), 7)
})

t.test('the first window that holds counts, and the constant limit where none does', async (t) => {
  const limited = task([window('01:00', '03:00', 5), window('02:00', '04:00', 8, 20)], {
    speed_limit: 20,
  })
  t.strictSame(limitAt(limited, at('02:30')), { limit: 5, threshold: 10 })
  t.strictSame(limitAt(limited, at('03:30')), { limit: 8, threshold: 20 })
  t.strictSame(limitAt(limited, at('04:00')), { limit: 20, threshold: 50 })
})

t.test('0 is no limit, and the network carries no more than it can', async (t) => {
  t.equal(rateAt(task([window('00:00', '12:00', 0)], { speed_limit: 5 }), at('01:00')), 50)
  t.equal(rateAt(task([window('00:00', '12:00', 1000)]), at('01:00')), 50)
  t.equal(rateAt(task([], { speed_limit: 1000 }), at('01:00')), 50)
})

t.test('an agent that cannot be held to limits is not', async (t) => {
  const free = task([window('00:00', '12:00', 5)], { speed_limit: 5, obeys_limits: false })
  t.equal(rateAt(free, at('01:00')), 50)
  t.strictSame(limitAt(free, at('01:00')), { limit: 0, threshold: 0 })
  t.equal(nextWindowEdge(free, at('01:00')), undefined)
})

t.test('the next edge is the next begin or end of any window', async (t) => {
  const limited = task([window('08:00', '18:00', 10), window('22:00', '06:00', 5)])
  const edges = ['00:00', '06:00', '08:00', '17:59', '22:00'].map((time) =>
    iso(nextWindowEdge(limited, at(time))),
  )
  t.strictSame(edges, [
    '2026-01-01T06:00',
    '2026-01-01T08:00',
    '2026-01-01T18:00',
    '2026-01-01T18:00',
    '2026-01-02T06:00',
  ])
  t.equal(nextWindowEdge(task([]), midnight), undefined)
})

t.test('the end of a copy is seen through all windows to come', async (t) => {
  const limited = task([window('01:00', '02:00', 10), window('03:00', '04:00', 25)])
  // An hour each at 50, 10, 50, and half an hour at 25.
  const megabits = 3600 * (50 + 10 + 50) + 1800 * 25
  t.equal(iso(copyEndMoment(limited, megabits, midnight, plain)), '2026-01-01T03:30')
  t.equal(iso(copyEndMoment(limited, 3600 * 50, midnight, plain)), '2026-01-01T01:00', 'on an edge')
  t.equal(copyEndMoment(limited, 0, midnight, plain), midnight, 'nothing to copy')
  const fast = copyEndMoment(limited, megabits, midnight, { pace: 60, factor: 1 })
  t.equal(fast - midnight, (megabits / 60 / 50) * 1000, 'done before the first window')
  const slow = copyEndMoment(limited, 3600 * 50, midnight, { pace: 1, factor: 2 })
  t.equal(iso(slow), '2026-01-01T02:48')
})

t.test('a copy may take years', async (t) => {
  const limited = task([window('00:00', '12:00', 1)], { bandwidth: 3 })
  const a_day = 43_200 * (1 + 3)
  const ends = copyEndMoment(limited, a_day * 3650 + 43_200 * 1 + 3600 * 3, midnight, plain)
  t.equal(ends, midnight + 3650 * 86_400_000 + 13 * 3_600_000)
})

const clockTime = fc
  .integer({ min: 0, max: 1439 })
  .map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16))
const windows = fc.array(
  fc.record({
    start: clockTime,
    end: clockTime,
    speed: fc.integer({ min: 0, max: 60 }),
    over_speed_threshold: fc.constant(10),
  }),
  { maxLength: 5 },
)

t.test('whatever the windows, the end is where minute after minute leads', async (t) => {
  fc.assert(
    fc.property(windows, fc.integer({ min: 1, max: 200_000 }), (speed_limits, megabits) => {
      const limited = task(speed_limits)
      let [left, now] = [megabits, midnight]
      while (left > rateAt(limited, now) * 60) {
        left -= rateAt(limited, now) * 60
        now += 60_000
      }
      const wanted = now + (left / rateAt(limited, now)) * 1000
      return Math.abs(copyEndMoment(limited, megabits, midnight, plain) - wanted) <= 1
    }),
    { seed: 1, numRuns: 200 },
  )
  t.pass()
})
