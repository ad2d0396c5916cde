import t from 'tap'
import {
  act,
  exampleBody,
  linuxSource,
  newTask,
  noon,
  scenario,
  startTest,
  until,
} from '../../helper.ts'

/** `/_emulator/clock`: time is the test's (design.md §2). */

const clock = '/_emulator/clock'
const advance = `${clock}/advance`

t.test('showClock: a frozen clock stands still, a flowing one follows the wall', async (t) => {
  const { control, wall } = await startTest(t)
  const frozen = { mode: 'frozen', now: '2026-01-01T12:00:00.000Z', now_ms: noon, pace: 1 }
  t.strictSame((await control('GET', clock)).body, frozen)
  wall.now += 5000
  t.strictSame((await control('GET', clock)).body, frozen)

  t.match((await control('PUT', clock, { mode: 'flowing' })).body, {
    mode: 'flowing',
    now_ms: noon,
  })
  wall.now += 5000
  t.match((await control('GET', clock)).body, { now_ms: noon + 5000 })
  t.match((await control('POST', advance, { by: 'PT1H' })).body, { to: '2026-01-01T13:00:05.000Z' })
  wall.now += 1000
  t.match((await control('GET', clock)).body, { now_ms: noon + 3_606_000 })
  t.match((await control('PUT', clock, { mode: 'frozen' })).body, {
    mode: 'frozen',
    now_ms: noon + 3_606_000,
  })
})

t.test('updateClock: the clock is set forward, never back', async (t) => {
  const { control } = await startTest(t)
  t.match((await control('PUT', clock, { now: '2026-02-01T00:00:00Z' })).body, {
    now: '2026-02-01T00:00:00.000Z',
  })
  t.match(await control('PUT', clock, { now: '2026-01-31T00:00:00Z' }), {
    status: 400,
    body: { error: { message: /cannot go back to 2026-01-31T00:00:00.000Z; use reset/ } },
  })
  t.match(
    (await control('PUT', clock, { now: noon + 8e10 + 0.5 })).status,
    400,
    'half a millisecond is no moment',
  )
})

t.test('a clock that goes back on the wall does not take the account with it', async (t) => {
  const { control, wall } = await startTest(t, { clock: 'flowing' })
  wall.now += 60_000
  const { body } = await control('GET', clock)
  wall.now -= 30_000
  t.equal((await control('GET', clock)).body.now_ms, body.now_ms)
  wall.now += 31_000
  t.equal((await control('GET', clock)).body.now_ms, body.now_ms + 1000)
})

t.test('advanceClock: by a duration: what happened is told', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  await act(emulator, task, 'start')
  const { body } = await emulator.control('POST', advance, { by: 'PT20S' })
  t.match(body, {
    from: '2026-01-01T12:00:00.090Z',
    to: '2026-01-01T12:00:20.090Z',
    stopped: 'duration',
  })
  t.strictSame(
    body.events.map(({ at, type }: { at: string; type: string }) => `${at.slice(14, 23)} ${type}`),
    ['00:16.090 subtask.began', '00:20.090 subtask.ended', '00:20.090 subtask.began'],
  )
  t.match(body.events[0], { task, source, data: { name: 'SSL_CONFIG', user_op: 'REPLICATE' } })
})

t.test('advanceClock: event by event, and until nothing is left', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  t.match((await emulator.control('POST', advance, { events: 1 })).body, {
    to: '2026-01-01T12:00:16.090Z',
    stopped: 'events',
    events: [{ type: 'subtask.began' }],
  })
  t.match((await emulator.control('POST', advance, { events: 3 })).body, { stopped: 'events' })
  const { body } = await emulator.control('POST', advance, { until: 'idle' })
  t.equal(body.stopped, 'idle')
  t.match(body.events.at(-1), { type: 'task.estimate' })
  t.equal(body.to, body.events.at(-1).at, 'the clock stays where the last thing happened')
  t.match((await emulator.control('POST', advance, { events: 1 })).body, {
    from: body.to,
    to: body.to,
    stopped: 'idle',
    events: [],
  })
})

t.test('advanceClock: until a condition: it stops at its very moment', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  const progress = async () =>
    (await emulator.sms('GET', `/v3/tasks/${task}`)).body.sub_tasks[3].progress

  for (const percent of [1, 37, 63, 99]) {
    const { body } = await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent })
    t.equal(body.stopped, 'condition')
    t.equal(await progress(), percent)
    const at = await emulator.control(
      'GET',
      `/_emulator/tasks/${task}/timeline?at=${Date.parse(body.to) - 1}`,
    )
    if (percent > 1)
      t.equal(at.body.as_of.sub_tasks[3].progress, percent - 1, 'a millisecond earlier not yet')
  }
  const { body } = await until(emulator, task, { percent: 50, subtask: 'MIGRATE_LINUX_FILE' })
  t.equal(body.from, body.to, 'what holds already needs no time')
  t.equal(
    (await until(emulator, task, { user_op: 'REPLICATE', state: 'MIGRATE_SUCCESS' })).body.stopped,
    'condition',
  )
})

