import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import type { ConfigInput } from '../../src/config.ts'
import {
  act,
  exampleBody,
  startTest,
  type TestEmulator,
  taskFor,
  windowsSource,
  windowsTask,
} from '../helper.ts'

/** The example of an external agent, in process, against an emulator that listens. */

type Body = Record<string, unknown>
type Agent = {
  id: string
  seconds: number
  registration: Body
  obstacle: () => { error_code: string; error_param?: string[] } | undefined
  register(): Promise<string>
  step(): Promise<string>
  reportDisks(): Promise<void>
}
type Connect = (to: object) => (method: string, path: string, body?: unknown) => Promise<Body>

const example = (name: string) =>
  import(pathToFileURL(join('examples/agent', name)).href) as Promise<{
    Agent: new (sms: ReturnType<Connect>, registration: Body, now?: () => number) => Agent
    connect: Connect
  }>

/** How much of the clock passes between two polls of the example. */
const poll = 'PT10S'

/** A migration is over, or never, after so many polls. */
const polls_max = 400

type Stage = TestEmulator & { agent: Agent; url: string; source: string; tick(): Promise<string> }

/** An emulator that listens, and the example as the agent of one source, checked and polling. */
async function stage(t: Test, body: Body, settings: ConfigInput = {}): Promise<Stage> {
  const started = await startTest(t, { agent: 'external', ...settings })
  const { app, control } = started
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const { connect } = await example('api.mjs')
  const { Agent } = await example('agent.mjs')
  const sms = connect({
    url,
    user: 'developer',
    password: 'Emulator@123',
    domain: 'emulator',
    project: 'ap-southeast-1',
  })
  let now: number = (await control('GET', '/_emulator/clock')).body.now_ms
  const agent = new Agent(sms, body, () => now)
  const source = await agent.register()
  await control('POST', '/_emulator/clock/advance', { by: 'PT1S' })
  const tick = async () => {
    const { body } = await control('POST', '/_emulator/clock/advance', { by: poll })
    now = Date.parse(body.to)
    return agent.step()
  }
  agent.seconds = 60
  await agent.step()
  return { ...started, agent, url, source, tick }
}

/** Polls until the task shows what is wanted. */
async function pollUntil({ sms, tick }: Stage, task: string, wanted: (task: Body) => boolean) {
  for (let polls = 0; polls < polls_max; polls++) {
    const { body } = await sms('GET', `/v3/tasks/${task}`)
    if (wanted(body)) return body
    await tick()
  }
  throw new Error(
    `not after ${polls_max} polls: ${JSON.stringify((await sms('GET', `/v3/tasks/${task}`)).body)}`,
  )
}

const seen = ['task.state', 'source.state', 'round.began', 'subtask.began', 'subtask.ended']

/** What a watcher sees of a task, without times and ids. */
async function visible({ control }: TestEmulator, task: string): Promise<string[]> {
  const { body } = await control('GET', `/_emulator/tasks/${task}/timeline`)
  return body.past
    .filter(({ type }: { type: string }) => seen.includes(type))
    .map(({ type, data }: { type: string; data: Body }) => {
      const { user_op = '', name = '', state = '', migration_cycle = '' } = data
      return [type, user_op, name, state, migration_cycle].filter(Boolean).join(' ')
    })
}

type Kind = {
  source: Body
  task: Body
  template?: boolean
  actions: [action: string, then: string][]
}

/** A task for a source, from a template of its own if its kind says so. @returns its id */
async function created(
  { sms }: TestEmulator,
  source: string,
  kind: Pick<Kind, 'task' | 'template'>,
) {
  const template =
    kind.template && (await sms('POST', '/v3/vm/templates', exampleBody('CreateTemplate')))
  const from = template ? { vm_template_id: template.body.id } : {}
  const { body } = await sms('POST', '/v3/tasks', taskFor(source, { ...kind.task, ...from }))
  return String(body.id)
}

