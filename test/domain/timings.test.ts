import t from 'tap'
import {
  atPace,
  auto_retries_max,
  autoRecovery,
  dueAfter,
  lastPoll,
  momentAfter,
  pickup_ms,
  planAfter,
  poll_ms,
  rowPlan,
  workLeft,
} from '../../src/domain/migration/timings.ts'
import { Timings } from '../../src/schemas/control/timings.ts'
import type { Source } from '../../src/schemas/stored/records.ts'
import { moment_max, never } from '../../src/schemas/time.ts'
import { noon } from '../helper.ts'

/** How long things take, on a clock with a pace. */

const minute = 60_000

t.test('work takes its length divided by the pace, and at least a millisecond', async (t) => {
  for (const [ms, pace, expected] of [
    [0, 60, 0],
    [-5, 60, 0],
    [minute, 1, minute],
    [minute, 60, 1000],
    [100, 3, 33],
    [1, 1000, 1],
    [minute, 0.5, 2 * minute],
  ] as const) {
    t.equal(atPace(ms, pace), expected, `${ms} at ${pace}`)
    t.equal(dueAfter(noon, ms, pace), noon + expected)
  }
})

t.test('a moment is whole, and never past the last one of a clock', async (t) => {
  t.equal(momentAfter(noon, 1.4), noon + 1)
  t.equal(momentAfter(noon, 1.5 - 1e-6), noon + 2, 'half-way but for the last bits')
  t.equal(momentAfter(moment_max - 1, 1), moment_max)
  t.equal(momentAfter(moment_max, 1), never)
})

t.test('what is left of planned work is exact, whatever was rounded', async (t) => {
  const plan = planAfter(noon, 100, 3)
  t.strictSame(plan, { due: noon + 33, since: noon, work_ms: 100 })
  t.equal(workLeft(plan.due, plan, noon, 3), 100)
  t.equal(workLeft(plan.due, plan, noon + 10, 3), 70)
  t.equal(workLeft(plan.due, plan, noon + 33, 3), 1)
  t.equal(workLeft(plan.due, plan, noon + 40, 3), 0)
  t.equal(workLeft(noon + 50, plan, noon, 3), 150, 'a plan of another moment does not count')
  t.equal(workLeft(noon + 50, undefined, noon, 3), 150)
})

t.test('a row has its usual gap and length, or what the timings say', async (t) => {
  const usual = Timings.parse({})
  t.strictSame(rowPlan(usual, 'REPLICATE', 'SSL_CONFIG', true), {
    after_ms: pickup_ms,
    lasts_ms: 4000,
  })
  t.strictSame(rowPlan(usual, 'REPLICATE', 'MIGRATE_LINUX_FILE', false), {
    after_ms: 50_000,
    lasts_ms: null,
  })
  t.strictSame(rowPlan(usual, 'REPLICATE', 'constructor', false), { after_ms: 0, lasts_ms: 0 })
  const timings = Timings.parse({
    rounds: {
      RESYNC: { SSL_CONFIG: { lasts: 'PT1M' } },
      RESYNC1: { SSL_CONFIG: { after: 'PT2M' } },
    },
  })
  const plan = (round: string) => rowPlan(timings, round, 'SSL_CONFIG', false)
  t.strictSame(plan('RESYNC0'), { after_ms: 0, lasts_ms: minute }, 'every round of the kind')
  t.strictSame(plan('RESYNC1'), { after_ms: 2 * minute, lasts_ms: 4000 }, 'one round')
  t.strictSame(plan('CUTOVER0'), { after_ms: 0, lasts_ms: 4000 })
})

t.test('an agent recovers from some codes, later each time, three times at most', async (t) => {
  const waits = [0, 1, 2, 3].map((retries) => autoRecovery('SMS.0807', retries))
  t.strictSame(waits, [minute, 2 * minute, 3 * minute, undefined])
  t.equal(auto_retries_max, 3)
  t.equal(autoRecovery('SMS.0515', 0), undefined)
})

t.test('a simulated agent that is connected polls every ten seconds', async (t) => {
  const source = {
    connected: true,
    connected_at: noon,
    last_visit_time: 7,
    agent: { mode: 'simulated' },
  } as Source
  t.equal(poll_ms, 10_000)
  for (const [after, expected] of [
    [0, 0],
    [9_999, 0],
    [10_000, 10_000],
    [25_000, 20_000],
  ] as const) {
    t.equal(lastPoll(source, noon + after), noon + expected)
  }
  const external = { ...source, agent: { ...source.agent, mode: 'external' } } as Source
  for (const other of [{ ...source, connected: false }, external]) {
    t.equal(lastPoll(other, noon + 25_000), 7)
  }
})
