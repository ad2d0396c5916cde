import t from 'tap'
import type { Scenario } from '../../../src/schemas/control/scenarios.ts'
import {
  act,
  linuxSource,
  newTask,
  noon,
  scenario,
  startTest,
  storesOf,
  type TestEmulator,
  until,
} from '../../helper.ts'
import { afterFirstStep, busy, countSteps, inSmallSteps } from '../../long-moves.ts'

/** What repeats without end: refused where it is asked for, and stopped where it happens all the same. */

const advance = ({ control }: TestEmulator, how: object) =>
  control('POST', '/_emulator/clock/advance', how)
const put = ({ control }: TestEmulator, going: object) =>
  control('POST', '/_emulator/scenarios', scenario('again', going))

const flapping = {
  fail: { at: 'CONTINUOUS_SYNC', after: 'PT0S', times: 'always', recover_after: 'PT1S' },
}

/** A task in continuous sync that fails and recovers for ever. */
async function flaps(emulator: TestEmulator): Promise<string> {
  const { task } = await newTask(emulator, { syncing: true })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'SYNCING' })
  t.equal((await put(emulator, flapping)).status, 200)
  return task
}

for (const [path, going] of Object.entries({
  'then.fail.recover_after': { fail: { at: 'SSL_CONFIG', times: 'always', recover_after: 'PT0S' } },
  'then.stall.for': { stall: { at: 'SSL_CONFIG', for: 'PT0S', times: 9 } },
  'then.agent_lost.for': { agent_lost: { at: 'SSL_CONFIG', for: 'PT0.5S', times: 9 } },
})) {
  t.test(`what happens again and again takes time: ${path}`, async (t) => {
    const emulator = await startTest(t)
    const { status, body } = await put(emulator, going)
    t.equal(status, 400)
    t.match(body.error.message, `${path}: must be at least 1s`)
  })
}

t.test('however high the pace, what repeats takes time on the clock', async (t) => {
  const emulator = await startTest(t, { pace: 1_000_000 })
  await flaps(emulator)
  const before = (await emulator.control('GET', '/_emulator/clock')).body.now_ms
  const { body } = await advance(emulator, { events: 20 })
  t.equal(body.stopped, 'events')
  t.ok(Date.parse(body.to) >= before + 9, `${Date.parse(body.to) - before} ms`)
})

t.test('an agent starts its task again a thousand times by itself, then gives up', async (t) => {
  const emulator = await startTest(t)
  const task = await flaps(emulator)
  const { body } = await advance(emulator, { by: 'P1D' })
  t.equal(body.stopped, 'duration')
  t.equal((await emulator.sms('GET', `/v3/tasks/${task}`)).body.state, 'MIGRATE_FAIL')
  t.match(body.events.at(-1), { type: 'task.gave_up', data: { scenario: 'again', times: 1000 } })
})

/** Fewer events at a moment than an emulator takes, which show the same as a thousand. */
const few = { at_once_max: 50 }

/** A scenario of an earlier version, whose failures took no time. */
function endless({ emulator }: TestEmulator, limits: { at_once_max?: number } = few): void {
  Object.assign(emulator.limits, limits)
  const { scenarios } = storesOf(emulator)
  const [kept] = scenarios.all()
  const fail = kept?.then.fail?.map((one) => ({ ...one, recover_after: 0 }))
  emulator.commits.atomically(() => scenarios.save(scenario('again', { fail }) as Scenario))
}

const advanceBy20 = (test: TestEmulator) => advance(test, { events: 20 })
const setClock = ({ control }: TestEmulator) =>
  control('PUT', '/_emulator/clock', { now: '2026-02-01T00:00:00Z' })

