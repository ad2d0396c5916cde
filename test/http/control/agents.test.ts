import t from 'tap'
import {
  act,
  exampleBody,
  newTask,
  scenario,
  startTest,
  type TestEmulator,
  until,
  windowsSource,
  windowsTask,
} from '../../helper.ts'

/** `/_emulator/sources/{source}/agent`: agents that go and come, and that programs play. */

const agentOf = ({ control }: TestEmulator, source: string) => ({
  is: async () => (await control('GET', `/_emulator/sources/${source}/agent`)).body,
  becomes: async (change: object) =>
    (await control('PUT', `/_emulator/sources/${source}/agent`, change)).body,
})

type Row = { name: string; progress: number }
const show = async ({ sms }: TestEmulator, task: string) => {
  const { body } = await sms('GET', `/v3/tasks/${task}`)
  return {
    standing: `${body.state}/${body.source_server.state}`,
    rows: body.sub_tasks.map(({ name, progress }: Row) => `${name} ${progress}`),
    subtask_info: body.subtask_info,
  }
}
const pass = ({ control }: TestEmulator, by: string) =>
  control('POST', '/_emulator/clock/advance', { by })

t.test('showAgent, updateAgent: by the id of the source, or by its name', async (t) => {
  const emulator = await startTest(t)
  const { source } = await newTask(emulator)
  const shown = { source, mode: 'simulated', connected: true, last_visit: /^2026-01-01T12:00/ }
  t.match(await agentOf(emulator, source).is(), shown)
  t.match(await agentOf(emulator, 'sms-source-01').is(), shown)
  t.match(await agentOf(emulator, 'nobody').is(), {
    error: { code: 'EMULATOR.0404', message: /"nobody"/ },
  })
  for (const [change, message] of [
    [{}, /mode or connected/],
    [{ restarted: true }, /connected: true/],
    [{ mode: 'absent' }, /mode/],
  ] as const) {
    t.match(await agentOf(emulator, source).becomes(change), {
      error: { code: 'EMULATOR.0400', message },
    })
  }
  await newTask(emulator, { target_server: { disks: [{}], vm_id: 'x' } })
  t.match(await agentOf(emulator, 'sms-source-01').is(), { error: { message: /its id/ } })
})

/** Every place of a migration at which an agent can be lost: a row and a percent, or a state. */
const places: [subtask: string, percent: number][] = [
  ['SSL_CONFIG', 0],
  ['ATTACH_AGENT_IMAGE', 20],
  ['FORMAT_DISK_LINUX_FILE', 10],
  ['MIGRATE_LINUX_FILE', 63],
  ['CHECK_CONSISTENCY', 50],
  ['CONFIGURE_LINUX_FILE', 1],
  ['DETTACH_AGENT_IMAGE', 80],
]

t.test('updateAgent: an agent that is lost and back goes on where it was', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator, { is_need_consistency_check: true })
  const agent = agentOf(emulator, source)
  await act(emulator, task, 'start')
  for (const [subtask, percent] of places) {
    await until(emulator, task, { subtask, percent })
    const before = await show(emulator, task)
    t.match(await agent.becomes({ connected: false }), { connected: false })
    await pass(emulator, 'PT3H')
    t.strictSame(await show(emulator, task), before, `${subtask}: nothing happens without it`)
    t.match(await agent.becomes({ connected: true, restarted: true }), { connected: true })
    t.strictSame(await show(emulator, task), before, `${subtask}: nor at once with it`)
  }
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  const { body } = await emulator.sms('GET', `/v3/tasks/${task}`)
  t.ok(body.total_time > places.length * 3 * 3_600_000, 'the rows have lasted as long')
})

t.test(
  'updateAgent: an agent that restarts without having been away stops a copy by blocks at once',
  async (t) => {
    for (const stall of [[], [{ at: 'MIGRATE_*', percent: 30 }]]) {
      const emulator = await startTest(t)
      const { task, source } = await newTask(
        emulator,
        windowsTask(),
        windowsSource({ driver_files: true, system_services: true }),
      )
      await emulator.control('POST', '/_emulator/scenarios', scenario('stall', { stall }))
      await act(emulator, task, 'start')
      await until(emulator, task, { subtask: 'MIGRATE_WINDOWS_BLOCK', percent: 30 })
      await agentOf(emulator, source).becomes({ connected: true, restarted: true })
      t.match(await show(emulator, task), { standing: 'MIGRATE_FAIL/error' })
      t.match((await emulator.sms('GET', `/v3/tasks/${task}`)).body.error_json, /SMS\.0212/)
    }
  },
)

t.test('updateAgent: a pause and a pick-up wait for a lost agent, too', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const agent = agentOf(emulator, source)
  await act(emulator, task, 'start')
  await agent.becomes({ connected: false })
  await pass(emulator, 'PT1H')
  t.match(await show(emulator, task), { standing: 'RUNNING/initialize', subtask_info: null })
  t.match(await act(emulator, task, 'stop'), { status: 200 }, 'a stop needs no agent')
  await pass(emulator, 'PT1H')
  t.match(await show(emulator, task), { standing: 'ABORTING/stopping' }, 'but its word')
  await agent.becomes({ connected: true })
  await until(emulator, task, { state: 'ABORT' })
  await agent.becomes({ connected: false })
  t.match(await act(emulator, task, 'start'), { body: { error_code: 'SMS.6603' } })
})

