import t from 'tap'
import { act, healthySource, newTask, startTest, taskFor, until } from '../../helper.ts'

/** `/_emulator/tasks` and `/_emulator/sources`. */

t.test('overviewTasks: a task is shown with its sub-task at work and every row', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  const before = emulator.emulator.dump()
  const { status, body } = await emulator.control('GET', '/_emulator/tasks')
  t.equal(status, 200)
  t.equal(body.count, 1)
  const [shown] = body.tasks
  t.match(shown, {
    id: task,
    state: 'RUNNING',
    source: { id: source },
    migration_cycle: 'replicating',
    connected: true,
    subtask: 'MIGRATE_LINUX_FILE',
    percent: 63,
  })
  t.match(shown.ahead, { to: 100, evenly: true })
  t.equal(Math.floor(shown.ahead.from), 63)
  t.ok(shown.speed > 0)
  t.ok(shown.remaining_ms > 0)
  t.match(shown.rows[0], { user_op: 'REPLICATE', percent: 100, ended: true, error: null })
  t.match(
    shown.rows.find(({ name }: { name: string }) => name === 'MIGRATE_LINUX_FILE'),
    { percent: 63, ended: false },
  )
  t.strictSame(emulator.emulator.dump(), before, 'reading changed nothing')
})

t.test('overviewSources: sources with their task, in pages, the newest first', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const second = await healthySource(emulator, {
    name: 'second',
    ip: '192.168.0.155',
    networks: [{ name: 'eth0', ip: '192.168.0.155', mac: 'fa:16:3e:b9:49:20' }],
  })
  const { body } = await emulator.control('GET', '/_emulator/sources')
  t.match(body, {
    count: 2,
    sources: [
      { id: second, name: 'second', task: null },
      { id: source, state: 'waiting', connected: true, task: { id: task, state: 'READY' } },
    ],
  })
  const page = await emulator.control('GET', '/_emulator/sources?limit=1&offset=1')
  t.match(page.body, { count: 2, sources: [{ id: source }] })
  t.equal(page.body.sources.length, 1)
})

t.test('overviewTasks: one task, by its id or a name that only one has', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { name: 'one' })
  for (const asked of [task, 'one']) {
    const { body } = await emulator.control('GET', `/_emulator/tasks?task=${asked}`)
    t.match(body, { count: 1, tasks: [{ id: task }] })
  }
  t.match(await emulator.control('GET', '/_emulator/tasks?task=on'), {
    status: 404,
    body: { error: { message: 'There is no task "on" in account "emulator". Did you mean one?' } },
  })
})

t.test('overviewTasks, overviewSources: an unknown account, a page that is none', async (t) => {
  const { control } = await startTest(t)
  t.match(await control('GET', '/_emulator/tasks?account=nobody'), { status: 404 })
  t.match(await control('GET', '/_emulator/sources?account=nobody'), { status: 404 })
  t.match(await control('GET', '/_emulator/tasks?limit=many'), { status: 400 })
})

t.test('overviewTasks: sub-tasks have begun and end when they did, or will', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  const rowsOf = async () => {
    const { body } = await emulator.control('GET', '/_emulator/tasks')
    return body.tasks[0].rows as { name: string; began: string | null; ends: string | null }[]
  }
  const planned = await rowsOf()
  t.ok(planned.length > 3)
  for (const { name, began, ends } of planned) {
    t.ok(began !== null && ends !== null && began <= ends, `${name} ${began} ${ends}`)
  }
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  const past = await rowsOf()
  t.strictSame(
    past.slice(0, planned.length).map(({ began, ends }) => ({ began, ends })),
    planned.map(({ began, ends }) => ({ began, ends })),
    'what was planned came to be',
  )
})

