import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { journalStore } from '../src/parts/observed/journal.ts'
import { credentials, linuxSource, startTest, type TestEmulator, taskFor } from './helper.ts'

/** Nothing comes back from the dead: what follows from the seed and a count goes on where it was. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = (): string => join(folder, `${++files}.db`)

/** The file as a process leaves it that is killed at this moment. */
function killed(file: string): string {
  const copy = newFile()
  for (const end of ['', '-wal']) copyFileSync(file + end, copy + end)
  return copy
}

/** The ways in which a process ends, and the file that the next one starts on. */
const ends: Record<string, (emulator: TestEmulator, file: string) => Promise<string>> = {
  'was killed': async (_, file) => killed(file),
  'ended in order': async ({ close }, file) => {
    await close()
    return file
  },
}

const region = { project: { name: 'ap-southeast-1' } }

/** An answer without the one thing that comes from the machine's own clock. */
const withoutDate = <Answer extends { headers: object }>(answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, date: '' },
})

const statusWith = async ({ call }: TestEmulator, token: string): Promise<number> =>
  (await call('GET', '/v3/sources', { headers: { 'x-auth-token': token } })).status

for (const [how, end] of Object.entries(ends)) {
  const restarted = async (t: Test, emulator: TestEmulator, file: string) => {
    const db = await end(emulator, file)
    return startTest(t, { db })
  }

  t.test(`a token that a reset has killed stays dead after the process ${how}`, async (t) => {
    const db = newFile()
    const first = await startTest(t, { db })
    const dead = [await first.login(), await first.login()]
    await first.control('POST', '/_emulator/reset')
    const alive = [await first.login()]

    const second = await restarted(t, first, db)
    alive.push(await second.login(), await second.login())
    await second.control('POST', '/_emulator/fixtures?replace=true', {
      accounts: [{ name: 'emulator' }],
    })
    dead.push(...alive)
    const now = [await second.login(), await second.login(), await second.login()]

    for (const token of dead) t.equal(await statusWith(second, token), 401)
    for (const token of now) t.equal(await statusWith(second, token), 200)
    t.equal(new Set([...dead, ...now]).size, dead.length + now.length)
  })

  t.test(`an account that was deleted is another one after the process ${how}`, async (t) => {
    const db = newFile()
    const first = await startTest(t, { db })
    const [former, token] = await newWorker(first, 'w1')
    await first.control('DELETE', '/_emulator/accounts/w1')

    const second = await restarted(t, first, db)
    t.equal(await statusWith(second, token), 401)
    const [made, other] = await newWorker(second, 'w1')
    t.equal(made.domain_id, former.domain_id, 'the id of a name is its own')
    for (const secret of ['password', 'ak', 'sk']) t.not(made[secret], former[secret], secret)
    t.not(other, token)
    t.equal(await statusWith(second, token), 401)
  })

  t.test(`the id of an account is not its former name's after the process ${how}`, async (t) => {
    const db = newFile()
    const first = await startTest(t, { db })
    const entry = {
      id: 'f'.repeat(32),
      users: [{ name: 'u', password: 'p' }],
    }
    const login = (emulator: TestEmulator, name: string) =>
      emulator.login(credentials(region, { name: 'u', password: 'p', domain: { name } }))
    await first.control('POST', '/_emulator/fixtures', { accounts: [{ name: 'a', ...entry }] })
    const token = await login(first, 'a')
    await first.control('DELETE', '/_emulator/accounts/a')
    const second = await restarted(t, first, db)
    await second.control('POST', '/_emulator/fixtures', { accounts: [{ name: 'b', ...entry }] })
    t.not(await login(second, 'b'), token)
  })

  t.test(`a name that was made up is not made up again after the process ${how}`, async (t) => {
    const db = newFile()
    const first = await startTest(t, { db })
    const make = async ({ control }: TestEmulator) =>
      (await control('POST', '/_emulator/accounts', {})).body.account
    t.equal(await make(first), 'account-1')
    t.equal(await make(first), 'account-2')
    await first.control('DELETE', '/_emulator/accounts/account-2')
    t.equal(await make(await restarted(t, first, db)), 'account-3')
  })

  t.test(`no id of a request comes again after the process ${how}`, async (t) => {
    const db = newFile()
    const first = await startTest(t, { db })
    const ids = [...(await idsOf(first)), ...(await idsOf(first))]
    await first.control('POST', '/_emulator/reset')
    ids.push(...(await idsOf(first)))
    const second = await restarted(t, first, db)
    ids.push(...(await idsOf(second)))
    t.equal(new Set(ids).size, ids.length)
  })
}