const progress = (emulator: TestEmulator, task: string, subtask_name: string, percent: number) =>
  emulator.sms('PUT', `/v3/tasks/${task}/progress`, {
    ...exampleBody('UpdateTaskSpeed'),
    subtask_name,
    progress: percent,
  })

t.test('updateAgent: what a program reports for a lost agent shows until it is back', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const agent = agentOf(emulator, source)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 30 })
  await agent.becomes({ connected: false })
  await progress(emulator, task, 'MIGRATE_LINUX_FILE', 10)
  t.match(await show(emulator, task), { subtask_info: 'MIGRATE_LINUX_FILE-10' })
  await agent.becomes({ connected: true })
  t.match(await show(emulator, task), { subtask_info: 'MIGRATE_LINUX_FILE-30' })
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 31 })
  t.match(await show(emulator, task), { subtask_info: 'MIGRATE_LINUX_FILE-31' })
})

t.test('updateAgent: an agent is taken over in the middle, and given back', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const agent = agentOf(emulator, source)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 30 })
  t.match(await agent.becomes({ mode: 'external' }), { mode: 'external', connected: true })
  await pass(emulator, 'PT30S')
  const { rows } = await show(emulator, task)
  t.equal(rows[3], 'MIGRATE_LINUX_FILE 30', 'it does not go on by itself')
  t.match(await emulator.sms('GET', `/v3/sources/${source}/command`), {
    body: { command_name: 'START' },
  })
  await progress(emulator, task, 'MIGRATE_LINUX_FILE', 55)
  t.equal((await show(emulator, task)).rows[3], 'MIGRATE_LINUX_FILE 55')

  await pass(emulator, 'PT59S')
  t.match(await agent.is(), { connected: true })
  await pass(emulator, 'PT1S')
  t.match(await agent.is(), { connected: false }, 'silent for a minute')
  await emulator.sms('GET', `/v3/sources/${source}/command`)
  t.match(await agent.is(), { connected: true }, 'a poll is a sign of life')

  await agent.becomes({ mode: 'simulated' })
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 56 })
  t.match(await show(emulator, task), { standing: 'RUNNING/replicate' })
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
})

t.test('updateAgent: a program plays the whole part of an agent', async (t) => {
  const emulator = await startTest(t, { agent: 'external' })
  const { sms } = emulator
  const registered = await sms('POST', '/v3/sources', exampleBody('RegisterServer'))
  const source = registered.body.id
  await pass(emulator, 'PT1S')
  t.match(await agentOf(emulator, source).is(), { mode: 'external', connected: false })
  await sms('GET', `/v3/sources/${source}/command`)
  const { body: made } = await sms('POST', '/v3/tasks', {
    ...exampleBody('CreateTask'),
    use_public_ip: false,
    source_server: { id: source },
  })
  await act(emulator, made.id, 'start')
  for (const [subtask, standing] of [
    ['SSL_CONFIG', 'RUNNING/initialize'],
    ['ATTACH_AGENT_IMAGE', 'RUNNING/initialize'],
    ['FORMAT_DISK_LINUX_FILE', 'RUNNING/initialize'],
    ['MIGRATE_LINUX_FILE', 'RUNNING/replicate'],
    ['CONFIGURE_LINUX_FILE', 'RUNNING/cutovering'],
    ['DETTACH_AGENT_IMAGE', 'RUNNING/cutovering'],
  ] as const) {
    await progress(emulator, made.id, subtask, 40)
    t.match(await show(emulator, made.id), { standing, subtask_info: `${subtask}-40` })
    await pass(emulator, 'PT30S')
    await progress(emulator, made.id, subtask, 100)
  }
  t.match(await show(emulator, made.id), { standing: 'MIGRATE_SUCCESS/finished' })
  const { body: done } = await sms('GET', `/v3/tasks/${made.id}`)
  t.equal(done.total_time, 6 * 30_000)
})

t.test('updateAgent: an agent that is lost leaves its row where it was, and says so', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator, { auto_start: true })
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 50 })
  await agentOf(emulator, source).becomes({ connected: false })
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1H' })
  const { body } = await emulator.sms('GET', `/v3/tasks/${task}`)
  const row = body.sub_tasks.find(({ name }: { name: string }) => name === 'MIGRATE_LINUX_FILE')
  t.match(row, { progress: 50 })
  const { past } = (await emulator.control('GET', `/_emulator/tasks/${task}/timeline`)).body
  t.match(
    past.filter(({ type }: { type: string }) => type === 'subtask.paused'),
    [{ data: { name: 'MIGRATE_LINUX_FILE' } }],
  )
})
