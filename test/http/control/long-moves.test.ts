import Database from 'better-sqlite3'
import t from 'tap'
import { settleInSteps } from '../../../src/operations/account/settle.ts'
import { deleteTask } from '../../../src/operations/sms/tasks.ts'
import type { FixtureAccount } from '../../../src/schemas/control/fixture.ts'
import { linuxSource, startTest, storesOf } from '../../helper.ts'
import { afterFirstStep, busy, countSteps, inSmallSteps } from '../../long-moves.ts'

/** Moves of a clock on which more happens than in one step: others are served in between. */

const big = busy('big', 10)
const small = busy('small', 1)
const path = '/_emulator/clock/advance?account=big'
const never = new AbortController().signal

t.test('advanceClock: others are served on a long move; its own account waits', async (t) => {
  const test = await inSmallSteps(t, {}, [...big, ...small])
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
  t.ok(moved.body.events.length > 150, `${moved.body.events.length} events`)
  t.match(moved.body, { stopped: 'duration', to: '2026-01-02T12:00:00.000Z' })
  t.match(clock?.body, { now: moved.body.to })
  t.match(again?.body, { from: moved.body.to })
})

t.test('reset: it goes ahead of a long move, and cuts it', async (t) => {
  for (const query of ['all=true', 'account=big']) {
    const test = await inSmallSteps(t, {}, big)
    const { control, emulator } = test
    const fresh = emulator.dump()
    const reset = afterFirstStep(test, () => control('POST', `/_emulator/reset?${query}`))
    t.match(await control('POST', path, { by: 'P1D' }), {
      status: 409,
      body: { error: { code: 'EMULATOR.0409', message: /^Account "big" was reset while/ } },
    })
    t.equal((await reset).status, 200)
    t.strictSame(emulator.dump(), fresh, query)
    t.equal((await control('POST', path, { by: 'P1D' })).status, 200, 'and nobody waits for it')
  }
})

t.test('accounts are walls: what acts on one does not wait for another', async (t) => {
  const test = await inSmallSteps(t, {}, [...big, ...small])
  const { control } = test
  const ended: string[] = []
  const call = async (name: string, way: string, body?: unknown) => {
    const { status } = await control('POST', `/_emulator/${way}`, body)
    ended.push(`${name} ${status}`)
  }
  const of = (name: string) => JSON.stringify({ accounts: [{ name, users: [] }] })
  const meanwhile = afterFirstStep(test, () => [
    call('fixture of big', 'fixtures', of('big')),
    call('fixture for big', 'fixtures?account=big', of('other')),
    call('fixture of small', 'fixtures', of('small')),
    call('fixture of none', 'fixtures', of('new')),
    call('reset of small', 'reset?account=small'),
  ])
  await call('move', 'clock/advance?account=big', { by: 'P1D' })
  await Promise.all(await meanwhile)
  t.strictSame(ended.slice(0, 3).sort(), [
    'fixture of none 200',
    'fixture of small 200',
    'reset of small 200',
  ])
  t.strictSame(ended.slice(3).sort(), ['fixture for big 200', 'fixture of big 200', 'move 200'])
})

t.test('advanceClock: moves of one clock come one after the other, as they came', async (t) => {
  const test = await inSmallSteps(t, {}, big)
  const { control } = test
  const meanwhile = afterFirstStep(test, () =>
    ['PT1H', 'PT2H', 'PT3H'].map((by) => control('POST', path, { by })),
  )
  let { to } = (await control('POST', path, { by: 'PT30M' })).body
  for (const { body } of await Promise.all(await meanwhile)) {
    t.equal(body.from, to)
    to = body.to
  }
})

for (const move of [{ by: 'P1D' }, { until: 'idle' }, { events: 150 }, { events: 1 }]) {
  t.test(`advanceClock: ${JSON.stringify(move)} by steps is the same as at once`, async (t) => {
    const steps = await inSmallSteps(t, {}, big)
    const count = countSteps(steps)
    // A recorded run makes each call at once.
    const atOnce = await startTest(t, { record: true }, big)
    const [one, other] = [
      await steps.control('POST', path, move),
      await atOnce.control('POST', path, move),
    ]
    t.strictSame(one.body, other.body)
    t.strictSame(steps.emulator.dump(), atOnce.emulator.dump())
    t.ok(count.steps > 1 && count.steps >= one.body.events.length / 50, `${count.steps} steps`)
  })
}

t.test(
  'advanceClock: a move until something of a task goes on to its end when the task is deleted',
  async (t) => {
    // It has failed, and its agent starts it again later: without a timer of its own the move would not begin (decision 070).
    const steps = ['start', { until: { state: 'MIGRATE_FAIL' } }]
    const waiting = { source: 'waiting--fail-0807', name: 'waiting', steps }
    const sources = [linuxSource({ name: 'waiting--fail-0807', ip: '10.2.0.1' })]
    const test = await inSmallSteps(t, {}, [
      ...big,
      { name: 'big', sources, tasks: [waiting] } as unknown as FixtureAccount,
    ])
    const { control, emulator } = test
    const account = emulator.accounts.get('big')
    const [task = ''] = account.read(({ tasks }) => tasks.idsNamed('waiting'))
    const deleted = afterFirstStep(test, () => {
      deleteTask(account, task)
      return account.read(({ tasks }) => tasks.find(task))
    })
    const until = { task: 'waiting', state: 'MIGRATE_SUCCESS' }
    const { status, body } = await control('POST', path, { until, max: 'P1D' })
    t.equal(await deleted, undefined)
    t.equal(status, 200)
    t.match(body, { stopped: 'idle' }, 'as nothing is left to happen')
  },
)