for (const [how, limits, most, move] of [
  ['advance', {}, 1000, advanceBy20],
  ['PUT clock', few, few.at_once_max, setClock],
] as const) {
  t.test(`what has no end all the same stops the clock, and says why: ${how}`, async (t) => {
    const emulator = await startTest(t)
    const { control } = emulator
    await flaps(emulator)
    endless(emulator, limits)

    const { status, body } = await move(emulator)
    t.equal(status, 409)
    t.match(body.error, {
      code: 'EMULATOR.0409',
      message: new RegExp(
        `more than ${most} events happened to task "MigrationTask" \\(.+\\), to which scenario "again"`,
      ),
    })
    const { body: clock } = await control('GET', '/_emulator/clock')
    t.match(clock, { mode: 'frozen', halted: /scenario "again"/ })
    const { body: all } = await control('GET', '/_emulator/accounts')
    t.match(all.accounts[0].halted, /scenario "again"/)
    t.match((await control('GET', '/_emulator/info')).body.accounts[0].halted, /scenario "again"/)

    t.equal((await emulator.sms('GET', '/v3/tasks')).status, 200, 'the account is served')
    t.equal((await control('DELETE', '/_emulator/scenarios')).status, 200)
    t.match(await advance(emulator, { by: 'PT1H' }), { status: 200, body: { stopped: 'duration' } })
    t.notOk('halted' in (await control('GET', '/_emulator/clock')).body)
  })
}

t.test('a flowing clock that nobody can keep up with is frozen; the account goes on', async (t) => {
  const emulator = await startTest(t, { pace: 1 })
  const { control, wall } = emulator
  await flaps(emulator)
  endless(emulator)
  await control('PUT', '/_emulator/clock', { mode: 'flowing' })
  wall.now += 60_000

  t.equal((await emulator.sms('GET', '/v3/tasks')).status, 200)
  t.match((await control('GET', '/_emulator/clock')).body, { mode: 'frozen', halted: /again/ })
  t.equal((await control('DELETE', '/_emulator/scenarios')).status, 200)
  t.match((await control('PUT', '/_emulator/clock', { mode: 'flowing' })).body, { mode: 'flowing' })
  wall.now += 60_000
  t.equal((await emulator.sms('GET', '/v3/tasks')).status, 200)
})

t.test(
  'an account that is far behind is settled in steps, and a call that looks at it waits',
  async (t) => {
    const test = await inSmallSteps(t, { clock: 'flowing' }, [
      ...busy('big', 8),
      ...busy('small', 1),
    ])
    const ended: string[] = []
    const look = async (account: string) => {
      const { body } = await test.control('GET', `/_emulator/clock?account=${account}`)
      ended.push(account)
      return body
    }
    test.wall.now += 86_400_000
    const meanwhile = afterFirstStep(test, () => look('small'))
    const big = await look('big')
    await meanwhile
    t.strictSame(ended, ['small', 'big'])
    t.equal(big.now_ms, noon + 86_400_000)
  },
)

t.test('loadFixture: a fixture whose steps have no end is refused, with the reason', async (t) => {
  const { control } = await startTest(t)
  const load = (steps: unknown[], scenarios: unknown[] = []) =>
    control('POST', '/_emulator/fixtures?replace=true', {
      accounts: [
        {
          name: 'other',
          scenarios,
          sources: [linuxSource({ name: 'web' })],
          tasks: [{ source: 'web', name: 'long', steps }],
        },
      ],
    })
  const always = { at: 'SSL_CONFIG', times: 'always', recover_after: 'PT1S' }
  const again = await load(['start', { wait: 'P300D' }], [scenario('again', { fail: always })])
  t.equal(again.status, 200, 'a thousand times is an end')
  const slow = await load(['start', { wait: 'P3650D' }, { wait: 'P1D' }])
  t.match(slow, {
    status: 400,
    body: {
      error: {
        message: /accounts\.0\.tasks\.0: the steps of task "long" take more than ten years/,
      },
    },
  })
  const lost = Array.from({ length: 20 }, (_, percent) => ({
    ...{ at: 'SSL_CONFIG', percent, for: 'PT1S', times: 1000 },
  }))
  const never = await load(['start', { wait: 'P300D' }], [scenario('often', { agent_lost: lost })])
  t.equal(never.status, 400)
  t.match(
    never.body.error.message,
    /accounts\.0\.tasks\.0: more than 10000 events happen in the steps of task "long", to which scenario "often" applies/,
  )
})