/** Calls of every kind: of an account, of none, to each surface, answered and refused. @returns their ids. */
async function idsOf(emulator: TestEmulator): Promise<string[]> {
  const { call } = emulator
  const headers = { 'x-auth-token': await emulator.login() }
  const answers = [
    await call('GET', '/v3/sources', { headers }),
    await call('GET', '/v3/tasks/none', { headers }),
    await call('GET', '/v3/sources'),
    await call('POST', '/v3/auth/tokens', { payload: credentials() }),
    await call('POST', '/v3/auth/tokens', { payload: {} }),
    await call('GET', '/v3/nothing'),
    await call('GET', '/_emulator/clock?account=emulator'),
    await call('GET', '/_emulator/clock?account=nobody'),
    await call('GET', '/_emulator/health'),
    await call('OPTIONS', '/_emulator/clock', { headers: { origin: 'http://evil.test' } }),
  ]
  return answers.map((answer) => String(answer.headers['x-request-id']))
}

async function newWorker(emulator: TestEmulator, name: string) {
  const { body } = await emulator.control('POST', '/_emulator/accounts', { name })
  const { user, password } = body
  const token = await emulator.login(
    credentials(region, { name: user, password, domain: { name } }),
  )
  return [body as Record<string, unknown>, token] as const
}

/** What a worker does with its account, a call at a time; every answer whole, with its headers. */
async function* working(emulator: TestEmulator, name: string) {
  const { body: made } = await emulator.control('POST', '/_emulator/accounts', { name })
  const { user, password, projects } = made
  const scope = { project: { id: projects[0].id } }
  const payload = credentials(scope, { name: user, password, domain: { name } })
  const logged = await emulator.call('POST', '/v3/auth/tokens', { payload })
  yield logged
  const headers = { 'x-auth-token': String(logged.headers['x-subject-token']) }
  const send = (method: string, url: string, body?: object) =>
    emulator.call(method, url, { headers, ...(body ? { payload: body } : {}) })
  const control = (method: string, url: string, body?: object) =>
    emulator.control(method, `/_emulator/${url}?account=${name}`, body)
  const source = await send('POST', '/v3/sources', linuxSource())
  yield source
  yield control('POST', 'clock/advance', { events: 1 })
  const task = await send('POST', '/v3/tasks', taskFor(source.body.id, { auto_start: true }))
  yield task
  yield control('POST', 'clock/advance', { by: 'PT5M' })
  yield send('GET', `/v3/tasks/${task.body.id}`)
  yield send('GET', '/v3/tasks/none')
  yield send('POST', '/v3/tasks', { name: '!' })
  yield emulator.call('POST', '/v3/auth/tokens', {
    payload: credentials(scope, { name: user, password: 'wrong', domain: { name } }),
  })
  yield emulator.call('GET', '/v3/sources', {
    headers: {
      authorization: `SDK-HMAC-SHA256 Access=${made.ak}, SignedHeaders=x-sdk-date, Signature=${'0'.repeat(64)}`,
      'x-sdk-date': '20260101T120000Z',
    },
  })
  yield control('POST', 'reset')
  yield emulator.call('POST', '/v3/auth/tokens', { payload })
  yield control('GET', 'fixtures')
}

t.test('workers side by side get the same bytes as each alone', async (t) => {
  const alone = await startTest(t)
  const wanted: unknown[] = []
  for await (const answer of working(alone, 'w1')) wanted.push(withoutDate(answer))
  t.equal(wanted.length, 13)

  const shared = await startTest(t)
  const others = ['w2', 'w3'].map((name) => working(shared, name))
  const found: unknown[] = []
  await others[0]?.next()
  for await (const answer of working(shared, 'w1')) {
    found.push(withoutDate(answer))
    await shared.call('GET', '/v3/sources')
    for (const other of others) await other.next()
  }
  t.strictSame(found, wanted)
})

t.test('a run that is stopped and started in between gets the same bytes', async (t) => {
  const settings = { degrade: ['all' as const] }
  const calls = async (emulator: TestEmulator) => {
    const answers = [await emulator.call('POST', '/v3/auth/tokens', { payload: credentials() })]
    for (let times = 0; times < 3; times++) {
      answers.push(
        await emulator.sms('POST', '/v3/sources', linuxSource()),
        await emulator.sms('GET', '/v3/sources'),
        await emulator.call('GET', '/v3/sources'),
      )
    }
    return answers.map(withoutDate)
  }
  const steady = await startTest(t, settings)
  const wanted = [...(await calls(steady)), ...(await calls(steady))]

  const db = newFile()
  const first = await startTest(t, { ...settings, db })
  const found = await calls(first)
  await first.close()
  const second = await startTest(t, { ...settings, db }, [], first)
  found.push(...(await calls(second)))
  t.strictSame(found, wanted)
})

t.test('a journal knows the latest resets, and trusts no call from before them', async (t) => {
  const journal = journalStore(10, { weightOf: () => 1 })
  const mark = journal.mark()
  t.equal(journal.of('mine').isForgotten(mark), false)
  for (let account = 0; account <= 10_000; account++) journal.forget(`account ${account}`)
  t.equal(journal.of('mine').isForgotten(mark), true, 'maybe it was reset: nobody knows any more')
  t.equal(journal.of('mine').isForgotten(journal.mark()), false)
  t.equal(journal.of('account 10000').isForgotten(mark), true)
})
