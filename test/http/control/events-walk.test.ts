import fc from 'fast-check'
import t from 'tap'
import { projectAhead } from '../../../src/domain/history/timeline.ts'
import type { Event } from '../../../src/domain/migration/events.ts'
import { taskOverview } from '../../../src/domain/resources/overviews.ts'
import { followEvents } from '../../../src/operations/control/follow.ts'
import type { SentMessage } from '../../../src/parts/feeds.ts'
import type { Source, Task } from '../../../src/schemas/stored/records.ts'
import { seed, trials } from '../../effort.ts'
import {
  account_id,
  act,
  healthySource,
  scenario,
  startTest,
  storesOf,
  type TestEmulator,
  taskFor,
} from '../../helper.ts'

/**
 * The events since a moment, applied to the picture of that moment, give the picture of now: a page that follows an
 * account shows what it would show if it read everything again.
 */

/** What a page knows: the lists of the control API, and of tasks and sources what their events say. */
type Picture = {
  clock: unknown
  calls: string[]
  tasks: Map<string, Task>
  sources: Map<string, Source>
  lists: Record<string, unknown>
}

const lists = ['accounts', 'faults', 'scenarios', 'servers', 'snapshots'] as const

async function read({ emulator, control }: TestEmulator): Promise<Picture> {
  const { tasks, sources } = storesOf(emulator)
  const bodies = lists.map(async (list) => [list, await listed(control, list)])
  const calls = emulator.accounts.get(account_id).observed.journal.all()
  return {
    clock: await clockOf(control),
    calls: calls.map(({ id }) => id),
    tasks: new Map(tasks.all().map((task) => [task.id, task])),
    sources: new Map(sources.all().map((source) => [source.id, source])),
    lists: Object.fromEntries(await Promise.all(bodies)),
  }
}

const listed = async (control: TestEmulator['control'], list: string) =>
  (await control('GET', `/_emulator/${list}`)).body

async function clockOf(control: TestEmulator['control']) {
  const { mode, now_ms, pace } = (await control('GET', '/_emulator/clock')).body
  return { mode, now_ms, pace }
}

/** What an event makes of a picture. What begins, and what is said to be read again, is read from the emulator. */
async function apply(picture: Picture, { event, data }: SentMessage, emulator: TestEmulator) {
  const said = JSON.parse(data)
  switch (event) {
    case 'reset':
      Object.assign(picture, await read(emulator))
      break
    case 'clock':
      picture.clock = { mode: said.mode, now_ms: said.now_ms, pace: said.pace }
      break
    case 'request':
      picture.calls.push(said.id)
      break
    case 'control':
      for (const list of said.changed) await readAgain(picture, list, emulator)
      break
    case 'event':
      applyEvent(picture, { ...said, at: Date.parse(said.at) }, emulator)
  }
}

async function readAgain(picture: Picture, list: string, { control, emulator }: TestEmulator) {
  if (list === 'sources') {
    for (const { id, name, ip } of storesOf(emulator).sources.all()) {
      const source = picture.sources.get(id)
      if (source) picture.sources.set(id, { ...source, name, ip })
    }
  } else if (list === 'requests') picture.calls = []
  else if (list in picture.lists) picture.lists[list] = await listed(control, list)
}

function applyEvent(picture: Picture, event: Event, { emulator }: TestEmulator) {
  const { tasks, sources } = storesOf(emulator)
  const born = { task: tasks.find(event.task ?? ''), source: sources.find(event.source ?? '') }
  if (event.type === 'task.created' && born.task) {
    // A task as it was created, whatever became of it by now.
    picture.tasks.set(born.task.id, {
      ...born.task,
      ...{ state: 'READY', sub_tasks: [], step: null, held: null, estimate: null },
      ...{ start_date: null, finish_date: null },
    } as Task)
  } else if (event.type === 'source.registered' && born.source) {
    picture.sources.set(born.source.id, {
      ...born.source,
      ...{ state: 'unavailable', migration_cycle: 'checking', connected: true },
    })
  }
  const task = picture.tasks.get(event.task ?? '')
  const source = picture.sources.get(task?.source_server_id ?? event.source ?? '')
  if (task && source) {
    const then = projectAhead(task, source, [event])
    picture.tasks.set(task.id, then.task)
    picture.sources.set(source.id, then.source)
  } else if (source && event.type === 'source.state') {
    const { state, migration_cycle } = event.data
    picture.sources.set(source.id, { ...source, state, migration_cycle })
  } else if (source && event.type === 'source.agent') {
    picture.sources.set(source.id, { ...source, connected: event.data.connected })
  }
  if (event.type === 'task.deleted') picture.tasks.delete(event.task ?? '')
  if (event.type === 'source.deleted') picture.sources.delete(event.source ?? '')
}

/** What a page shows of it. */
const shown = ({ clock, calls, tasks, sources, lists }: Picture, now: number) => ({
  ...{ clock, calls, lists },
  tasks: [...tasks.values()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((task) => {
      // What would be refused is asked again after any event: it depends on more than events tell.
      const { actions: _, ...rest } = taskOverview(task, sources.get(task.source_server_id), now)
      return rest
    }),
  sources: [...sources.values()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, name, state, migration_cycle, connected }) => ({
      ...{ id, name, state, migration_cycle, connected },
    })),
})