/** Does `work` when an account that is a day behind has made the first step of catching up. */
async function whileBehind<Result>(
  t: Parameters<typeof startTest>[0],
  work: (test: TestEmulator) => Result,
): Promise<{ test: TestEmulator; done: Awaited<Result>; steps: number; warnings: string[] }> {
  const test = await inSmallSteps(t, { clock: 'flowing' }, busy('big', 15))
  await test.control('POST', '/_emulator/scenarios?account=big', scenario('again', flapping))
  test.wall.now += 86_400_000
  const warnings: string[] = []
  test.emulator.host.warn = (message) => {
    warnings.push(message)
  }
  const count = countSteps(test)
  const meanwhile = afterFirstStep(test, () => work(test))
  void test.control('GET', '/_emulator/clock?account=big')
  const done = await await meanwhile
  return { test, done, steps: count.steps, warnings }
}

const urgent: Record<string, [method: string, path: string, body?: object]> = {
  'freezing the clock': ['PUT', 'clock?account=big', { mode: 'frozen' }],
  'taking out the scenarios': ['DELETE', 'scenarios?account=big'],
  'taking out a scenario': ['DELETE', 'scenarios?account=big&name=again'],
}

for (const [what, [method, path, body]] of Object.entries(urgent)) {
  t.test(`an account that is behind lets its owner in: ${what}`, async (t) => {
    const { test, done, steps, warnings } = await whileBehind(t, ({ control }) =>
      control(method, `/_emulator/${path}`, body),
    )
    t.equal(done.status, 200)
    t.ok(steps <= 3, `${steps} steps`)
    const { body: clock } = await test.control('GET', '/_emulator/clock?account=big')
    t.equal(clock.mode, 'frozen')
    t.ok(clock.now_ms >= noon && clock.now_ms < noon + 86_400_000, clock.now)
    t.match(warnings.join(), /account "big": .+interrupted.+frozen at/)
    if (method === 'DELETE') t.match(clock.halted, /catching up.+interrupted/)
    else t.equal(done.body.now, clock.now, 'the answer says where')
    const on = await test.control('POST', '/_emulator/clock/advance?account=big', { by: 'PT1H' })
    t.match(on, { status: 200, body: { from: clock.now, stopped: 'duration' } })
  })

  t.test(`who finds the account behind first is let in, too: ${what}`, async (t) => {
    const test = await inSmallSteps(t, { clock: 'flowing' }, busy('big', 15))
    await test.control('POST', '/_emulator/scenarios?account=big', scenario('again', flapping))
    test.wall.now += 86_400_000
    const count = countSteps(test)
    t.equal((await test.control(method, `/_emulator/${path}`, body)).status, 200)
    t.ok(count.steps <= 3, `${count.steps} steps`)
  })
}

t.test('deleteAccount: one that is behind can be deleted; who waits is refused', async (t) => {
  const test = await inSmallSteps(t, { clock: 'flowing' })
  const { control } = test
  const fixture = { accounts: busy('big', 15) }
  t.equal((await control('POST', '/_emulator/fixtures', fixture)).status, 200)
  test.wall.now += 86_400_000
  const count = countSteps(test)
  const deleted = afterFirstStep(test, () => control('DELETE', '/_emulator/accounts/big'))
  const waits = control('GET', '/_emulator/clock?account=big')
  t.equal((await deleted).status, 200)
  t.ok(count.steps <= 3, `${count.steps} steps`)
  t.equal((await waits).status, 409)
  t.equal((await control('GET', '/_emulator/clock?account=big')).status, 404)
})

t.test('a call that is refused does not stop an account that is catching up', async (t) => {
  const { test, done } = await whileBehind(t, ({ control }) =>
    Promise.all([
      control('DELETE', '/_emulator/scenarios?account=big&name=nobody'),
      control('PUT', '/_emulator/clock?account=big', { mode: 'frozen', pace: 0 }),
    ]),
  )
  t.strictSame(
    done.map(({ status }) => status),
    [404, 400],
  )
  const { body } = await test.control('GET', '/_emulator/clock?account=big')
  t.match(body, { mode: 'flowing', now_ms: noon + 86_400_000 })
})

t.test('reset: it does not wait for what is due', async (t) => {
  const emulator = await startTest(t, { clock: 'flowing' })
  const { control, wall } = emulator
  await control('POST', '/_emulator/accounts', { name: 'late' })
  t.match(await control('POST', '/_emulator/reset?account=late'), { status: 200 })
  await flaps(emulator)
  endless(emulator)
  wall.now += 3_600_000
  t.equal((await control('POST', '/_emulator/reset')).status, 200)
  t.notOk('halted' in (await control('GET', '/_emulator/clock')).body)
})
