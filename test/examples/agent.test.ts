import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import type { ConfigInput } from '../../src/config.ts'
import {
  act,
  linuxSource,
  startTest,
  type TestEmulator,
  taskFor,
  windowsSource,
} from '../helper.ts'

/** The example of an external agent, in process, against an emulator that listens. */

type Body = Record<string, unknown>
type Agent = {
  id: string
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

type Stage = TestEmulator & { agent: Agent; source: string; tick(): Promise<string> }

/** An emulator that listens, and the example as the agent of one source, checked and polling. */
async function stage(t: Test, body: Body, settings: ConfigInput = {}): Promise<Stage> {
  const started = await startTest(t, { agent: 'external', ...settings })
  const { app, control } = started
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const { connect } = await example('api.mjs')
  const { Agent } = await example('agent.mjs')
  const sms = connect({
    url: `http://127.0.0.1:${port}`,
    user: 'developer',
    password: 'Emulator@123',
    domain: 'emulator',
    project: 'ap-southeast-1',
  })
  const clock = async () => (await control('GET', '/_emulator/clock')).body.now_ms
  let now = await clock()
  const agent = new Agent(sms, body, () => now)
  const source = await agent.register()
  await control('POST', '/_emulator/clock/advance', { by: 'PT1S' })
  const tick = async () => {
    await control('POST', '/_emulator/clock/advance', { by: poll })
    now = await clock()
    return agent.step()
  }
  await agent.step()
  return { ...started, agent, source, tick }
}

/** Polls until the task shows what is wanted. */
async function pollUntil({ sms, tick }: Stage, task: string, wanted: (task: Body) => boolean) {
  for (let polls = 0; polls < polls_max; polls++) {
    const { body } = await sms('GET', `/v3/tasks/${task}`)
    if (wanted(body)) return body
    await tick()
  }
  throw new Error(`not after ${polls_max} polls: ${(await sms('GET', `/v3/tasks/${task}`)).body}`)
}

const inState = (state: string) => (task: Body) => task.state === state

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

type Kind = { source: Body; task: Body; actions: [action: string, then: string][] }

/** The same task, with the emulator as its agent. */
async function simulated(t: Test, { source, task, actions }: Kind): Promise<string[]> {
  const started = await startTest(t)
  const { sms, control } = started
  const { id } = (await sms('POST', '/v3/sources', source)).body
  await control('POST', '/_emulator/clock/advance', { by: 'PT1S' })
  const made = await sms('POST', '/v3/tasks', taskFor(id, task))
  for (const [action, state] of actions) {
    t.equal((await act(started, made.body.id, action)).status, 200)
    await control('POST', '/_emulator/clock/advance', { until: 'idle' })
    t.match((await sms('GET', `/v3/tasks/${made.body.id}`)).body, { state }, action)
  }
  return visible(started, made.body.id)
}

const server = () => JSON.parse(readFileSync('examples/agent/server.json', 'utf8'))

const once: Kind['actions'] = [['start', 'MIGRATE_SUCCESS']]
const kinds: Record<string, Kind> = {
  'Linux by files': { source: server(), task: { syncing: false }, actions: once },
  'Linux by files, in continuous sync': {
    source: server(),
    task: { syncing: true },
    actions: [
      ['start', 'SYNCING'],
      ['cutover', 'MIGRATE_SUCCESS'],
      ['restart', 'SYNCING'],
      ['cutover', 'SYNC_SUCCESS'],
    ],
  },
  'Linux by blocks, compared': {
    source: linuxSource(),
    task: { type: 'MIGRATE_BLOCK', syncing: false, is_need_consistency_check: true },
    actions: [...once, ['restart', 'SYNC_SUCCESS']],
  },
  'Windows by blocks': {
    source: windowsSource(),
    task: { type: 'MIGRATE_BLOCK', os_type: 'WINDOWS', syncing: false },
    actions: once,
  },
}

/** At rest: as far as it goes by itself. */
const rests = (state: string) => (task: Body) =>
  task.state === state && (task.sub_tasks as Body[]).every(({ end_date }) => end_date !== null)

for (const [name, kind] of Object.entries(kinds)) {
  t.test(`${name}: what is seen is the same with either agent`, async (t) => {
    const staged = await stage(t, kind.source)
    const { sms, source } = staged
    const made = await sms('POST', '/v3/tasks', taskFor(source, kind.task))
    for (const [action, state] of kind.actions) {
      t.equal((await act(staged, made.body.id, action)).status, 200)
      await pollUntil(staged, made.body.id, rests(state))
    }
    t.strictSame(await visible(staged, made.body.id), await simulated(t, kind))
  })
}
