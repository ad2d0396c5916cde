import fc from 'fast-check'
import t from 'tap'
import { actionRules } from '../src/domain/migration/actions.ts'
import { isValidStage } from '../src/domain/migration/source-states.ts'
import { mayTaskMove } from '../src/domain/migration/transitions.ts'
import { seed, trials } from './effort.ts'
import { healthySource, startTest, type TestEmulator, taskFor } from './helper.ts'

/**
 * Random lives of several migrations at once, through the HTTP API: clients act, agents report and
 * fall silent, scenarios come and go, the clock moves. After every command what a client can see
 * must keep the promises of behaviour.md. The model is what was seen before.
 */

type Row = {
  id: number
  name: string
  progress: number
  start_date: number | null
  end_date: number | null
  user_op: string
}
type Model = { rows: Map<number, Row> }
type Real = { emulator: TestEmulator; tasks: { task: string; source: string }[]; reported: boolean }
type Command = fc.AsyncCommand<Model, Real>

/** Two migrations, so that what happens to one may disturb the other. */
const amount = 2

const broken = (why: string, what: unknown): never => {
  throw new Error(`${why}: ${JSON.stringify(what)}`)
}

/** All that happened since a task was created, by its timeline. */
async function eventsOf({ control }: TestEmulator, task: string) {
  const { body } = await control('GET', `/_emulator/tasks/${task}/timeline`)
  return body.past as { type: string; data: Record<string, unknown> }[]
}

async function checkTask({ emulator, reported }: Real, model: Model, task: string): Promise<void> {
  const { body } = await emulator.sms('GET', `/v3/tasks/${task}`)
  const { state, migration_cycle } = body.source_server
  if (!isValidStage(state, migration_cycle)) broken('a pair that §2.2 forbids', body.source_server)

  const rows: Row[] = body.sub_tasks
  const at_work = rows.filter((row) => row.start_date !== null && row.end_date === null)
  if (at_work.length > 1) broken('more than one row is at work', at_work)
  const sum = rows.reduce(
    (total, { start_date, end_date }) =>
      start_date === null || end_date === null ? total : total + end_date - start_date,
    0,
  )
  if (body.total_time !== sum) broken('total_time is not the sum of its rows', body)

  const events = await eventsOf(emulator, task)
  const resets = events.filter(({ type }) => type === 'subtask.reset').map(({ data }) => data.id)
  const failed = events
    .filter(({ type }) => type === 'subtask.failed' || type === 'subtask.dropped')
    .map(({ data }) => data.id)
  for (const row of rows) {
    const before = model.rows.get(row.id)
    if (row.end_date !== null && row.progress !== 100 && !failed.includes(row.id)) {
      broken('a row ended below 100, without an error', row)
    }
    if (before && row.progress < before.progress && !resets.includes(row.id) && !reported) {
      broken(`progress falls from ${before.progress}`, row)
    }
    model.rows.set(row.id, row)
  }
  for (const { type, data } of events) {
    const isMove = type === 'task.state'
    if (isMove && !mayTaskMove(data.from as 'READY', data.state as 'READY')) {
      broken('a move that is in no table', data)
    }
  }
}

/** A command that does something, after which every task is looked at. */
const command = (name: string, does: (real: Real) => Promise<void>): Command => ({
  check: () => true,
  toString: () => name,
  async run(model, real) {
    await does(real)
    for (const { task } of real.tasks) await checkTask(real, model, task)
  },
})

const which = fc.nat({ max: amount - 1 })
const meant = ({ tasks }: Real, index: number) => tasks[index] ?? broken('no such task', index)

const action = fc
  .record({ index: which, operation: fc.constantFrom(...Object.keys(actionRules)) })
  .map(({ index, operation }) =>
    command(`${operation} ${index}`, async (real) => {
      const { emulator } = real
      const { task } = meant(real, index)
      const before = JSON.stringify(emulator.emulator.dump())
      const answer = await emulator.sms('POST', `/v3/tasks/${task}/action`, { operation })
      if (answer.status >= 500) broken('a 500', answer.body)
      if (answer.status === 200) return
      if (JSON.stringify(emulator.emulator.dump()) !== before) {
        broken('a refused action has changed something', operation)
      }
    }),
  )

const advance = fc.integer({ min: 0, max: 900_000 }).map((by) =>
  command(`advance ${by}`, async ({ emulator }) => {
    await emulator.control('POST', '/_emulator/clock/advance', { by })
  }),
)

const report = fc
  .record({
    index: which,
    subtask_name: fc.constantFrom('SSL_CONFIG', 'MIGRATE_LINUX_FILE', 'DETTACH_AGENT_IMAGE'),
    progress: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ index, ...what }) =>
    command(`report ${what.subtask_name} ${what.progress} of ${index}`, async (real) => {
      real.reported = true
      const numbers = { replicatesize: 1, totalsize: 2, process_trace: '' }
      const { task } = meant(real, index)
      await real.emulator.sms('PUT', `/v3/tasks/${task}/progress`, { ...what, ...numbers })
    }),
  )

const agent = fc
  .record({
    index: which,
    change: fc.constantFrom(
      { connected: false },
      { connected: true },
      { connected: true, restarted: true },
      { mode: 'external' },
      { mode: 'simulated' },
    ),
  })
  .map(({ index, change }) =>
    command(`agent ${index} ${JSON.stringify(change)}`, async (real) => {
      const { source } = meant(real, index)
      await real.emulator.control('PUT', `/_emulator/sources/${source}/agent`, change)
    }),
  )

const places = ['SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'MIGRATE_*', 'CONFIGURE_*', 'CONTINUOUS_SYNC']
const kinds = ['fail', 'stall', 'agent_lost', 'overspeed']
const scenario = fc
  .record({
    kind: fc.constantFrom(...kinds),
    at: fc.constantFrom(...places),
    percent: fc.integer({ min: 0, max: 99 }),
  })
  .map(({ kind, at, percent }) =>
    command(`scenario ${kind} at ${at} ${percent}`, async ({ emulator }) => {
      const text = `{ name: ${kind}, match: {}, then: { ${kind}: { at: '${at}', percent: ${percent} } } }`
      const headers = { 'content-type': 'text/yaml' }
      await emulator.call('POST', '/_emulator/scenarios', { headers, payload: text })
    }),
  )

const clear = fc.constant(
  command('no scenarios', async ({ emulator }) => {
    await emulator.control('DELETE', '/_emulator/scenarios')
  }),
)

const commands = fc.commands([action, action, advance, advance, report, agent, scenario, clear], {
  maxCommands: 25,
})

t.test('whatever is done to several migrations, what is seen keeps the promises', async (t) => {
  const emulator = await startTest(t)
  await fc.assert(
    fc.asyncProperty(fc.boolean(), commands, async (syncing, list) => {
      await emulator.control('POST', '/_emulator/reset')
      await fc.asyncModelRun(async () => {
        const tasks: Real['tasks'] = []
        for (let index = 0; index < amount; index++) {
          const source = await healthySource(emulator, { name: `source-${index}` })
          const target_server = { ...(taskFor('').target_server as object), vm_id: `vm-${index}` }
          const wanted = taskFor(source, { syncing, target_server, auto_start: index === 0 })
          const { body } = await emulator.sms('POST', '/v3/tasks', wanted)
          tasks.push({ task: body.id, source })
        }
        return { model: { rows: new Map() }, real: { emulator, tasks, reported: false } }
      }, list)
    }),
    { numRuns: trials(6), seed },
  )
  t.pass()
})
