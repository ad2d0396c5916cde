import t from 'tap'
import {
  act,
  exampleBody,
  healthySource,
  linuxSource,
  newTask,
  startTest,
  type TestEmulator,
  taskFor,
  until,
} from '../../helper.ts'

/** Agents that are programs: who plays them, and what the service makes of what they say (§5). */

type Change = Record<string, unknown>

const played = ({ control }: TestEmulator, source: string, change: object) =>
  control('PUT', `/_emulator/sources/${source}/agent`, change)

const report = ({ sms }: TestEmulator, task: string, change: Change) =>
  sms('PUT', `/v3/tasks/${task}/progress`, {
    ...{ replicatesize: 0, totalsize: 0, process_trace: '', migrate_speed: 0 },
    ...change,
  })

const changeState = ({ sms }: TestEmulator, source: string, to: [state: string, cycle: string]) =>
  sms('PUT', `/v3/sources/${source}/changestate`, { copystate: to[0], migrationcycle: to[1] })

const taskShown = async ({ sms }: TestEmulator, task: string) =>
  (await sms('GET', `/v3/tasks/${task}`)).body
const sourceShown = async ({ sms }: TestEmulator, source: string) =>
  (await sms('GET', `/v3/sources/${source}`)).body
const rowShown = async (emulator: TestEmulator, task: string, name: string) =>
  (await taskShown(emulator, task)).sub_tasks.findLast((row: Change) => row.name === name)

const advance = ({ control }: TestEmulator, by: string) =>
  control('POST', '/_emulator/clock/advance', { by })

/** A task that runs, in the hands of a program. */
async function running(t: Parameters<typeof startTest>[0], change: Change = {}) {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator, change)
  await played(emulator, source, { mode: 'external' })
  await act(emulator, task, 'start')
  return { ...emulator, task, source }
}

t.test('updateAgent: an agent taken over in the middle of a copy goes on there', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 40 })
  t.match(await played(emulator, source, { mode: 'external' }), {
    status: 200,
    body: { source, mode: 'external', connected: true },
  })
  const copy = () => rowShown(emulator, task, 'MIGRATE_LINUX_FILE')
  await advance(emulator, 'PT50S')
  t.match(await copy(), { progress: 40, end_date: null }, 'the program has not reported anything')
  const { body } = await emulator.control('GET', `/_emulator/tasks/${task}/timeline`)
  const at = encodeURIComponent(body.now)
  const then = await emulator.control('GET', `/_emulator/tasks/${task}/timeline?at=${at}`)
  t.match(then.body.as_of.sub_tasks[3], { progress: 40 }, 'nor does it in the timeline')

  const row = { subtask_name: 'MIGRATE_LINUX_FILE', migrate_speed: 40 }
  await report(emulator, task, { ...row, progress: 55, replicatesize: 55, totalsize: 100 })
  t.match(await copy(), { progress: 55 })
  await report(emulator, task, { ...row, progress: 50 })
  t.match(await copy(), { progress: 55 }, 'progress does not fall')

  await played(emulator, source, { mode: 'simulated' })
  t.match(await copy(), { progress: 55 })
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 56 })
  t.match(await copy(), { progress: 56 })
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.match(await taskShown(emulator, task), { state: 'MIGRATE_SUCCESS' })
})

t.test('showAgent, updateAgent: by a name; the mode that it has changes nothing', async (t) => {
  const emulator = await startTest(t)
  const source = await healthySource(emulator)
  const url = '/_emulator/sources/sms-source-01/agent'
  t.match((await emulator.control('GET', url)).body, { source, mode: 'simulated', connected: true })
  t.equal((await emulator.control('GET', '/_emulator/sources/nobody/agent')).status, 404)
  t.equal((await played(emulator, source, {})).status, 400)
  t.equal((await played(emulator, source, { mode: 'human' })).status, 400)
  t.equal((await played(emulator, source, { restarted: true })).status, 400)

  await played(emulator, source, { connected: false })
  t.match((await played(emulator, source, { mode: 'simulated' })).body, { connected: false })
  await played(emulator, source, { mode: 'external' })
  t.match((await played(emulator, source, { mode: 'simulated' })).body, { connected: true })
  await healthySource(emulator)
  t.equal((await emulator.control('GET', url)).status, 400, 'two have the name')
})

t.test('RegisterServer: with --agent external a source waits for its first poll', async (t) => {
  const emulator = await startTest(t, { agent: 'external' })
  const { sms } = emulator
  const source = await healthySource(emulator)
  t.match(await sourceShown(emulator, source), { state: 'waiting', connected: false })
  t.match((await sms('POST', '/v3/tasks', taskFor(source))).body, { error_code: 'SMS.6603' })
  t.match((await sms('GET', `/v3/sources/${source}/command`)).body, { error_code: 'SMS.7606' })
  t.match(await sourceShown(emulator, source), { connected: true })
  const { body } = await sms('POST', '/v3/tasks', taskFor(source))
  await act(emulator, body.id, 'start')
  t.match((await sms('GET', `/v3/sources/${source}/command`)).body, { command_name: 'START' })
  await advance(emulator, 'PT1H')
  t.match(await taskShown(emulator, body.id), { state: 'RUNNING', subtask_info: null })
  t.match(await sourceShown(emulator, source), { state: 'initialize', connected: false })
})

