import fc from 'fast-check'
import t from 'tap'
import { seed, trials } from '../../effort.ts'
import { act, newTask, startTest, type TestEmulator, taskFor, until } from '../../helper.ts'

/** Snapshots: an account kept under a name, to go back to. */

/** All that an account is, but for the snapshots themselves and what never goes back. */
function stateOf({ emulator }: TestEmulator): string {
  const { snapshots, snapshot_rows, snapshot_events, tokens, counters, events, ...rest } =
    emulator.dump() as Record<string, Record<string, unknown>[]>
  // Without the numbers of the rows, which go on.
  const history = events?.map(({ texts }) => texts).join()
  return JSON.stringify({ rest, history })
}

t.test('saveSnapshot, restoreSnapshot: an account is what it was, and goes on', async (t) => {
  const emulator = await startTest(t)
  const { control } = emulator
  const { task } = await newTask(emulator, { auto_start: true })
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })

  const fault = { match: { operation: 'DeleteTask' }, effect: { status: 503 }, times: 2 }
  await control('POST', '/_emulator/faults', fault)
  const saved = await control('POST', '/_emulator/snapshots/copying')
  t.match(saved, { status: 200, body: { name: 'copying', sources: 1, tasks: 1 } })
  const before = stateOf(emulator)
  const show = async () => (await emulator.sms('GET', `/v3/tasks/${task}`)).body
  const shown = await show()

  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  const first = await show()
  await newTask(
    emulator,
    { target_server: { ...(taskFor('').target_server as object), vm_id: 'vm-2' } },
    { name: 'another' },
  )
  t.equal((await emulator.sms('DELETE', `/v3/tasks/${task}`)).status, 503)
  await control('DELETE', '/_emulator/faults')
  await emulator.sms('DELETE', `/v3/tasks/${task}`)

  t.equal((await control('PUT', '/_emulator/snapshots/copying')).status, 200)
  t.equal(stateOf(emulator), before)
  t.strictSame(await show(), shown, 'at 63 %, on the clock of then')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.strictSame(await show(), first, 'the same end')
})

t.test('listSnapshots, removeSnapshot: replaced, dropped, gone after a reset', async (t) => {
  const emulator = await startTest(t)
  const { control } = emulator
  await control('POST', '/_emulator/snapshots/one')
  await newTask(emulator)
  await control('POST', '/_emulator/snapshots/two')
  await control('POST', '/_emulator/snapshots/one')
  t.match((await control('GET', '/_emulator/snapshots')).body, {
    snapshots: [
      { name: 'two', tasks: 1 },
      { name: 'one', tasks: 1, saved_at: /^2026-01-01T12:/ },
    ],
  })
  t.strictSame((await control('DELETE', '/_emulator/snapshots/two')).body, { deleted: 'two' })
  t.match(await control('PUT', '/_emulator/snapshots/two'), {
    status: 404,
    body: { error: { message: /There are: one/ } },
  })
  t.match(await control('POST', '/_emulator/snapshots/a%20b'), { status: 400 })
  await control('POST', '/_emulator/reset')
  t.strictSame((await control('GET', '/_emulator/snapshots')).body, { snapshots: [] })
})

t.test('downloadSnapshot, saveSnapshot: kept and restored elsewhere', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { auto_start: true })
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  await emulator.control('POST', '/_emulator/snapshots/copying')
  const show = async ({ sms }: TestEmulator) => (await sms('GET', `/v3/tasks/${task}`)).body
  const kept_task = await show(emulator)
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 80 })
  const here = stateOf(emulator)
  const { body } = await emulator.control('GET', '/_emulator/snapshots/copying')
  t.equal(stateOf(emulator), here, 'downloading changes nothing')

  const other = await startTest(t)
  const kept = await other.control('POST', '/_emulator/snapshots/copying', body)
  t.match(kept, { status: 200, body: { name: 'copying', tasks: 1 } })
  t.equal((await other.sms('GET', '/v3/tasks')).body.count, 0, 'the account stays as it is')
  await other.control('PUT', '/_emulator/snapshots/copying')
  t.strictSame(await show(other), kept_task, 'it is the snapshot, and not what came after it')
  t.match(await other.control('POST', '/_emulator/snapshots/x', { accounts: [] }), { status: 400 })
})

t.test('downloadSnapshot: the export of the account after a restore', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { auto_start: true })
  await emulator.control('POST', '/_emulator/snapshots/early')
  await emulator.login()
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 80 })
  const { body } = await emulator.control('GET', '/_emulator/snapshots/early')
  await emulator.control('PUT', '/_emulator/snapshots/early')
  t.strictSame(body, (await emulator.control('GET', '/_emulator/fixtures')).body)
})

