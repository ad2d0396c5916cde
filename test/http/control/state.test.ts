import t from 'tap'
import { act, newTask, noon, startTest, taskFor, until } from '../../helper.ts'

/** `/_emulator/health`, `ready`, `info`, `reset` and timelines. */

t.test('health, ready: alive at once, ready once seeded', async (t) => {
  const { control, emulator } = await startTest(t)
  t.match(await control('GET', '/_emulator/health'), { status: 200, body: { status: 'ok' } })
  t.strictSame((await control('GET', '/_emulator/ready')).body, { ready: true })
  emulator.host.notReadyReason = 'the fixtures are not loaded yet'
  t.match(await control('GET', '/_emulator/ready'), {
    status: 503,
    body: { ready: false, reason: 'the fixtures are not loaded yet' },
  })
  t.equal((await control('GET', '/_emulator/health')).status, 200)
})

t.test('info: version, settings, accounts and endpoints, and no secret', async (t) => {
  const { call } = await startTest(t, { fixture: ['fixtures/walkthrough.yaml'] })
  const { body } = await call('GET', '/_emulator/info', { headers: { host: 'emu.test:1234' } })
  t.match(body, {
    name: 'huaweicloud-sms-emulator',
    version: /^\d+\.\d+\.\d+/,
    endpoints: {
      url: 'http://emu.test:1234',
      iam: 'http://emu.test:1234',
      sms: 'http://emu.test:1234',
      ecs: 'http://emu.test:1234/ecs',
      vpc: 'http://emu.test:1234/vpc',
      ims: 'http://emu.test:1234/ims',
      evs: 'http://emu.test:1234/evs',
      control: 'http://emu.test:1234/_emulator',
    },
    settings: { clock: 'frozen', pace: 1, auth: 'strict', db: ':memory:', public_url: null },
    accounts: [
      { name: 'emulator', projects: ['ap-southeast-1'] },
      { name: 'domainname', projects: ['ap-southeast-1'] },
    ],
  })
  t.notMatch(JSON.stringify(body), /Emulator@123|emulatorSecretKey|\*\*\*\*/)
})

t.test('reset: one account, or all of them', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/walkthrough.yaml'] })
  const before = emulator.emulator.dump()
  await newTask(emulator)
  await emulator.control('POST', '/_emulator/clock/advance?account=domainname', { by: 'PT1H' })

  t.match((await emulator.control('POST', '/_emulator/reset?account=emulator')).body, {
    reset: ['emulator'],
  })
  const clock = async () =>
    (await emulator.control('GET', '/_emulator/clock?account=domainname')).body.now
  t.equal(await clock(), '2020-09-15T09:50:31.000Z', 'the other account is not touched')

  t.match((await emulator.control('POST', '/_emulator/reset?all=true')).body, {
    reset: ['emulator', 'domainname'],
  })
  t.strictSame(emulator.emulator.dump(), before)
  t.match(await emulator.control('POST', '/_emulator/reset?account=nobody'), { status: 404 })
})

t.test('reset: an account that came later is as at its birth; with all it is gone', async (t) => {
  const emulator = await startTest(t)
  const payload =
    'accounts: [{ name: late, users: [{ name: u, password: p }], scenarios: [{ name: s, then: {} }] }]'
  t.equal((await emulator.call('POST', '/_emulator/fixtures', { payload })).status, 200)
  await emulator.control('POST', '/_emulator/reset?account=late')
  const { body } = await emulator.control('GET', '/_emulator/fixtures?account=late')
  t.match(body.accounts[0], { name: 'late', users: [{ name: 'u' }], scenarios: [] })
  await emulator.control('POST', '/_emulator/reset?all=true')
  t.equal((await emulator.control('GET', '/_emulator/clock?account=late')).status, 404)
})

t.test('showTimeline: what was and what will be', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  const url = `/_emulator/tasks/${task}/timeline`
  const { body } = await emulator.control('GET', url)

  t.match(body, {
    task,
    past: [
      { type: 'task.created' },
      { type: 'source.state' },
      { type: 'task.action', data: { operation: 'start' } },
    ],
  })
  t.match(body.past.at(-1), { type: 'subtask.began', data: { name: 'MIGRATE_LINUX_FILE' } })
  t.match(body.planned[0], { type: 'subtask.ended', data: { name: 'MIGRATE_LINUX_FILE' } })
  t.ok(
    body.planned.some(({ data }: { data: { state: string } }) => data.state === 'MIGRATE_SUCCESS'),
  )
  t.notOk('as_of' in body)

  await emulator.control('POST', '/_emulator/clock/advance', { until: 'idle' })
  const { body: later } = await emulator.control('GET', url)
  t.strictSame(later.planned, [])
  t.strictSame(
    later.past.slice(body.past.length),
    body.planned,
    'what was planned is what happened',
  )
})

