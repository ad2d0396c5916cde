import t, { type Test } from 'tap'
import type { Task } from '../../src/schemas/stored/records.ts'
import {
  act,
  exampleBody,
  healthySource,
  linuxSource,
  newTask,
  startTest,
  storesOf,
  type TestEmulator,
  until,
} from '../helper.ts'

/** Lists and their totals agree with each other, whatever creates, changes and deletes tasks and sources. */

const states = ['READY', 'RUNNING', 'SYNCING', 'MIGRATE_SUCCESS', 'MIGRATE_FAIL', 'ABORT']

/** The totals that lists tell, and those of all that they show. */
async function totals({ sms }: TestEmulator): Promise<{ told: object; there: object }> {
  const told: Record<string, number> = {}
  for (const state of states) {
    told[state] = (await sms('GET', `/v3/tasks?state=${state}&limit=1`)).body.count
  }
  const { body } = await sms('GET', '/v3/tasks')
  const { body: listed } = await sms('GET', '/v3/sources')
  const { body: overview } = await sms('GET', '/v3/sources/overview')
  const there = Object.fromEntries(
    states.map((state) => [
      state,
      body.tasks.filter((task: { state: string }) => task.state === state).length,
    ]),
  )
  return {
    told: { ...told, all: body.count, sources: listed.count, waiting: overview.waiting },
    there: {
      ...there,
      all: body.tasks.length,
      sources: listed.source_servers.length,
      waiting: listed.source_servers.filter(({ state }: { state: string }) => state === 'waiting')
        .length,
    },
  }
}

async function mustAgree(t: Test, emulator: TestEmulator, all: number, when: string) {
  const { told, there } = await totals(emulator)
  t.strictSame(told, there, when)
  t.match(told, { all }, when)
}

t.test('totals follow creation, moves, deletion, snapshots and reset', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  await healthySource(emulator, { name: 'alone' })
  const first = await newTask(emulator)
  const target = exampleBody('CreateTask').target_server as object
  const vm_id = '00000000-0000-4000-8000-000000000001'
  const second = await newTask(emulator, { target_server: { ...target, vm_id } })
  await mustAgree(t, emulator, 2, 'two are created')

  await act(emulator, first.task, 'start')
  await mustAgree(t, emulator, 2, 'one is started')
  await control('POST', '/_emulator/snapshots/before')
  await until(emulator, first.task, { state: 'MIGRATE_SUCCESS' })
  await sms('DELETE', `/v3/tasks/${second.task}`)
  await mustAgree(t, emulator, 1, 'one has come to its end, and one is deleted')

  await control('PUT', '/_emulator/snapshots/before')
  await mustAgree(t, emulator, 2, 'the snapshot is restored')
  await control('POST', '/_emulator/reset')
  await mustAgree(t, emulator, 0, 'the account is reset')
})

t.test('an account that goes takes its totals along', async (t) => {
  const emulator = await startTest(t)
  await newTask(emulator)
  await mustAgree(t, emulator, 1, 'a task is there')
  await emulator.control('POST', '/_emulator/reset')
  await mustAgree(t, emulator, 0, 'nothing is')
})

t.test('sources that wait for a target are those without a task', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const unconfigured = async () => (await sms('GET', '/v3/sources/overview')).body.unconfigured
  await healthySource(emulator, { name: 'alone' })
  t.equal(await unconfigured(), 1)
  const { task } = await newTask(emulator)
  t.equal(await unconfigured(), 1)
  await sms('DELETE', `/v3/tasks/${task}`)
  t.equal(await unconfigured(), 2)
})

t.test('what could not be written is not counted', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  t.throws(() =>
    emulator.emulator.accounts.get().write((session) => {
      session.removeTask(task)
      throw new Error('undone')
    }),
  )
  await mustAgree(t, emulator, 1, 'the task is still there')
})