/** An emulator with the fleet and its snapshot, and that as a file. */
async function fleetWithSnapshot(t: Parameters<typeof startTest>[0]) {
  const emulator = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  await emulator.control('POST', '/_emulator/snapshots/fleet')
  const { body } = await emulator.control('GET', '/_emulator/snapshots/fleet')
  return { emulator, body }
}

/** What an account shows of itself an hour later, with the history of each of its tasks. */
async function anHourLater({ control }: TestEmulator, account = 'emulator'): Promise<string> {
  const query = `account=${account}`
  const { body } = await control('POST', `/_emulator/clock/advance?${query}`, { by: 'PT1H' })
  const { tasks } = (await control('GET', `/_emulator/tasks?${query}`)).body
  const histories = []
  for (const { id } of tasks) {
    const { body } = await control('GET', `/_emulator/tasks/${id}/timeline?${query}`)
    histories.push(body)
  }
  return JSON.stringify({ events: body.events, tasks, histories })
}

t.test('restoreSnapshot: an account goes on as that of the snapshot', async (t) => {
  const { emulator, body } = await fleetWithSnapshot(t)
  const other = await startTest(t)
  await other.control('POST', '/_emulator/snapshots/brought', body)
  t.equal((await other.control('PUT', '/_emulator/snapshots/brought')).status, 200)
  t.ok((await anHourLater(other)) === (await anHourLater(emulator)))

  await other.control('POST', '/_emulator/reset')
  await other.control('POST', '/_emulator/snapshots/again', body)
  await other.control('PUT', '/_emulator/snapshots/again')
  t.ok((await anHourLater(other)) === (await anHourLaterOf(emulator)))
})

/** The original once more, from its snapshot on. */
async function anHourLaterOf(emulator: TestEmulator): Promise<string> {
  await emulator.control('PUT', '/_emulator/snapshots/fleet')
  return anHourLater(emulator)
}

t.test('restoreSnapshot: the history of a snapshot takes the place of the own one', async (t) => {
  const { emulator, body } = await fleetWithSnapshot(t)
  const other = await startTest(t)
  await newTask(other, { auto_start: true })
  await other.control('POST', '/_emulator/snapshots/own')
  await other.control('POST', '/_emulator/snapshots/brought', body)
  await other.control('POST', '/_emulator/clock/advance', { by: 'PT1H' })
  await other.control('PUT', '/_emulator/snapshots/brought')
  t.ok((await anHourLater(other)) === (await anHourLaterOf(emulator)))

  const fresh = await startTest(t)
  await newTask(fresh, { auto_start: true })
  await other.control('PUT', '/_emulator/snapshots/own')
  t.ok((await anHourLater(other)) === (await anHourLater(fresh)), 'and goes again')
})

t.test('downloadSnapshot: the same whether or not somebody looked at the account', async (t) => {
  const [one, other] = await Promise.all(
    [1, 2].map(async () => {
      const emulator = await startTest(t, { clock: 'flowing', fixture: ['fixtures/fleet.yaml'] })
      await emulator.control('POST', '/_emulator/snapshots/fleet')
      emulator.wall.now += 3_600_000
      return emulator
    }),
  )
  if (!one || !other) throw new Error('two were started')
  await one.control('GET', '/_emulator/tasks')
  const counters = async ({ control }: TestEmulator) => {
    const { body } = await control('GET', '/_emulator/snapshots/fleet')
    await control('POST', '/_emulator/snapshots/brought', body)
    await control('PUT', '/_emulator/snapshots/brought')
    const { body: now } = await control('GET', '/_emulator/fixtures')
    return [body, now].map(({ accounts }) => accounts[0].counters)
  }
  t.strictSame(await counters(other), await counters(one))
})

t.test('restoreSnapshot: a flowing clock goes on from the moment of the snapshot', async (t) => {
  const emulator = await startTest(t, { clock: 'flowing' })
  const now = async () => (await emulator.control('GET', '/_emulator/clock')).body.now_ms
  const before = await now()
  await emulator.control('POST', '/_emulator/snapshots/start')
  emulator.wall.now += 3_600_000
  await emulator.control('PUT', '/_emulator/snapshots/start')
  t.equal(await now(), before)
  emulator.wall.now += 1000
  t.equal(await now(), before + 1000)
})