t.test('overviewTasks, overviewSources: by state and by a text in the name', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { name: 'move-1' }, { name: 'web-1' })
  await act(emulator, task, 'start')
  const second = {
    name: 'db-1',
    ip: '192.168.0.155',
    networks: [{ name: 'eth0', ip: '192.168.0.155', mac: 'fa:16:3e:b9:49:20' }],
  }
  const { target_server } = taskFor('any') as { target_server: object }
  const target = { ...target_server, vm_id: 'another' }
  await newTask(emulator, { name: 'move-2', target_server: target }, second)
  const named = async (query: string) => {
    const { body } = await emulator.control('GET', `/_emulator/${query}`)
    const list = (body.tasks ?? body.sources) as { name: string }[]
    return { count: body.count, names: list.map(({ name }) => name), states: body.states }
  }
  const states = { READY: 1, RUNNING: 1 }
  t.strictSame(await named('tasks?state=RUNNING'), { count: 1, names: ['move-1'], states })
  t.strictSame(await named('tasks?q=ove-2'), { count: 1, names: ['move-2'], states })
  t.strictSame(await named('tasks?q=ove&state=ABORT'), { count: 0, names: [], states })
  t.match(await named('sources?q=db'), { count: 1, names: ['db-1'] })
  t.match(await named('sources?state=initialize'), { count: 1, states: { initialize: 1 } })
  t.match(await emulator.control('GET', '/_emulator/tasks?state=RUN'), { status: 400 })
})

t.test('overviewTasks: the actions say what the service answers, whatever the state', async (t) => {
  const emulator = await startTest(t)
  const { control, sms } = emulator
  const { task, source } = await newTask(emulator, { syncing: true })
  const conditions = [
    async () => {},
    () => act(emulator, task, 'start'),
    () => until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 10 }),
    () => act(emulator, task, 'stop'),
    () => control('POST', '/_emulator/clock/advance', { until: 'idle' }),
    () => act(emulator, task, 'start'),
    () => until(emulator, task, { state: 'SYNCING' }),
    () => control('PUT', `/_emulator/sources/${source}/agent`, { connected: false }),
    () => control('PUT', `/_emulator/sources/${source}/agent`, { connected: true }),
    () => act(emulator, task, 'cutover'),
    () => until(emulator, task, { state: 'MIGRATE_SUCCESS' }),
  ]
  const codes = new Set()
  for (const [index, reach] of conditions.entries()) {
    await reach()
    const { body } = await control('GET', '/_emulator/tasks')
    const [shown] = body.tasks
    const before = JSON.stringify(emulator.emulator.dump())
    await control('GET', '/_emulator/tasks')
    t.equal(JSON.stringify(emulator.emulator.dump()), before, 'it is a read')
    await control('POST', '/_emulator/snapshots/here')
    for (const { operation, code } of shown.actions) {
      const answer =
        operation === 'delete'
          ? await sms('DELETE', `/v3/tasks/${task}`)
          : await act(emulator, task, operation)
      const given = answer.status === 200 ? null : answer.body.error_code
      t.equal(given, code, `${index} ${shown.state}: ${operation}`)
      codes.add(code)
      await control('PUT', '/_emulator/snapshots/here')
    }
  }
  t.ok(codes.size > 6, [...codes].join())
})

t.test(
  'overviewTasks: what happens next by itself is what an advance by one event does',
  async (t) => {
    const emulator = await startTest(t)
    const next = async () => (await emulator.control('GET', '/_emulator/tasks?limit=1')).body.next
    t.equal(await next(), null, 'nothing happens by itself')
    // Ids of what the event creates are not known before.
    const named = ({ type, task, source }: Record<string, string>) => ({ type, task, source })
    // Each step of a migration.
    const { task } = await newTask(emulator, { name: 'next' })
    await act(emulator, task, 'start')
    const before = emulator.emulator.dump()
    await next()
    t.strictSame(emulator.emulator.dump(), before, 'reading changed nothing')
    for (let steps = 0; ; steps++) {
      const expected = await next()
      if (expected === null) {
        t.ok(steps > 5)
        break
      }
      const { body } = await emulator.control('POST', '/_emulator/clock/advance', { events: 1 })
      t.equal(expected.at, body.to)
      t.equal(expected.name, 'next')
      t.strictSame(expected.events.map(named), body.events.map(named))
    }
  },
)