t.test('updateClock: a clock that is set goes there by steps, too', async (t) => {
  const steps = await inSmallSteps(t, {}, [...big, ...small])
  const atOnce = await startTest(t, { record: true }, [...big, ...small])
  const ended: string[] = []
  const meanwhile = afterFirstStep(steps, async () => {
    await steps.control('GET', '/_emulator/clock?account=small')
    ended.push('the clock of another')
  })
  const set = [
    'PUT',
    '/_emulator/clock?account=big',
    { now: '2026-01-02T00:00:00Z', pace: 7 },
  ] as const
  const { body } = await steps.control(...set)
  ended.push('its clock')
  await meanwhile
  t.strictSame(ended, ['the clock of another', 'its clock'])
  t.match(body, { now: '2026-01-02T00:00:00.000Z', pace: 7 })
  t.strictSame((await atOnce.control(...set)).body, body)
  t.strictSame(steps.emulator.dump(), atOnce.emulator.dump())
})

t.test('what is due while nobody calls is settled by steps', async (t) => {
  const settings = { clock: 'flowing' } as const
  const steps = await inSmallSteps(t, settings, [...big, ...small])
  const atOnce = await startTest(t, settings, [...big, ...small])
  for (const { wall } of [steps, atOnce]) wall.now += 86_400_000
  const { emulator, control } = steps
  const account = emulator.accounts.get('big')
  const ended: string[] = []
  const look = async (name: string) => {
    const { body } = await control('GET', `/_emulator/tasks?account=${name}&limit=100`)
    ended.push(name)
    return body
  }
  const meanwhile = afterFirstStep(steps, () => {
    t.equal(emulator.accounts.nextDue()?.account.name, 'small')
    return [look('big'), look('small')]
  })
  const settled = settleInSteps(account, never)
  t.ok(settled, 'not all at once')
  await settled
  const [tasks] = await Promise.all(await meanwhile)
  t.strictSame(ended, ['small', 'big'])
  t.strictSame(tasks, (await atOnce.control('GET', '/_emulator/tasks?account=big&limit=100')).body)
  await atOnce.control('GET', '/_emulator/tasks?account=small')
  t.strictSame(emulator.dump(), atOnce.emulator.dump())
  t.equal(settleInSteps(account, never), undefined, 'a little is settled at once')
})

t.test('a flowing clock stands still on the way, and flows on from there', async (t) => {
  const { control, emulator, wall } = await inSmallSteps(t, { clock: 'flowing' }, big)
  const { time } = emulator
  const { pause } = time
  time.pause = () => {
    wall.now += 60_000
    return pause()
  }
  const { body } = await control('POST', path, { by: 'P1D' })
  t.equal(Date.parse(body.to) - Date.parse(body.from), 86_400_000)
  wall.now += 1_000
  t.match(await control('GET', '/_emulator/clock?account=big'), {
    body: { now: new Date(Date.parse(body.to) + 1_000).toISOString() },
  })
})

t.test('advanceClock: a move cut by a full disk tells how far it has come', async (t) => {
  const test = await inSmallSteps(t, {}, big)
  const { control, emulator } = test
  const { commits } = emulator
  const { committed } = commits
  const full = new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
  void afterFirstStep(test, () => {
    commits.committed = () => {
      commits.committed = committed
      throw full
    }
  })
  const cut = await control('POST', path, { by: 'P1D' })
  t.match(cut, {
    status: 507,
    body: {
      error: {
        code: 'EMULATOR.0507',
        message: /^The clock of account "big" was moved only to 2026-01-01T.+Make room on its disk/,
      },
    },
  })
  t.equal((await control('POST', path, { by: 'P1D' })).status, 200, 'and nobody waits for it')
})

t.test('advanceClock: whatever cuts a move, it tells how far it has come', async (t) => {
  const test = await inSmallSteps(t, {}, big)
  const { control, emulator } = test
  const { tasks } = storesOf(emulator, 'big')
  const fail = (): void => {
    tasks.save = () => {
      Reflect.deleteProperty(tasks, 'save')
      throw new Error('a bug')
    }
  }
  const clock = () => control('GET', '/_emulator/clock?account=big')
  const before = emulator.dump()
  fail()
  t.match(await control('POST', path, { by: 'P1D' }), { status: 500 })
  t.strictSame(emulator.dump(), before)

  void afterFirstStep(test, fail)
  const cut = await control('POST', path, { by: 'P1D' })
  t.match(cut, {
    status: 500,
    body: {
      error: {
        code: 'SMS.6000',
        message: /^The clock of account "big" was moved only to 2026-01-01T.+Z; everything due/,
      },
    },
  })
  t.ok(cut.body.error.message.includes((await clock()).body.now))
  t.equal((await control('POST', path, { by: 'P1D' })).status, 200, 'and nobody waits for it')
})

t.test('a server that closes cuts a move, and answers who waits for it', async (t) => {
  const test = await inSmallSteps(t, {}, big)
  const { app, control } = test
  const meanwhile = afterFirstStep(test, () => ({
    clock: control('GET', '/_emulator/clock?account=big'),
    closed: app.close(),
  }))
  const cut = await control('POST', path, { by: 'P1D' })
  const { clock, closed } = await meanwhile
  await closed
  t.match(cut, {
    status: 503,
    body: { error: { code: 'EMULATOR.0503', message: /was moved only to / } },
  })
  t.ok(cut.body.error.message.includes((await clock).body.now))
})