t.test('restoreSnapshot: places that another account has taken since are no matter', async (t) => {
  const emulator = await startTest(t)
  const { control } = emulator
  const first = await newTask(emulator)
  await newTask(
    emulator,
    { target_server: { ...(taskFor('').target_server as object), vm_id: 'vm-2' } },
    { name: 'another' },
  )
  await control('POST', '/_emulator/snapshots/two')
  const listed = (await emulator.sms('GET', '/v3/tasks')).body
  const fixture = (await control('GET', '/_emulator/fixtures')).body
  await control('POST', '/_emulator/accounts', { name: 'taker' })
  for (const { id } of listed.tasks) await emulator.sms('DELETE', `/v3/tasks/${id}`)
  const taken = await control('POST', '/_emulator/fixtures?account=taker', {
    ...fixture,
    accounts: [{ ...fixture.accounts[0], users: [], migprojects: [] }],
  })
  t.match(taken, { status: 200 }, JSON.stringify(taken.body))
  await control('PUT', '/_emulator/snapshots/two')
  t.strictSame((await emulator.sms('GET', '/v3/tasks')).body, listed, 'in their order')
  t.equal((await emulator.sms('GET', `/v3/tasks/${first.task}`)).status, 200)
})

/** What a life may hold between two looks at it. */
const moves = fc.array(
  fc.constantFrom('task', 'start', 'stop', 'delete', 'advance', 'scenario', 'pace', 'project'),
  { minLength: 1, maxLength: 8 },
)

async function live(emulator: TestEmulator, list: string[]): Promise<void> {
  const { sms, control } = emulator
  for (const [index, move] of list.entries()) {
    const { tasks } = (await sms('GET', '/v3/tasks')).body
    const task = tasks[0]?.id
    if (move === 'task') {
      const vm_id = `vm-${index}-${tasks.length}`
      const target_server = { ...(taskFor('').target_server as object), vm_id }
      await newTask(emulator, { target_server, auto_start: index % 2 === 0 })
    } else if (move === 'advance') {
      await control('POST', '/_emulator/clock/advance', { by: 'PT3M' })
    } else if (move === 'pace') await control('PUT', '/_emulator/clock', { pace: index + 1 })
    else if (move === 'project') {
      await sms('POST', '/v3/migprojects', { name: `p${index}`, region: 'r', type: 'MIGRATE_FILE' })
    } else if (move === 'scenario') {
      const scenario = { name: `s${index}`, [['t', 'hen'].join('')]: { noise: 0.1 } }
      await control('POST', '/_emulator/scenarios', scenario)
    } else if (task && move === 'delete') await sms('DELETE', `/v3/tasks/${task}`)
    else if (task) await act(emulator, task, move)
  }
}

t.test('restoreSnapshot, reset: both go back, whatever happened in between', async (t) => {
  const emulator = await startTest(t)
  await emulator.sms('GET', '/v3/tasks')
  const boot = stateOf(emulator)
  await fc.assert(
    fc.asyncProperty(moves, moves, moves, async (one, two, three) => {
      await emulator.control('POST', '/_emulator/reset')
      if (stateOf(emulator) !== boot) throw new Error('a reset is not as after boot')
      await live(emulator, one)
      await emulator.control('POST', '/_emulator/snapshots/one')
      const first = stateOf(emulator)
      await live(emulator, two)
      await emulator.control('POST', '/_emulator/snapshots/two')
      const second = stateOf(emulator)
      await live(emulator, three)
      await emulator.control('PUT', '/_emulator/snapshots/one')
      if (stateOf(emulator) !== first) throw new Error('not as at the first snapshot')
      await live(emulator, three)
      await emulator.control('PUT', '/_emulator/snapshots/two')
      if (stateOf(emulator) !== second) throw new Error('not as at the second snapshot')
    }),
    { numRuns: trials(5), seed },
  )
  t.pass()
})

t.test(
  'restoreSnapshot: what is due before a restore has its numbers, whether or not somebody looked',
  async (t) => {
    const states = []
    for (const looks of [true, false]) {
      const emulator = await startTest(t, { clock: 'flowing' })
      const { control, wall } = emulator
      await newTask(emulator, { auto_start: true })
      await control('POST', '/_emulator/snapshots/kept')
      wall.now += 10 * 60_000
      if (looks) await control('GET', '/_emulator/tasks')
      await control('PUT', '/_emulator/snapshots/kept')
      states.push(emulator.emulator.dump())
    }
    t.strictSame(states[0], states[1])
  },
)

t.test('an upload that is refused names the account that it is for', async (t) => {
  const { control } = await startTest(t)
  const fixture = { version: 1, accounts: [{ name: 'any', tasks: [{ source: 'nowhere' }] }] }
  const { status, body } = await control('POST', '/_emulator/snapshots/s', fixture)
  t.equal(status, 400)
  t.match(body.error.message, /There is no source "nowhere" in account "emulator"/)
  t.match(body.error.details, [{ path: 'accounts.0.tasks.0', message: /in account "emulator"/ }])
  t.match(await control('GET', '/_emulator/accounts'), { body: { accounts: { length: 1 } } })
})
