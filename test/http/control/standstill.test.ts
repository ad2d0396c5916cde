import t from 'tap'
import type { ConfigInput } from '../../../src/config.ts'
import {
  act,
  credentials,
  healthySource,
  linuxSource,
  newTask,
  scenario,
  startTest,
  type TestEmulator,
} from '../../helper.ts'

/** Why nothing happens: a client that asks on and on while its account's clock is frozen. */

const frozen =
  /^The clock of account emulator is frozen at 2026-01-01T12:\S+; \d timers? waits?, (the next )?at 2026-01-01T12:\S+: advance it \(POST \/_emulator\/clock\/advance\) or start with --clock flowing\.$/

type Answer = Awaited<ReturnType<TestEmulator['call']>>

/** An emulator, and what its log was warned of. */
async function start(t: Parameters<typeof startTest>[0], settings: ConfigInput = {}) {
  const emulator = await startTest(t, settings)
  const warned: string[] = []
  emulator.emulator.accounts.host.warn = (message) => warned.push(message)
  return { emulator, warned }
}

async function times(count: number, call: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  while (answers.length < count) answers.push(await call())
  return answers
}

/** Where the account's notice is shown. */
async function shown({ control }: TestEmulator) {
  const [tasks, sources, info] = await Promise.all(
    ['tasks', 'sources', 'info'].map((path) => control('GET', `/_emulator/${path}`)),
  )
  return [tasks?.body.notice, sources?.body.notice, info?.body.accounts[0].notice ?? null]
}

const noted = async ({ control }: TestEmulator) => {
  const { body } = await control('GET', '/_emulator/requests')
  return body.requests.filter(({ notice }: { notice: string | null }) => notice !== null)
}

