import t from 'tap'
import { act, newTask, noon, startTest, type TestEmulator, until } from '../../helper.ts'

/** Actions and what they lead to (behaviour.md §3.3, §3.4, §4). */

const show = async ({ sms }: TestEmulator, task: string) =>
  (await sms('GET', `/v3/tasks/${task}`)).body
const source = async ({ sms }: TestEmulator, id: string) =>
  (await sms('GET', `/v3/sources/${id}`)).body
const rows = (task: { sub_tasks: { name: string; user_op: string }[] }) =>
  task.sub_tasks.map(({ name, user_op }) => `${user_op} ${name}`)

/** The three values that go together, as `RUNNING initialize replicating`. */
const three = async (emulator: TestEmulator, task: string) => {
  const { state, source_server } = await show(emulator, task)
  return `${state} ${source_server.state} ${source_server.migration_cycle}`
}

t.test('UpdateTaskStatus: syncing=false is one round, to the launched target', async (t) => {
  const emulator = await startTest(t)
  const { task, source: id } = await newTask(emulator)
  t.match(await act(emulator, task, 'start'), { status: 200, body: {} })
  t.equal(await three(emulator, task), 'RUNNING initialize replicating')
  const started = await show(emulator, task)
  t.strictSame(rows(started), [
    'REPLICATE SSL_CONFIG',
    'REPLICATE ATTACH_AGENT_IMAGE',
    'REPLICATE FORMAT_DISK_LINUX_FILE',
    'REPLICATE MIGRATE_LINUX_FILE',
    'REPLICATE CONFIGURE_LINUX_FILE',
    'REPLICATE DETTACH_AGENT_IMAGE',
  ])
  t.match(started, {
    estimate_complete_time: null,
    remain_seconds: null,
    migrate_speed: 0,
    subtask_info: null,
  })
  t.match(await source(emulator, id), { replicatesize: 0, totalsize: 0 })

  await until(emulator, task, { subtask: 'ATTACH_AGENT_IMAGE', percent: 90 })
  t.equal(await three(emulator, task), 'RUNNING initialize replicating')
  t.equal((await show(emulator, task)).subtask_info, 'ATTACH_AGENT_IMAGE-90')

  const { body: moved } = await until(emulator, task, {
    subtask: 'MIGRATE_LINUX_FILE',
    percent: 63,
  })
  t.equal(await three(emulator, task), 'RUNNING replicate replicating')
  const copying = await show(emulator, task)
  t.match(copying, { migrate_speed: 50, subtask_info: 'MIGRATE_LINUX_FILE-63' })
  t.match(copying.sub_tasks[3], { progress: 63, migrate_speed: 50, end_date: null })
  t.equal(copying.estimate_complete_time, Date.parse(moved.to) + copying.remain_seconds)
  const total = 2_853_855_232
  const { totalsize, replicatesize, current_task } = await source(emulator, id)
  t.equal(totalsize, total, 'the used space')
  t.equal(Math.floor((replicatesize / total) * 100), 63)
  t.match(current_task, { migrate_speed: 50, subtask_info: 'MIGRATE_LINUX_FILE-63' })

  await until(emulator, task, { subtask: 'CONFIGURE_LINUX_FILE' })
  t.equal(await three(emulator, task), 'RUNNING cutovering cutovering')
  t.match(await source(emulator, id), { replicatesize: 0, totalsize: 0 })

  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.equal(await three(emulator, task), 'MIGRATE_SUCCESS finished cutovered')
  const done = await show(emulator, task)
  t.match(done, {
    estimate_complete_time: null,
    remain_seconds: null,
    migrate_speed: 0,
    subtask_info: null,
  })
  t.equal(done.finish_date, done.sub_tasks[5].end_date)
  t.ok(done.sub_tasks.every(({ progress }: { progress: number }) => progress === 100))
  t.ok(
    done.finish_date - noon > 14 * 60_000 && done.finish_date - noon < 16 * 60_000,
    'a quarter of an hour',
  )
})