/** The same task, with the emulator as its agent. */
async function simulated(t: Test, kind: Kind): Promise<string[]> {
  const started = await startTest(t)
  const { sms, control } = started
  const { id } = (await sms('POST', '/v3/sources', kind.source)).body
  await control('POST', '/_emulator/clock/advance', { by: 'PT1S' })
  const made = await created(started, id, kind)
  for (const [action, state] of kind.actions) {
    t.equal((await act(started, made, action)).status, 200)
    await control('POST', '/_emulator/clock/advance', { until: 'idle' })
    t.match((await sms('GET', `/v3/tasks/${made}`)).body, { state }, action)
  }
  return visible(started, made)
}

const server = JSON.parse(readFileSync('examples/agent/server.json', 'utf8'))

const { disks } = taskFor('').target_server as { disks: object[] }

const once: Kind['actions'] = [['start', 'MIGRATE_SUCCESS']]
const kinds: Record<string, Kind> = {
  'Linux by files': { source: server, task: { syncing: false }, actions: once },
  'Linux by files, in continuous sync': {
    source: server,
    task: { syncing: true },
    actions: [
      ['start', 'SYNCING'],
      ['cutover', 'MIGRATE_SUCCESS'],
      ['restart', 'SYNCING'],
      ['cutover', 'SYNC_SUCCESS'],
    ],
  },
  'Linux by blocks, compared': {
    source: {
      ...server,
      linux_block_check:
        '{"release_type":"CENTOS","release_version":"7","kernel_version":"3.10.0"}',
    },
    task: { type: 'MIGRATE_BLOCK', syncing: false, is_need_consistency_check: true },
    actions: [...once, ['restart', 'SYNC_SUCCESS']],
  },
  'Windows by blocks': {
    source: windowsSource(),
    task: windowsTask({ syncing: false }),
    actions: once,
  },
  'a target from a template': {
    template: true,
    source: server,
    task: { syncing: false, target_server: { disks } },
    actions: once,
  },
  'a clone': {
    source: server,
    task: { syncing: true },
    actions: [
      ['start', 'SYNCING'],
      ['clone_test', 'SYNCING'],
      ['cutover', 'MIGRATE_SUCCESS'],
    ],
  },
}

/** At rest: as far as it goes by itself. */
const rests = (state: string) => (task: Body) =>
  task.state === state && (task.sub_tasks as Body[]).every(({ end_date }) => end_date !== null)

/** How the example works where nothing that is looked at depends on how many steps there are. */
const big_steps = { seconds: 600, percent: 50 }

for (const [name, kind] of Object.entries(kinds)) {
  t.test(`${name}: what is seen is the same with either agent`, async (t) => {
    const staged = await stage(t, kind.source)
    Object.assign(staged.agent, big_steps)
    const made = await created(staged, staged.source, kind)
    for (const [action, state] of kind.actions) {
      t.equal((await act(staged, made, action)).status, 200)
      await pollUntil(staged, made, rests(state))
    }
    t.strictSame(await visible(staged, made), await simulated(t, kind))
  })
}

/** A task of the example's own server, which has been started. */
async function begun(t: Test, change: Body = { syncing: true }): Promise<Stage & { task: string }> {
  const staged = await stage(t, server)
  const task = await created(staged, staged.source, { task: change })
  await act(staged, task, 'start')
  return { ...staged, task }
}

const rowOf = (task: Body, name: string) =>
  (task.sub_tasks as Body[]).find((row) => row.name === name) ?? {}

const copies =
  (percent: number) =>
  (task: Body): boolean =>
    Number(rowOf(task, 'MIGRATE_LINUX_FILE').progress) >= percent

t.test('a pause stops the copy where it is, and a start goes on from there', async (t) => {
  const staged = await begun(t, { syncing: false })
  const { agent, sms, task, source, tick } = staged
  const before = rowOf(await pollUntil(staged, task, copies(20)), 'MIGRATE_LINUX_FILE')
  await act(staged, task, 'stop')
  t.match((await sms('GET', `/v3/tasks/${task}`)).body, { state: 'ABORTING' })
  t.equal(await tick(), 'STOP')
  t.match((await sms('GET', `/v3/tasks/${task}`)).body, { state: 'ABORT' })
  t.match((await sms('GET', `/v3/sources/${source}`)).body, { state: 'stopped' })
  t.equal(await tick(), 'TASK_HAS_STOPPED')
  await act(staged, task, 'start')
  const shown = (await sms('GET', `/v3/tasks/${task}`)).body
  t.equal(rowOf(shown, 'MIGRATE_LINUX_FILE').progress, before.progress)
  Object.assign(agent, big_steps)
  await pollUntil(staged, task, rests('MIGRATE_SUCCESS'))
})