t.test('any report of an external agent is a sign of life', async (t) => {
  const emulator = await running(t)
  const { sms, task, source } = emulator
  const network = exampleBody('UpdateNetworkCheckInfo')
  const result = exampleBody('UpdateConsistencyResult')
  const signs: (() => Promise<{ status: number }>)[] = [
    () => report(emulator, task, { subtask_name: 'SSL_CONFIG', progress: 50 }),
    () => changeState(emulator, source, ['initialize', 'replicating']),
    () => sms('PUT', `/v3/sources/${source}/diskinfo`, { disks: [] }),
    () => sms('POST', `/v3/tasks/${task}/consistency-result`, result),
    () => sms('POST', `/v3/${task}/update-network-check-info`, network),
    () => sms('POST', `/v3/sources/${source}/command_result`, exampleBody('UpdateCommandResult')),
  ]
  for (const [index, sign] of signs.entries()) {
    await advance(emulator, 'PT61S')
    t.match(await sourceShown(emulator, source), { connected: false })
    t.equal((await sign()).status, 200)
    t.match(await sourceShown(emulator, source), { connected: true }, `sign ${index}`)
  }
})

t.test('a fixture lives with the emulator and is then handed to a program', async (t) => {
  const one = {
    name: 'emulator',
    sources: [
      { ...linuxSource({ name: 'copying' }), agent: 'external' },
      { ...linuxSource({ name: 'idle' }), agent: 'external', connected: false },
      { ...linuxSource({ name: 'gone' }), connected: false },
    ],
    tasks: [
      {
        source: 'copying',
        steps: ['start', { until: { subtask: 'MIGRATE_LINUX_FILE', percent: 30 } }],
      },
      { source: 'gone', steps: ['start'] },
    ],
  }
  const emulator = await startTest(t)
  const { control, sms } = emulator
  const load = '/_emulator/fixtures'
  t.match(await control('POST', load, { accounts: [one] }), { status: 200 })
  const agentOf = async (name: string) =>
    (await control('GET', `/_emulator/sources/${name}/agent`)).body
  t.match(await agentOf('copying'), { mode: 'external', connected: true })
  t.match(await agentOf('idle'), { mode: 'external', connected: false })
  t.match(await agentOf('gone'), { mode: 'simulated', connected: false })

  await advance(emulator, 'PT30S')
  const saved = (await control('GET', load)).body
  t.match(await control('POST', `${load}?replace=true`, saved), { status: 200 })
  emulator.tokens.sms = undefined
  t.match(await agentOf('copying'), { mode: 'external', connected: true })
  await advance(emulator, 'PT30S')
  t.match(await agentOf('copying'), { connected: false }, 'silent for a minute in all')
  const { body } = await sms('GET', '/v3/sources?name=copying')
  const [{ id, current_task }] = body.source_servers
  t.match(await rowShown(emulator, current_task.id, 'MIGRATE_LINUX_FILE'), { progress: 30 })
  t.match((await sms('GET', `/v3/sources/${id}/command`)).body, { command_name: 'START' })
  t.match(await agentOf('copying'), { connected: true })
})

t.test('a fleet can be loaded where agents are programs', async (t) => {
  const { sms } = await startTest(t, { agent: 'external', fixture: ['fixtures/fleet.yaml'] })
  t.match((await sms('GET', '/v3/sources')).body, { count: 20 })
})

t.test('UpdateTaskSpeed: three reports in a row above the limit pause the task', async (t) => {
  const emulator = await running(t, { speed_limit: 100, over_speed_threshold: 20 })
  const { sms, task, source } = emulator
  const copied = (migrate_speed: number) =>
    report(emulator, task, { subtask_name: 'MIGRATE_LINUX_FILE', progress: 10, migrate_speed })
  for (const speed of [121, 121, 120, 121, 121]) await copied(speed)
  t.match(await taskShown(emulator, task), { state: 'RUNNING' }, '120 is within the threshold')
  await copied(121)
  t.match(await taskShown(emulator, task), { state: 'ABORTING', error_json: /SMS\.9007/ })
  const stopped = { ...exampleBody('UpdateCommandResult'), command_name: 'STOP' }
  await sms('POST', `/v3/sources/${source}/command_result`, stopped)
  t.match(await taskShown(emulator, task), { state: 'ABORT', error_json: /SMS\.9007/ })
})

t.test('UpdateTaskSpeed: the window of the moment is the limit', async (t) => {
  const emulator = await running(t)
  const { sms, task } = emulator
  const speed_limit = [{ start: '12:30', end: '13:00', speed: 10, over_speed_threshold: 10 }]
  await sms('POST', `/v3/tasks/${task}/speed-limit`, { speed_limit })
  const row = { subtask_name: 'MIGRATE_LINUX_FILE', progress: 10, migrate_speed: 50 }
  const thrice = async () => {
    for (let times = 0; times < 3; times++) await report(emulator, task, row)
    return (await taskShown(emulator, task)).state
  }
  t.equal(await thrice(), 'RUNNING', 'before the window there is no limit')
  await advance(emulator, 'PT30M')
  t.equal(await thrice(), 'ABORTING')
})