t.test('advanceClock: a condition may name a task by a name that only one has', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { name: 'only' })
  await act(emulator, task, 'start')
  t.equal((await until(emulator, 'only', { subtask: 'SSL_CONFIG' })).body.stopped, 'condition')
  t.match(await until(emulator, 'nobody', { state: 'RUNNING' }), {
    status: 404,
    body: { error: { message: /nobody/ } },
  })
})

t.test('advanceClock: what never comes true ends at the last event, or at max', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { syncing: true })
  await act(emulator, task, 'start')
  t.match(
    (await emulator.control('POST', advance, { until: { task, state: 'SYNCING' }, max: 'PT1M' }))
      .body,
    { from: '2026-01-01T12:00:00.090Z', to: '2026-01-01T12:01:00.090Z', stopped: 'max' },
  )
  t.match((await until(emulator, task, { state: 'MIGRATE_SUCCESS' })).body, { stopped: 'idle' })
  t.match((await emulator.sms('GET', `/v3/tasks/${task}`)).body, { state: 'SYNCING' })
})

t.test(
  'advanceClock: a task that waits for nothing leaves the clock and other tasks',
  async (t) => {
    const emulator = await startTest(t)
    const { task: other } = await newTask(emulator, { name: 'other', syncing: true })
    await act(emulator, other, 'start')
    const failing = scenario('bad', { fail: { at: 'SSL_CONFIG' } }, { task: 'bad' })
    await emulator.control('POST', '/_emulator/scenarios', failing)
    const { target_server } = exampleBody('CreateTask') as { target_server: object }
    const vm = { ...target_server, vm_id: 'another' }
    const { task } = await newTask(emulator, { name: 'bad', target_server: vm }, { name: 'bad' })
    const running = async () => (await emulator.sms('GET', `/v3/tasks/${other}`)).body.state

    const { body: ready } = await until(emulator, task, { state: 'SYNCING' })
    t.match(ready, { stopped: 'idle', to: ready.from, events: [] }, 'nothing has started it')

    await act(emulator, task, 'start')
    const { body: failed } = await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
    t.equal(failed.stopped, 'idle')
    t.equal(failed.to, failed.events.at(-1).at, 'the clock is where it failed')
    t.match(failed.events.at(-1), { task })
    t.equal(await running(), 'RUNNING')

    const { body: again } = await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
    t.match(again, { stopped: 'idle', to: again.from, events: [] })
    t.equal(await running(), 'RUNNING')
  },
)

t.test('advanceClock: moves that make no sense are refused in a sentence', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  for (const [body, message] of [
    [
      { by: '10 minutes' },
      /"10 minutes" is not a duration of days, hours, minutes and seconds, such as 10m/,
    ],
    [{ by: 'P1M' }, /P1M/],
    [{ by: '-PT1M' }, /-PT1M/],
    [{ by: 'P4000D' }, /ten years/],
    [{ by: 1e99 }, /^by: 1e\+99 is too large; the most is 3155760000000$/],
    [{ until: { task } }, /state, subtask, percent or user_op/],
    [{ until: { task, percent: 101 } }, /percent/],
    [{ until: { task, state: 'LOST' } }, /state/],
    [{ until: 'tomorrow' }, /until/],
    [{ events: 0 }, /events/],
    [{}, /by|until|events/],
  ] as const) {
    t.match(
      await emulator.control('POST', advance, body),
      { status: 400, body: { error: { message } } },
      JSON.stringify(body),
    )
  }
  t.match(await emulator.control('POST', `${advance}?account=nobody`, { by: 'PT1S' }), {
    status: 404,
    body: { error: { message: 'There is no account "nobody". There are: emulator.' } },
  })
})

t.test('updateClock: another pace re-plans what is under way', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 50 })
  const before = (await emulator.sms('GET', `/v3/tasks/${task}`)).body

  await emulator.control('PUT', clock, { pace: 10 })

  const after = (await emulator.sms('GET', `/v3/tasks/${task}`)).body
  t.equal(after.sub_tasks[3].progress, 50)
  t.equal(after.remain_seconds, Math.round(before.remain_seconds / 10))
  t.equal(after.migrate_speed, before.migrate_speed)
})

t.test('updateClock: another pace re-plans a pick-up, a pause and a check, too', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  const { body: source } = await emulator.sms('POST', '/v3/sources', linuxSource())
  await emulator.control('PUT', clock, { pace: 2 })
  t.match((await emulator.control('POST', advance, { events: 1 })).body, {
    to: '2026-01-01T12:00:00.135Z',
    events: [{ source: source.id }, {}],
  })
  t.match((await emulator.control('POST', advance, { events: 1 })).body, {
    to: '2026-01-01T12:00:08.090Z',
    events: [{ task }],
  })
  await act(emulator, task, 'stop')
  await emulator.control('PUT', clock, { pace: 4 })
  t.match((await emulator.control('POST', advance, { events: 1 })).body, {
    to: '2026-01-01T12:00:10.590Z',
  })
})

