import Database from 'better-sqlite3'
import t from 'tap'
import type { FixtureAccount } from '../../../src/schemas/fixture.ts'
import { fleet } from '../../crash/calls.ts'
import { startTest, type TestEmulator } from '../../helper.ts'

/** Moves of a clock on which more happens than in one step: others are served in between. */

const account = (name: string, amount: number) =>
  fleet(name, name, amount).accounts as unknown as FixtureAccount[]

const big = account('big', 100)
const small = account('small', 1)

/** Does something when the first step of a move has been made. */
function afterFirstStep<Result>({ emulator }: TestEmulator, work: () => Result): Promise<Result> {
  const { pause } = emulator
  return new Promise((resolve) => {
    emulator.pause = () => {
      emulator.pause = pause
      resolve(work())
      return pause()
    }
  })
}

t.test('others are served while a clock goes a long way; its own account waits', async (t) => {
  const test = await startTest(t, {}, [...big, ...small])
  const ended: string[] = []
  const call = async (name: string, method: string, path: string, body?: object) => {
    const answer = await test.control(method, `/_emulator/${path}`, body)
    ended.push(name)
    return answer
  }
  const meanwhile = afterFirstStep(test, () => [
    call('its clock', 'GET', 'clock?account=big'),
    call('its next move', 'POST', 'clock/advance?account=big', { by: 'PT1M' }),
    call('health', 'GET', 'health'),
    call('the clock of another', 'GET', 'clock?account=small'),
    call('the move of another', 'POST', 'clock/advance?account=small', { by: 'P1D' }),
  ])
  const moved = await call('move', 'POST', 'clock/advance?account=big', { by: 'P1D' })
  const [clock, again] = await Promise.all(await meanwhile)
  const before = ['health', 'the clock of another', 'the move of another']
  t.same(ended.slice(0, 3).sort(), before)
  t.ok(moved.body.events.length > 500, `${moved.body.events.length} events`)
  t.match(moved.body, { stopped: 'duration', to: '2026-01-02T12:00:00.000Z' })
  t.match(clock?.body, { now: moved.body.to })
  t.match(again?.body, { from: moved.body.to })
})

t.test('what acts on many accounts waits, too', async (t) => {
  const test = await startTest(t, {}, big)
  const { control } = test
  const reset = afterFirstStep(test, () => control('POST', '/_emulator/reset?all=true'))
  const moved = await control('POST', '/_emulator/clock/advance?account=big', { by: 'P1D' })
  t.match(moved.body, { stopped: 'duration' })
  t.equal((await reset).status, 200)
  t.match(await control('GET', '/_emulator/clock?account=big'), {
    body: { now: '2026-01-01T12:00:00.000Z' },
  })
})

for (const move of [{ by: 'P1D' }, { until: 'idle' }, { events: 300 }]) {
  t.test(`a move of ${JSON.stringify(move)} by steps is the same as at once`, async (t) => {
    const steps = await startTest(t, {}, big)
    // A recorded run makes each call at once.
    const atOnce = await startTest(t, { record: true }, big)
    const path = '/_emulator/clock/advance?account=big'
    const [one, other] = [
      await steps.control('POST', path, move),
      await atOnce.control('POST', path, move),
    ]
    t.strictSame(one.body, other.body)
    t.strictSame(steps.emulator.dump(), atOnce.emulator.dump())
  })
}

t.test('a flowing clock stands still on the way, and flows on from there', async (t) => {
  const { control, emulator, wall } = await startTest(t, { clock: 'flowing' }, big)
  const { pause } = emulator
  emulator.pause = () => {
    wall.now += 60_000
    return pause()
  }
  const path = '/_emulator/clock/advance?account=big'
  const { body } = await control('POST', path, { by: 'P1D' })
  t.equal(Date.parse(body.to) - Date.parse(body.from), 86_400_000)
  wall.now += 1_000
  t.match(await control('GET', '/_emulator/clock?account=big'), {
    body: { now: new Date(Date.parse(body.to) + 1_000).toISOString() },
  })
})

t.test('a move that is cut by a full disk tells how far it has come', async (t) => {
  const test = await startTest(t, {}, big)
  const { control, emulator } = test
  const { committed } = emulator
  const full = new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
  void afterFirstStep(test, () => {
    emulator.committed = () => {
      emulator.committed = committed
      throw full
    }
  })
  const path = '/_emulator/clock/advance?account=big'
  const cut = await control('POST', path, { by: 'P1D' })
  t.match(cut, {
    status: 507,
    body: {
      error: {
        code: 'EMULATOR.0507',
        message: /^The clock of account "big" has come to 2026-01-01T.+Make room on its disk/,
      },
    },
  })
  t.equal((await control('POST', path, { by: 'P1D' })).status, 200, 'and nobody waits for it')
})