t.test('a minute without a poll disconnects, and the next poll connects', async (t) => {
  const staged = await begun(t)
  const { agent, control, sms, task, source, tick } = staged
  await pollUntil(staged, task, copies(1))
  await control('POST', '/_emulator/clock/advance', { by: 'PT59.999S' })
  t.match((await sms('GET', `/v3/sources/${source}`)).body, { connected: true })
  await control('POST', '/_emulator/clock/advance', { by: 'PT0.001S' })
  const silent = (await sms('GET', `/v3/sources/${source}`)).body
  t.match(silent, { connected: false, state: 'replicate', migration_cycle: 'replicating' })
  t.match((await sms('GET', `/v3/tasks/${task}`)).body, { state: 'RUNNING' })
  await tick()
  t.match((await sms('GET', `/v3/sources/${source}`)).body, { connected: true })
  const { body } = await control('GET', `/_emulator/tasks/${task}/timeline`)
  t.strictSame(
    body.past
      .filter(({ type }: { type: string }) => type === 'source.agent')
      .map(({ data }: { data: Body }) => data.connected),
    [false, true],
  )
  Object.assign(agent, big_steps)
  await pollUntil(staged, task, rests('SYNCING'))
})

t.test('what the agent refuses to start fails with its code', async (t) => {
  const staged = await begun(t)
  const { agent, control, sms, task, source, tick } = staged
  Object.assign(agent, big_steps)
  agent.obstacle = () => ({ error_code: 'SMS.3802', error_param: ['192.168.0.100'] })
  t.equal(await tick(), 'START')
  t.match((await sms('GET', `/v3/tasks/${task}`)).body, {
    state: 'MIGRATE_FAIL',
    error_json: JSON.stringify({ error_code: 'SMS.3802', error_param: '["192.168.0.100"]' }),
  })
  t.match((await sms('GET', `/v3/sources/${source}`)).body, { state: 'error' })
  t.equal(await tick(), 'TASK_HAS_STOPPED')
  await control('POST', '/_emulator/clock/advance', { by: 'PT1H' })
  t.match(
    (await sms('GET', `/v3/tasks/${task}`)).body,
    { state: 'MIGRATE_FAIL' },
    'starting it again by itself is the part of the agent',
  )
  agent.obstacle = () => undefined
  await tick()
  await act(staged, task, 'start')
  await pollUntil(staged, task, rests('SYNCING'))
})

t.test('a clone that the agent cannot make leaves the task in continuous sync', async (t) => {
  const staged = await begun(t)
  const { agent, sms, task, tick } = staged
  Object.assign(agent, big_steps)
  await pollUntil(staged, task, rests('SYNCING'))
  await act(staged, task, 'stop')
  await tick()
  await act(staged, task, 'start')
  await act(staged, task, 'clone_test')
  agent.obstacle = () => ({ error_code: 'SMS.6526' })
  await tick()
  t.match((await sms('GET', `/v3/tasks/${task}`)).body, {
    state: 'SYNCING',
    clone_server: { clone_state: 'ERROR', clone_error: 'SMS.6526' },
  })

  await act(staged, task, 'clone_test')
  const failed = { copystate: 'error', migrationcycle: 'syncing' }
  await sms('PUT', `/v3/sources/${staged.source}/changestate`, failed)
  t.match((await sms('GET', `/v3/tasks/${task}`)).body, {
    state: 'SYNCING',
    source_server: { state: 'syncing' },
    clone_server: { clone_state: 'ERROR' },
  })
})