t.test('UpdateTaskStatus: syncing=true: sync, launch, sync again, launch again', async (t) => {
  const emulator = await startTest(t)
  const { task, source: id } = await newTask(emulator, { syncing: true })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'SYNCING' })
  t.equal(await three(emulator, task), 'SYNCING syncing syncing')
  const first = await show(emulator, task)
  t.equal(first.sub_tasks.length, 4)
  t.equal(first.remain_seconds, 60_000)

  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT5H' })
  t.strictSame(await show(emulator, task), first, 'nothing happens by itself')
  t.match(await source(emulator, id), { replicatesize: 2_853_855_232, totalsize: 2_853_855_232 })

  await act(emulator, task, 'test')
  t.equal(await three(emulator, task), 'SYNCING cutovering cutovering')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.equal(await three(emulator, task), 'MIGRATE_SUCCESS finished cutovered')
  const { finish_date } = await show(emulator, task)

  await act(emulator, task, 'restart')
  t.equal(await three(emulator, task), 'SYNCING syncing syncing')
  t.match(
    (await act(emulator, task, 'cutover')).body,
    { error_code: 'SMS.7721' },
    'not while the resync is under way',
  )
  await until(emulator, task, { user_op: 'RESYNC0', subtask: 'SYNC_LINUX_FILE', percent: 100 })
  t.equal((await show(emulator, task)).finish_date, finish_date, 'a resync does not clear it')

  await act(emulator, task, 'cutover')
  await until(emulator, task, { state: 'SYNC_SUCCESS' })
  t.equal(await three(emulator, task), 'SYNC_SUCCESS finished cutovered')
  const last = await show(emulator, task)
  t.ok(last.finish_date > finish_date)
  t.strictSame(rows(last).slice(4), [
    'CUTOVER0 CONFIGURE_LINUX_FILE',
    'CUTOVER0 DETTACH_AGENT_IMAGE',
    'RESYNC0 SSL_CONFIG',
    'RESYNC0 ATTACH_AGENT_IMAGE',
    'RESYNC0 SYNC_LINUX_FILE',
    'CUTOVER1 CONFIGURE_LINUX_FILE',
    'CUTOVER1 DETTACH_AGENT_IMAGE',
  ])
  const sum = last.sub_tasks.reduce(
    (total: number, row: { start_date: number; end_date: number }) =>
      total + row.end_date - row.start_date,
    0,
  )
  t.equal(last.total_time, sum)
})

t.test('UpdateTaskStatus: with syncing=false a restart goes on to the launch', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  await act(emulator, task, 'restart')
  await until(emulator, task, { state: 'SYNC_SUCCESS' })
  t.strictSame(rows(await show(emulator, task)).slice(6), [
    'RESYNC0 SSL_CONFIG',
    'RESYNC0 ATTACH_AGENT_IMAGE',
    'RESYNC0 SYNC_LINUX_FILE',
    'RESYNC0 CONFIGURE_LINUX_FILE',
    'RESYNC0 DETTACH_AGENT_IMAGE',
  ])
})

t.test('UpdateTaskStatus: stop and start: a copy goes on where it was', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  const { sub_tasks } = await show(emulator, task)

  t.equal((await act(emulator, task, 'stop')).status, 200)
  t.equal(await three(emulator, task), 'ABORTING stopping replicating')
  t.match((await act(emulator, task, 'stop')).body, { error_code: 'SMS.7714' })
  await until(emulator, task, { state: 'ABORT' })
  t.equal(await three(emulator, task), 'ABORT stopped replicating')

  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT2H' })
  const paused = await show(emulator, task)
  t.match(paused.sub_tasks[3], { progress: 63, end_date: null, migrate_speed: 0 })

  t.equal((await act(emulator, task, 'start')).status, 200)
  t.equal(await three(emulator, task), 'RUNNING replicate replicating')
  t.match((await act(emulator, task, 'start')).body, { error_code: 'SMS.7713' })
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 64 })
  t.strictSame(
    (await show(emulator, task)).sub_tasks.slice(0, 3),
    sub_tasks.slice(0, 3),
    'rows before it stay',
  )
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.equal((await show(emulator, task)).sub_tasks.length, 6, 'no new round')
})

t.test('UpdateTaskStatus: stop and start: any other row is done again', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'ATTACH_AGENT_IMAGE', percent: 80 })
  await act(emulator, task, 'stop')
  await until(emulator, task, { state: 'ABORT' })
  await act(emulator, task, 'start')
  t.equal(await three(emulator, task), 'RUNNING initialize replicating')
  t.match((await show(emulator, task)).sub_tasks[1], {
    progress: 0,
    start_date: null,
    end_date: null,
  })
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
})