type Step = [name: string, number: number]
type Does = (emulator: TestEmulator, number: number) => Promise<unknown>

const some = (ids: string[], number: number) => ids[number % Math.max(1, ids.length)] ?? 'none'
const taskIds = ({ emulator }: TestEmulator) => storesOf(emulator).tasks.ids()
const sourceIds = ({ emulator }: TestEmulator) => storesOf(emulator).sources.ids()
const operations = ['start', 'stop', 'sync', 'test', 'restart', 'collect_log']

const steps: Record<string, Does> = {
  register: (world, number) => healthySource(world, { name: `server-${number % 7}` }),
  create: (world, number) => {
    const body = taskFor(some(sourceIds(world), number), { auto_start: number % 2 === 0 })
    return world.sms('POST', '/v3/tasks', body)
  },
  act: (world, number) =>
    act(world, some(taskIds(world), number), operations[number % operations.length] ?? ''),
  advance: ({ control }, number) =>
    control('POST', '/_emulator/clock/advance', { by: number * 4_000 }),
  clock: ({ control }, number) =>
    control('PUT', '/_emulator/clock', {
      pace: 1 + (number % 3),
      mode: number % 2 ? 'frozen' : 'flowing',
    }),
  wall: async (world, number) => {
    world.wall.now += number * 1_000
    await world.sms('GET', '/v3/tasks')
  },
  rename: (world, number) =>
    world.sms('PUT', `/v3/sources/${some(sourceIds(world), number)}`, { name: `new-${number}` }),
  deleteTask: (world, number) =>
    world.sms('POST', '/v3/tasks/delete', { ids: [some(taskIds(world), number)] }),
  deleteSource: (world, number) =>
    world.sms('POST', '/v3/sources/delete', { ids: [some(sourceIds(world), number)] }),
  agent: (world, number) =>
    world.control('PUT', `/_emulator/sources/${some(sourceIds(world), number)}/agent`, {
      connected: number % 2 === 0,
    }),
  scenario: ({ control }, number) =>
    control('POST', '/_emulator/scenarios', scenario(`s-${number % 3}`, { noise: 0.5 })),
  fault: ({ control }, number) =>
    control('POST', '/_emulator/faults', {
      match: { operation: 'ListServers' },
      effect: { status: 500 },
      times: number % 4,
    }),
  meet: ({ sms }) => sms('GET', '/v3/sources'),
  save: ({ control }, number) => control('POST', `/_emulator/snapshots/n-${number % 2}`),
  restore: ({ control }, number) => control('PUT', `/_emulator/snapshots/n-${number % 2}`),
  drop: ({ control }, number) => control('DELETE', `/_emulator/snapshots/n-${number % 2}`),
  reset: ({ control }, number) => control('POST', `/_emulator/reset?all=${number % 2 === 0}`),
  account: ({ control }, number) =>
    control('POST', '/_emulator/accounts', { name: `other-${number % 2}` }),
  other: ({ control }, number) =>
    control('POST', `/_emulator/clock/advance?account=other-${number % 2}`, { by: '1m' }),
  remove: ({ control }, number) => control('DELETE', `/_emulator/accounts/other-${number % 2}`),
  clear: ({ control }) => control('DELETE', '/_emulator/requests'),
}

const frequent = ['register', 'create', 'create', 'act', 'act', 'act', 'advance', 'advance']
const walks = fc.array(
  fc.tuple(
    fc.oneof(
      { arbitrary: fc.constantFrom(...frequent), weight: 3 },
      { arbitrary: fc.constantFrom(...Object.keys(steps)), weight: 1 },
    ),
    fc.nat({ max: 600 }),
  ) as fc.Arbitrary<Step>,
  { minLength: 60, maxLength: 60 },
)

t.test(
  'followEvents: the events since a moment, on the picture of then, give that of now',
  async (t) => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(walks, async (walk) => {
        const teardowns: (() => unknown)[] = []
        const world = await startTest({ teardown: (work) => teardowns.push(work) })
        const { accounts } = world.emulator
        const told: SentMessage[] = []
        const followed = () =>
          followEvents(accounts.get(account_id), told.at(-1)?.id, (one) => {
            if (one) told.push(one)
          })
        let stop = followed()
        const picture = await read(world)
        for (const [name, number] of walk) {
          const first = told.length
          // Sometimes nobody is there for a while, and comes back with the last id.
          if (number % 5 === 0) stop()
          await steps[name]?.(world, number)
          if (number % 5 === 0) stop = followed()
          for (const one of told.slice(first)) {
            seen.add(one.event === 'event' ? JSON.parse(one.data).type : one.event)
            await apply(picture, one, world)
          }
          if (JSON.stringify(picture.clock).includes('flowing'))
            picture.clock = await clockOf(world.control)
          const now = accounts.get(account_id).now()
          t.strictSame(shown(picture, now), shown(await read(world), now), name) ||
            (await Promise.reject(new Error(`${name} ${number}`)))
        }
        stop()
        for (const work of teardowns) await work()
      }),
      { seed, numRuns: trials(3), endOnFailure: true },
    )
    for (const one of ['reset', 'clock', 'request', 'control', 'task.state', 'subtask.ended']) {
      t.ok(seen.has(one), one)
    }
  },
)