t.test('updateClock: another pace reaches what waits for an agent that is away', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const agent = `/_emulator/sources/${source}/agent`
  await act(emulator, task, 'start')
  await emulator.control('PUT', agent, { connected: false })
  await emulator.control('PUT', clock, { pace: 60 })
  await emulator.control('PUT', agent, { connected: true })
  const { body } = await emulator.control('POST', advance, { events: 1 })
  t.match(body, {
    from: '2026-01-01T12:00:00.090Z',
    to: '2026-01-01T12:00:00.357Z',
    events: [{ type: 'subtask.began', data: { name: 'SSL_CONFIG' } }],
  })
})

t.test(
  'updateClock: another pace reaches an agent that is away for a time, also without its task',
  async (t) => {
    const emulator = await startTest(t)
    const lost = scenario('lost', { agent_lost: { at: 'SSL_CONFIG', percent: 0, for: 'PT10M' } })
    await emulator.control('POST', '/_emulator/scenarios', lost)
    const { task } = await newTask(emulator)
    await act(emulator, task, 'start')
    await until(emulator, task, { subtask: 'SSL_CONFIG' })
    const back = async () => {
      const { body } = await emulator.control('POST', advance, { events: 1 })
      t.match(body.events, [{ type: 'source.agent', data: { connected: true } }])
      return Date.parse(body.to) - Date.parse(body.from)
    }
    await emulator.control('POST', '/_emulator/snapshots/away')

    await emulator.control('PUT', clock, { pace: 60 })
    t.equal(await back(), 10_000)

    await emulator.control('PUT', '/_emulator/snapshots/away')
    t.equal((await emulator.sms('DELETE', `/v3/tasks/${task}`)).status, 200)
    await emulator.control('PUT', clock, { pace: 60 })
    t.equal(await back(), 10_000)
  },
)

t.test('updateClock: a pace that comes and goes at once leaves every wait as it was', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  for (const pace of [1_000_000, 1]) await emulator.control('PUT', clock, { pace })
  const { body } = await emulator.control('POST', advance, { events: 1 })
  t.match(body, { to: '2026-01-01T12:00:16.090Z' })
})

t.test('a standstill ends with its scenario also while the agent is away', async (t) => {
  const emulator = await startTest(t)
  const stall = scenario('stall', { stall: { at: 'SSL_CONFIG', percent: 50 } })
  await emulator.control('POST', '/_emulator/scenarios', stall)
  const { task, source } = await newTask(emulator)
  const agent = `/_emulator/sources/${source}/agent`
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'SSL_CONFIG', percent: 50 })
  await emulator.control('PUT', agent, { connected: false })
  await emulator.control('DELETE', '/_emulator/scenarios')
  await emulator.control('PUT', agent, { connected: true })
  t.match((await until(emulator, task, { state: 'MIGRATE_SUCCESS' })).body, {
    stopped: 'condition',
  })
})

t.test("addScenarios: one added in continuous sync counts from the sync's beginning", async (t) => {
  const emulator = await startTest(t)
  const fail = (name: string, after: string) =>
    scenario(name, { fail: { at: 'CONTINUOUS_SYNC', after } })
  await emulator.control('POST', '/_emulator/scenarios', fail('late', 'PT1H'))
  const { task } = await newTask(emulator, { syncing: true })
  await act(emulator, task, 'start')
  const { to } = (await until(emulator, task, { state: 'SYNCING' })).body
  await emulator.control('POST', advance, { by: 'PT10M' })
  await emulator.control('POST', '/_emulator/scenarios', fail('early', 'PT30M'))

  const failed = await until(emulator, task, { state: 'MIGRATE_FAIL' })
  t.equal(Date.parse(failed.body.to) - Date.parse(to), 30 * 60_000)
})

t.test('advanceClock: what shares a moment happens together, and is told', async (t) => {
  const { control, sms, emulator } = await startTest(t)
  for (const name of ['a', 'b', 'c']) await sms('POST', '/v3/sources', linuxSource({ name }))
  const { body } = await control('POST', advance, { events: 1 })
  const checked = body.events.filter(({ type }: { type: string }) => type === 'source.checked')
  t.equal(checked.length, 3)
  const before = emulator.dump()
  await sms('GET', '/v3/sources')
  t.strictSame(emulator.dump(), before, 'nothing is left for a reader to settle')
})

t.test('advanceClock, updateClock: the ends of time and pace are refused', async (t) => {
  const { control, login } = await startTest(t)
  for (const body of [{ now: 9e15 }, { now: 8.64e15 }, { pace: 1e-300 }, { pace: 0 }]) {
    t.equal((await control('PUT', clock, body)).status, 400, JSON.stringify(body))
  }
  await control('PUT', clock, { now: '9999-12-30T00:00:00Z' })
  t.match(await login(), /^MII/)
  t.equal((await control('POST', advance, { by: 'P2D' })).status, 400)
  t.match((await control('POST', advance, { until: 'idle' })).body, { stopped: 'idle' })
})

t.test('showClock: an unknown parameter of a query is refused', async (t) => {
  const { control } = await startTest(t)
  t.match(await control('GET', `${clock}?acount=x`), {
    status: 400,
    body: { error: { message: /"acount" is unknown; did you mean account/ } },
  })
})