t.test('UpdateTaskStatus: stop and start in continuous sync, and in a launch', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { syncing: true })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'SYNCING' })
  await act(emulator, task, 'stop')
  await until(emulator, task, { state: 'ABORT' })
  t.equal(await three(emulator, task), 'ABORT stopped syncing')
  await act(emulator, task, 'start')
  t.equal(await three(emulator, task), 'SYNCING syncing syncing')

  await act(emulator, task, 'cutover')
  await act(emulator, task, 'stop')
  await until(emulator, task, { state: 'ABORT' })
  t.equal(await three(emulator, task), 'ABORT stopped cutovering')
  await act(emulator, task, 'start')
  t.equal(await three(emulator, task), 'SYNCING cutovering cutovering')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
})

t.test('UpdateTaskStatus: an action out of place is refused, and changes nothing', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { syncing: true })
  const refused = async (moment: string, codes: Record<string, string>) => {
    const before = emulator.emulator.dump()
    for (const [operation, error_code] of Object.entries(codes)) {
      t.match(
        await act(emulator, task, operation),
        { status: 400, body: { error_code } },
        `${operation} ${moment}`,
      )
    }
    t.strictSame(emulator.emulator.dump(), before)
  }
  const launch = { test: 'SMS.7721', cutover: 'SMS.7721' }
  await refused('when ready', { stop: 'SMS.7714', restart: 'SMS.7722', ...launch })
  await act(emulator, task, 'start')
  await refused('when running', { start: 'SMS.7713', restart: 'SMS.7722', ...launch })
  await until(emulator, task, { state: 'SYNCING' })
  await refused('in sync', { start: 'SMS.7713', restart: 'SMS.7722' })
  await act(emulator, task, 'cutover')
  await refused('while launching', { start: 'SMS.7713', restart: 'SMS.7722', ...launch })
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  await refused('when launched', { start: 'SMS.7713', stop: 'SMS.7714', ...launch })
})

t.test('UpdateTaskStatus: files are compared between the copy and the launch', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { is_need_consistency_check: true })
  await act(emulator, task, 'start')
  t.equal(rows(await show(emulator, task)).indexOf('REPLICATE CHECK_CONSISTENCY'), 4)
  await until(emulator, task, { subtask: 'CHECK_CONSISTENCY', percent: 50 })
  t.equal(await three(emulator, task), 'RUNNING replicate replicating')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  await emulator.sms('POST', `/v3/tasks/${task}/action`, {
    operation: 'restart',
    is_need_consistency_check: true,
  })
  t.ok(rows(await show(emulator, task)).includes('RESYNC0 CHECK_CONSISTENCY'))
})

t.test('ShowServer: the service sets one time of a source, the agent both', async (t) => {
  const emulator = await startTest(t)
  const { task, source: id } = await newTask(emulator)
  const registered = (await source(emulator, id)).stage_action_time
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1H' })
  await act(emulator, task, 'start')
  t.match(await source(emulator, id), {
    state_action_time: noon + 90 + 3_600_000,
    stage_action_time: registered,
  })
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE' })
  const { state_action_time, stage_action_time } = await source(emulator, id)
  t.equal(stage_action_time, state_action_time)
})

t.test('ShowServer: the simulated agent is heard of every ten seconds', async (t) => {
  const emulator = await startTest(t)
  const { source: id } = await newTask(emulator)
  const { last_visit_time: first } = await source(emulator, id)
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT25S' })
  t.match(await source(emulator, id), { connected: true, last_visit_time: first + 20_000 })
})

t.test('a task of the pace of 60 takes a sixtieth', async (t) => {
  const emulator = await startTest(t, { pace: 60 })
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 50 })
  const copying = await show(emulator, task)
  t.equal(copying.migrate_speed, 50, 'the nominal rate')
  t.ok(copying.remain_seconds < 5_000, 'but clock time')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  const { finish_date } = await show(emulator, task)
  t.ok(finish_date - noon >= 14_000 && finish_date - noon <= 16_000)
})