t.test('showTimeline: a task as of any moment, past or to come', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { syncing: true })
  await act(emulator, task, 'start')
  const show = async () => (await emulator.sms('GET', `/v3/tasks/${task}`)).body
  const asOf = async (at: number) =>
    (await emulator.control('GET', `/_emulator/tasks/${task}/timeline?at=${at}`)).body.as_of
  const now = async () => (await emulator.control('GET', '/_emulator/clock')).body.now_ms

  const seen: [number, unknown][] = []
  const look = async () => {
    seen.push([await now(), await show()])
    // A moment includes all that happens in it: the next action comes a millisecond later.
    await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT0.001S' })
  }
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 41 })
  await look()
  const ahead = await asOf((await now()) + 60_000)
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1M' })
  t.strictSame(ahead, await show(), 'the future')
  await act(emulator, task, 'stop')
  await look()
  await until(emulator, task, { state: 'ABORT' })
  await look()
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'SYNCING' })
  await look()
  await act(emulator, task, 'cutover')
  await until(emulator, task, { user_op: 'CUTOVER0', percent: 15 })
  await look()
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  await look()
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1H' })

  for (const [at, task] of seen) {
    const then = (await asOf(at)) as { target_server: object }
    // What stays on the target is shown as it is now.
    const { target_server: _, ...rest } = task as { target_server: object }
    t.match(then, rest, String(at))
  }
  t.match(await emulator.control('GET', `/_emulator/tasks/${task}/timeline?at=${noon - 1}`), {
    status: 400,
    body: { error: { message: /begins at 2026-01-01T12:00:00.090Z/ } },
  })
})

t.test('showTimeline: found by the name of a task, if only one has it', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { name: 'web' })
  const get = (task: string) => emulator.control('GET', `/_emulator/tasks/${task}/timeline`)
  t.match((await get('web')).body, { task })
  t.strictSame((await get('web')).body, (await get(task)).body)
  const vm = { ...(taskFor('').target_server as object), vm_id: 'vm-2' }
  await newTask(emulator, { name: 'web', target_server: vm }, { name: 'another' })
  t.match(await get('web'), {
    status: 400,
    body: { error: { message: /More than one task is named "web"; give its id/ } },
  })
})

t.test('showTimeline: what an agent reports about a task', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  const { body: before } = await emulator.control('GET', '/_emulator/clock')
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1S' })
  const report = { subtask_name: 'SSL_CONFIG', progress: 1, replicatesize: 0, totalsize: 0 }
  await emulator.sms('PUT', `/v3/tasks/${task}/progress`, {
    ...report,
    process_trace: '',
    need_migration_test: true,
  })
  const result = {
    dir_check: '/',
    num_total_files: 1,
    num_different_files: 0,
    num_target_miss_files: 0,
    num_target_more_files: 0,
  }
  t.match(
    await emulator.sms('POST', `/v3/tasks/${task}/consistency-result`, {
      consistency_result: [result],
    }),
    { status: 200 },
  )
  const { body } = await emulator.control(
    'GET',
    `/_emulator/tasks/${task}/timeline?at=${before.now_ms}`,
  )
  t.match(body.as_of, { need_migration_test: false })
  t.match(
    body.past.filter(({ type }: { type: string }) => type === 'task.changed'),
    [
      { data: { before: { need_migration_test: false }, after: { need_migration_test: true } } },
      { data: { after: { report: { progress: 1 } } } },
      { data: { before: { consistency_results: [] } } },
    ],
  )
})

t.test('showTimeline: it outlives its task; an unknown task is not found', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await emulator.sms('DELETE', `/v3/tasks/${task}`)
  const { body } = await emulator.control('GET', `/_emulator/tasks/${task}/timeline`)
  t.match(body.past.at(-1), { type: 'source.state' })
  t.strictSame(body.planned, [])
  t.match(await emulator.control('GET', '/_emulator/tasks/nobody/timeline'), {
    status: 404,
    body: { error: { message: 'There is no task "nobody" in account "emulator".' } },
  })
})

t.test('showTimeline: what was not yet on a target is not shown in its past', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  const { body: list } = await emulator.sms('GET', '/v3/tasks?name=lin-15')
  const [{ id }] = list.tasks
  const then = (await emulator.control('GET', '/_emulator/clock')).body.now_ms
  await until(emulator, id, { subtask: 'SSL_CONFIG' })
  await emulator.sms('PUT', `/v3/tasks/${id}`, { name: 'renamed', speed_limit: 7 })
  const { body } = await emulator.control('GET', `/_emulator/tasks/${id}/timeline?at=${then}`)
  t.match(body.as_of, {
    name: 'lin-15',
    speed_limit: 0,
    target_server: { vm_id: '', name: '' },
    sub_tasks: [{ name: 'CREATE_CLOUD_SERVER', progress: 40 }],
  })
  const { body: ahead } = await emulator.control(
    'GET',
    `/_emulator/tasks/${id}/timeline?at=9000-01-01T00:00:00Z`,
  )
  t.match(ahead.as_of, { state: 'MIGRATE_SUCCESS', name: 'renamed' })
})
