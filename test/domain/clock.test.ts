import t from 'tap'
import { clockAt, clockView, reasonStopped, timeOf } from '../../src/domain/clock.ts'
import { moment_max } from '../../src/schemas/time.ts'
import { noon } from '../helper.ts'

/** An account's clock: what it shows at a moment of real time. */

const hour = 3_600_000

t.test('a clock shows the time that it was set to, frozen or flowing', async (t) => {
  for (const mode of ['frozen', 'flowing'] as const) {
    for (const real of [0, noon - hour, noon, noon + hour]) {
      const clock = clockAt(mode, noon, 60, real)
      t.equal(timeOf(clock, real), noon, `${mode} at ${real}`)
      t.equal(clock.pace, 60)
    }
  }
})

t.test('a frozen clock stays where it is; a flowing one keeps its distance', async (t) => {
  t.equal(timeOf(clockAt('frozen', noon, 1, 0), hour), noon)
  t.equal(timeOf(clockAt('flowing', noon, 1, 0), hour), noon + hour)
  t.equal(timeOf(clockAt('flowing', noon, 1, 0), -hour), noon - hour)
})

t.test('a flowing clock ends at the last moment that can be written', async (t) => {
  t.equal(timeOf(clockAt('flowing', moment_max - 1, 1, 0), 1), moment_max)
  t.equal(timeOf(clockAt('flowing', moment_max, 1, 0), hour), moment_max)
})

t.test('a view has the moment in both forms, and why the emulator froze the clock', async (t) => {
  const clock = clockAt('frozen', noon, 60, 0)
  const view = { mode: 'frozen', now: '2026-01-01T12:00:00.000Z', now_ms: noon, pace: 60 }
  t.strictSame(clockView(clock, noon), view)
  t.equal(reasonStopped(clock), undefined)
  t.equal(reasonStopped(undefined), undefined)
  const halted = { mode: 'frozen', now: noon, pace: 60, halted: 'too far behind' } as const
  t.equal(reasonStopped(halted), 'too far behind')
  t.strictSame(clockView(halted, noon), { ...view, halted: 'too far behind' })
  t.equal(reasonStopped(clockAt('flowing', noon, 1, 0)), undefined)
})