t.test('a filter no longer finds what was deleted', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { task, source } = await newTask(emulator)
  const { name, ip } = (await sms('GET', `/v3/sources/${source}`)).body
  const lists = [
    ...[`name=${name}`, `ip=${ip}`, `id=${source}`, 'state=waiting', ''].map(
      (filter) => `/v3/sources?${filter}`,
    ),
    ...['name=task', `id=${task}`, `source_server_id=${source}`, 'state=READY', ''].map(
      (filter) => `/v3/tasks?${filter}`,
    ),
  ]
  const found = () =>
    Promise.all(
      lists.map(async (path) => {
        const { count, tasks, source_servers } = (await sms('GET', path)).body
        return { path, count, items: (tasks ?? source_servers).length }
      }),
    )

  t.strictSame(
    await found(),
    lists.map((path) => ({ path, count: 1, items: 1 })),
  )
  t.match(await sms('DELETE', `/v3/tasks/${task}`), { status: 200 })
  t.match(await sms('DELETE', `/v3/sources/${source}`), { status: 200 })
  t.strictSame(
    await found(),
    lists.map((path) => ({ path, count: 0, items: 0 })),
  )
})

const names = ['web', 'WEB-1', 'Wéb', 'WÉB', '100%', 'a_b', 'back\\slash', 'ß', '名', '😀', '"']

t.test(
  'a part of a name finds it, ASCII letters in either case, wildcards as they are',
  async (t) => {
    const emulator = await startTest(t)
    const { task } = await newTask(emulator)
    const { commits } = emulator.emulator
    const { tasks } = storesOf(emulator.emulator)
    const model = tasks.find(task) as Task
    commits.atomically(() => {
      for (const [number, name] of names.entries()) {
        tasks.save({ ...model, id: `task-${number}`, name, create_date: number % 3 })
      }
    })
    const found = (name: string, limit = 100, offset = 0) => {
      const { count, items } = tasks.list({ name, limit, offset })
      return [count, ...items.map((item) => item.name)]
    }

    t.strictSame(found('eb'), [2, 'WEB-1', 'web'])
    t.strictSame(found('éb'), [1, 'Wéb'])
    t.strictSame(found('ÉB'), [1, 'WÉB'])
    t.strictSame(found('%'), [1, '100%'])
    t.strictSame(found('_'), [1, 'a_b'])
    t.strictSame(found('\\'), [1, 'back\\slash'])
    for (const name of ['ß', '名', '😀', '"']) t.strictSame(found(name), [1, name])
    t.strictSame(found('nothing'), [0])
    t.strictSame(found('w', 1, 1), [4, 'WEB-1'], 'a page in the order of lists')
  },
)

t.test(
  'a renamed source is found by its new name, and after a restore by its old one',
  async (t) => {
    const emulator = await startTest(t)
    const { control, sms } = emulator
    const { source } = await newTask(emulator)
    const count = async (name: string) => (await sms('GET', `/v3/sources?name=${name}`)).body.count
    await sms('PUT', `/v3/sources/${source}`, { name: 'before' })
    await control('POST', '/_emulator/snapshots/kept')
    await sms('PUT', `/v3/sources/${source}`, { name: 'after' })
    t.strictSame([await count('EFOR'), await count('AFTER')], [0, 1])
    await control('PUT', '/_emulator/snapshots/kept')
    t.strictSame([await count('EFOR'), await count('AFTER')], [1, 0])
  },
)

t.test('a list shows one account only', async (t) => {
  const emulator = await startTest(t)
  const { control } = emulator
  const load = async (name: string, sources: string[]): Promise<string> => {
    const fixture = { name, sources: sources.map((source) => linuxSource({ name: source })) }
    await control('POST', '/_emulator/fixtures', { accounts: [fixture] })
    return emulator.emulator.accounts.get(name).id
  }
  const [one, other] = [await load('one', ['web-1']), await load('other', ['web-2', 'db'])]
  const found = (id: string) => {
    const { items } = storesOf(emulator.emulator, id).sources.list({
      name: 'WEB',
      limit: 9,
      offset: 0,
    })
    return items.map(({ name }) => name)
  }
  t.strictSame([found(one), found(other)], [['web-1'], ['web-2']])
})