t.test('the twentieth same answer on a frozen clock says why nothing happens', async (t) => {
  const { emulator, warned } = await start(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  const look = () => emulator.sms('GET', `/v3/tasks/${task}`)

  const first = await times(19, look)
  t.strictSame(warned, [])
  t.strictSame(await shown(emulator), [null, null, null], 'not at the nineteenth')
  t.strictSame(await noted(emulator), [])

  const [twentieth] = await times(1, look)
  t.match(warned, [frozen])
  t.match(await shown(emulator), [frozen, frozen, frozen])
  t.match(await noted(emulator), [{ id: twentieth?.headers['x-request-id'], notice: frozen }])

  const [later] = await times(1, look)
  for (const answer of [first[0], twentieth, later]) {
    const { body } = await emulator.control(
      'GET',
      `/_emulator/explain/${answer?.headers['x-request-id']}`,
    )
    t.match(body, { answer: { status: 200, code: null }, causes: [frozen] })
  }
  const [other] = await times(1, () => emulator.sms('GET', '/v3/sources'))
  const { body } = await emulator.control(
    'GET',
    `/_emulator/explain/${other?.headers['x-request-id']}`,
  )
  t.strictSame(body.causes, [], 'of another call nothing')
})

t.test('it is told once until the clock moves, and shown until something is written', async (t) => {
  const { emulator, warned } = await start(t)
  await healthySource(emulator)
  await emulator.sms('POST', '/v3/sources', linuxSource())
  const look = () => emulator.sms('GET', '/v3/sources')
  await times(60, look)
  t.equal(warned.length, 1)
  await emulator.sms('POST', '/v3/sources', linuxSource())
  t.strictSame(await shown(emulator), [null, null, null], 'another answer may come')
  await times(20, look)
  t.match(await shown(emulator), [frozen, frozen, frozen])
  t.equal(warned.length, 1, 'once until the clock moves')
  t.equal((await noted(emulator)).length, 1)

  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT0.01S' })
  t.strictSame(await shown(emulator), [null, null, null])
  await times(19, look)
  t.equal(warned.length, 1)
  await times(1, look)
  t.equal(warned.length, 2)
  await emulator.control('POST', '/_emulator/reset')
  t.strictSame(await shown(emulator), [null, null, null], 'a reset forgets it')
})

t.test('where no timer waits, an advance is not what helps', async (t) => {
  const { emulator, warned } = await start(t)
  const { task } = await newTask(emulator)
  await times(20, () => emulator.sms('GET', `/v3/tasks/${task}`))
  t.match(warned, [/no timer waits: nothing happens by itself.* Start a task/])
})

t.test('a refusal that depends on state is waited for, too; another is not', async (t) => {
  const { emulator, warned } = await start(t)
  const { body } = await emulator.sms('POST', '/v3/sources', linuxSource())
  await times(20, () => emulator.sms('GET', '/v3/sources?limit=many'))
  t.strictSame(warned, [], 'SMS.6404')
  const refused = await times(20, () => emulator.sms('GET', `/v3/sources/${body.id}/command`))
  t.match(warned, [frozen], 'SMS.7606')
  const id = refused[3]?.headers['x-request-id']
  const { body: explanation } = await emulator.control('GET', `/_emulator/explain/${id}`)
  t.match(explanation.causes, [frozen, /create its task with POST \/v3\/tasks/])
})

t.test('nothing is said on a clock that flows', async (t) => {
  const { emulator, warned } = await start(t, { clock: 'flowing' })
  await times(40, () => emulator.sms('GET', '/v3/sources'))
  t.strictSame(warned, [])
  t.strictSame(await shown(emulator), [null, null, null])
})

t.test('nothing is said when answers differ, a fault is met, or callers do', async (t) => {
  const user = { name: 'second', password: 'Second@12345' }
  const { emulator, warned } = await start(t)
  const { sms, control } = emulator
  for (let page = 1; page <= 30; page++) await sms('GET', `/v3/sources?limit=${page}`)
  for (let round = 0; round < 3; round++) {
    await sms('GET', '/v3/tasks')
    await times(15, () => sms('GET', '/v3/sources'))
    await sms('POST', '/v3/sources', linuxSource())
  }
  t.strictSame(warned, [], 'writes in between')
  const fault = { match: { operation: 'ListTasks' }, effect: { status: 503 }, times: 'always' }
  t.equal((await control('POST', '/_emulator/faults', fault)).status, 200)
  await times(30, () => sms('GET', '/v3/tasks'))
  t.strictSame(warned, [], 'faults')
  await control('DELETE', '/_emulator/faults')

  await control('POST', '/_emulator/fixtures', { accounts: [{ name: 'emulator', users: [user] }] })
  const domain = { name: 'emulator' }
  const token = await emulator.login(credentials({ domain }, { ...user, domain }))
  const headers = { 'x-auth-token': token }
  await times(19, () => sms('GET', '/v3/errors'))
  const [theirs] = await times(19, () => emulator.call('GET', '/v3/errors', { headers }))
  t.equal(theirs?.status, 200)
  t.strictSame(warned, [], 'two callers')
})

t.test('two accounts are apart, and a login between the looks does not matter', async (t) => {
  const { emulator, warned } = await start(t)
  const { body: other } = await emulator.control('POST', '/_emulator/accounts', { name: 'other' })
  const { user: name, password } = other
  const domain = { name: 'other' }
  const looksAtOther = async () => {
    const token = await emulator.login(credentials({ domain }, { name, password, domain }))
    return emulator.call('GET', '/v3/sources', { headers: { 'x-auth-token': token } })
  }
  await emulator.control('PUT', '/_emulator/clock?account=other', { mode: 'frozen' })
  await times(19, looksAtOther)
  await times(19, () => emulator.sms('GET', '/v3/sources'))
  t.strictSame(warned, [])
  await looksAtOther()
  t.match(warned, [/clock of account other is frozen/])
  t.strictSame(await shown(emulator), [null, null, null])
})

t.test('a scenario that is loaded is a write', async (t) => {
  const { emulator, warned } = await start(t)
  await times(19, () => emulator.sms('GET', '/v3/sources'))
  const loaded = scenario('quiet', { noise: 0 })
  t.equal((await emulator.control('POST', '/_emulator/scenarios', loaded)).status, 200)
  await times(19, () => emulator.sms('GET', '/v3/sources'))
  t.strictSame(warned, [])
})

t.test('nothing of it is in the database, and it needs no journal', async (t) => {
  const { emulator, warned } = await start(t, { journal_limit: 0 })
  await emulator.sms('POST', '/v3/sources', linuxSource())
  const look = () => emulator.sms('GET', '/v3/sources')
  await look()
  const before = emulator.emulator.dump()
  await times(30, look)
  t.match(warned, [frozen])
  t.strictSame(emulator.emulator.dump(), before)
})