t.test('a drill that passes lets a task that starts by itself start', async (t) => {
  const staged = await stage(t, server)
  const { control, sms, source, tick } = staged
  const wanted = { need_migration_test: true, auto_start: true }
  const { id } = (await sms('POST', '/v3/tasks', taskFor(source, wanted))).body
  await control('POST', '/_emulator/clock/advance', { by: 'PT7S' })
  t.match((await sms('GET', `/v3/sources/${source}`)).body, { state: 'premiging' })
  t.equal(await tick(), 'PREMIGRATE')
  t.match((await sms('GET', `/v3/tasks/${id}`)).body, { state: 'RUNNING' })
  t.match((await sms('GET', `/v3/sources/${source}`)).body, { state: 'initialize' })
})

t.test('the network is measured before the start, and again when a client asks', async (t) => {
  const staged = await stage(t, server)
  const { sms, source, tick } = staged
  const { id } = (await sms('POST', '/v3/tasks', taskFor(source))).body
  const measured = async () => (await sms('GET', `/v3/tasks/${id}`)).body.network_check_info
  t.equal(await tick(), 'TASK_NOT_STARTED')
  t.match(await measured(), { evaluation_result: 'SUCCESS' })
  await act(staged, id, 'network_check')
  t.equal(await measured(), null)
  await tick()
  t.match(await measured(), { evaluation_result: 'SUCCESS' })
})

t.test('a comparison that is skipped goes on to what comes next', async (t) => {
  const staged = await begun(t, { syncing: true, is_need_consistency_check: true })
  const { agent, sms, task, tick } = staged
  Object.assign(agent, big_steps)
  await pollUntil(staged, task, (one) => Number(rowOf(one, 'CHECK_CONSISTENCY').progress) >= 25)
  t.equal((await act(staged, task, 'skip')).status, 200)
  t.match((await sms('GET', `/v3/tasks/${task}`)).body, { state: 'SKIPPING' })
  t.equal(await tick(), 'SKIP')
  t.match((await sms('GET', `/v3/tasks/${task}`)).body, { state: 'SYNCING' })
})

t.test('a log is uploaded when the agent says so', async (t) => {
  const staged = await begun(t)
  const { control, sms, task, tick } = staged
  await sms('POST', `/v3/tasks/${task}/log`, { log_bucket: 'logs' })
  const status = async () => (await sms('GET', '/v3/tasks')).body.tasks[0].log_collect_status
  await control('POST', '/_emulator/clock/advance', { by: 'PT40S' })
  t.equal(await status(), 'UPLOADING')
  t.equal(await tick(), 'UPLOAD_LOG')
  t.equal(await status(), 'UPLOADED')
})

t.test('the copy obeys the limit of the moment', async (t) => {
  const staged = await begun(t, { speed_limit: 20 })
  const { sms, task, tick } = staged
  staged.agent.seconds = 10
  const speed = async () => (await sms('GET', `/v3/tasks/${task}`)).body.migrate_speed
  await pollUntil(staged, task, copies(1))
  t.equal(await speed(), 20)
  const speed_limit = [{ start: '11:00', end: '23:00', speed: 5, over_speed_threshold: 10 }]
  await sms('POST', `/v3/tasks/${task}/speed-limit`, { speed_limit })
  await tick()
  t.equal(await speed(), 5)
  const { body } = await sms('GET', `/v3/tasks/${task}`)
  const left = (await sms('GET', `/v3/sources/${staged.source}`)).body
  const seconds = ((left.totalsize - left.replicatesize) * 8) / 5e6
  t.equal(body.remain_seconds, Math.round(seconds * 1000))
})

t.test('disks are reported, and count while there is no task', async (t) => {
  const { agent, sms, source } = await stage(t, server)
  agent.registration = { ...server, disks: [{ ...server.disks[0], name: '/dev/sda' }] }
  await agent.reportDisks()
  t.match((await sms('GET', `/v3/sources/${source}`)).body, { disks: [{ name: '/dev/sda' }] })
})

t.test('the program says what it is told, and is the same source again by its id', async (t) => {
  const { sms, source, url } = await stage(t, server)
  const given = ['--url', url, '--name', 'web-01', '--id', source, '--ticks', '2', '--pause', '0']
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['examples/agent/main.mjs', ...given])
  t.equal(stdout, `web-01 is source ${source}\nNO_TASK\n`)
  t.match((await sms('GET', '/v3/sources')).body, { count: 1 })
})