t.test('UpdateTaskSpeed: nobody is paused where agents cannot be held to a limit', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator, { speed_limit: 10 }, { has_tc: false })
  await played(emulator, source, { mode: 'external' })
  await act(emulator, task, 'start')
  const row = { subtask_name: 'MIGRATE_LINUX_FILE', progress: 10, migrate_speed: 500 }
  for (let times = 0; times < 4; times++) await report(emulator, task, row)
  t.match(await taskShown(emulator, task), { state: 'RUNNING' })
})

t.test('UpdateDiskInfo: disks that have changed since CreateTask stop the copy', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task, source } = await newTask(emulator)
  const url = `/v3/sources/${source}/diskinfo`
  const { disks } = linuxSource() as unknown as { disks: Change[] }
  await sms('PUT', url, { disks: [...disks, { name: '/dev/vdb', size: 1 }] })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'MIGRATE_FAIL' })
  t.match(await taskShown(emulator, task), { state: 'MIGRATE_FAIL', error_json: /SMS\.0515/ })
  t.match(await rowShown(emulator, task, 'MIGRATE_LINUX_FILE'), { end_date: null })
  await sms('PUT', url, { disks })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.match(await taskShown(emulator, task), { state: 'MIGRATE_SUCCESS' })
})

t.test('UpdateCopyState: a state from an external agent moves the task with it', async (t) => {
  const emulator = await running(t, { syncing: true })
  const { task, source } = emulator
  const states = async () => {
    const { state, source_server } = await taskShown(emulator, task)
    return [state, source_server.state, source_server.migration_cycle].join(' ')
  }
  await changeState(emulator, source, ['INIT', 'replicating'])
  t.equal(await states(), 'RUNNING initialize replicating')
  await report(emulator, task, { subtask_name: 'MIGRATE_LINUX_FILE', progress: 99 })
  t.equal(await states(), 'RUNNING replicate replicating', 'a copy has begun')
  t.match(await rowShown(emulator, task, 'ATTACH_AGENT_IMAGE'), { progress: 100 }, 'and is after')
  await changeState(emulator, source, ['syncing', 'syncing'])
  t.equal(await states(), 'SYNCING syncing syncing')
  t.match(await rowShown(emulator, task, 'MIGRATE_LINUX_FILE'), { progress: 100 })
  await changeState(emulator, source, ['error', 'syncing'])
  t.equal(await states(), 'MIGRATE_FAIL error syncing')
  await act(emulator, task, 'start')
  t.equal(await states(), 'SYNCING syncing syncing')
  await changeState(emulator, source, ['stopped', 'syncing'])
  t.equal(await states(), 'ABORT stopped syncing')
  await changeState(emulator, source, ['syncing', 'syncing'])
  t.equal(await states(), 'ABORT stopped syncing', 'what is stopped ignores its agent')
  await act(emulator, task, 'start')
  await act(emulator, task, 'cutover')
  await changeState(emulator, source, ['finished', 'cutovered'])
  t.equal(await states(), 'MIGRATE_SUCCESS finished cutovered')
  t.match(await rowShown(emulator, task, 'DETTACH_AGENT_IMAGE'), { progress: 100 })
})

t.test('UpdateTaskSpeed: a new round begins without the reports of the former one', async (t) => {
  const emulator = await running(t)
  const { task } = emulator
  await report(emulator, task, { subtask_name: 'DETTACH_AGENT_IMAGE', progress: 100 })
  t.match(await taskShown(emulator, task), { state: 'MIGRATE_SUCCESS' })
  await act(emulator, task, 'restart')
  t.match(await rowShown(emulator, task, 'DETTACH_AGENT_IMAGE'), { progress: 0, end_date: null })
  t.match(await taskShown(emulator, task), { state: 'SYNCING', subtask_info: null })
})

t.test('UpdateCommandResult: an agent that refuses to stop goes on', async (t) => {
  const emulator = await running(t)
  const { sms, task, source } = emulator
  await report(emulator, task, { subtask_name: 'SSL_CONFIG', progress: 20 })
  await act(emulator, task, 'stop')
  await report(emulator, task, { subtask_name: 'SSL_CONFIG', progress: 30 })
  t.match(await rowShown(emulator, task, 'SSL_CONFIG'), { progress: 20 }, 'a report too late')
  const answer = { ...exampleBody('UpdateCommandResult'), command_name: 'STOP', result: 'fail' }
  await sms('POST', `/v3/sources/${source}/command_result`, answer)
  t.match(await taskShown(emulator, task), { state: 'RUNNING' })
  await report(emulator, task, { subtask_name: 'SSL_CONFIG', progress: 100 })
  t.match(await rowShown(emulator, task, 'SSL_CONFIG'), { progress: 100, end_date: Number })
})
