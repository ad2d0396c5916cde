import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { configOf, testSettings } from '../../src/config.ts'
import { mergeAccounts, well_known } from '../../src/domain/identity/well-known.ts'
import {
  newRecording,
  recordAnswer,
  recordCall,
  recordedCalls,
} from '../../src/domain/observed/bundle.ts'
import { EmulatorClient, type Running, start } from '../../src/index.ts'
import { readFixtures } from '../../src/process/fixture-files.ts'
import { startServer } from '../../src/process/server.ts'
import type { RecordedCall } from '../../src/schemas/control/bundle.ts'
import { credentials, exampleBody, linuxSource, taskFor } from '../helper.ts'
import { exchange } from '../raw-http.ts'
import { commandWith } from './tool.ts'

/** `sms-emulator bundle` and `replay`: a run that happens again, byte for byte. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const file = (name: string) => join(folder, name)

/** A client's run, with refusals, moves of the clock, a scenario and a reset in it. */
async function live({ url, client }: Running): Promise<void> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    headers['x-auth-token'] =
      response.headers.get('x-subject-token') ?? headers['x-auth-token'] ?? ''
    return (await response.json()) as { id: string }
  }
  for (const round of [1, 2]) {
    await call('GET', '/v3/tasks')
    await call('POST', '/v3/auth/tokens', credentials())
    const { id } = await call('POST', '/v3/sources', linuxSource({ name: `host-${round}` }))
    await client.clock.advance({ events: 1 })
    const task = await call('POST', '/v3/tasks', taskFor(id))
    await client.scenarios.add('{name: slow, then: {slow: {at: MIGRATE_*, factor: 2}}}')
    await call('POST', `/v3/tasks/${task.id}/action`, { operation: 'start' })
    await client.clock.advance({ by: 'PT7M' })
    await call('GET', `/v3/tasks/${task.id}`)
    await call('POST', '/v3/tasks', { name: 'ä ö'.repeat(40) })
    await client.tasks()
    if (round === 1) await client.reset()
  }
}

const saved = async ({ url }: Running, name: string) => {
  const sms = commandWith({ SMS_EMULATOR_URL: url })
  return sms('bundle', '-o', file(name))
}
const replay = commandWith({})

t.test('a run is repeated byte for byte', async (t) => {
  await using emulator = await start({ record: true, seed: 'a', fixture: ['fixtures/fleet.yaml'] })
  await live(emulator)
  t.match(await saved(emulator, 'frozen.json'), { exit: 0, stdout: /^\d+ calls written to / })
  const again = await replay('replay', file('frozen.json'))
  t.match(again, { exit: 0, stdout: /^23 calls, every answer as recorded\n$/ })
})

t.test('HEAD is repeated as HEAD; what breaks the rules of HTTP is not a call', async (t) => {
  await using emulator = await start({ record: true })
  const { url, client } = emulator
  const { port } = new URL(url)
  const head = (path: string) => fetch(url + path, { method: 'HEAD' }).catch(() => undefined)
  t.equal((await head('/v3/tasks'))?.status, 401)
  t.equal((await head('/_emulator/ready'))?.status, 200)
  await client.faults.add({ match: { method: 'HEAD' }, effect: { body: 'half' } })
  await head('/v3/auth/tokens')
  await exchange(Number(port), ['GET /v3/tasks HTTP/1.1'])
  await exchange(Number(port), ['GET http://sms.test/v3/tasks HTTP/1.1', 'Host: sms.test'])
  await saved(emulator, 'head.json')
  const again = await replay('replay', file('head.json'))
  t.match(again, { exit: 0, stdout: /^5 calls, every answer as recorded\n$/ }, again.stdout)
  t.match(await replay('replay', file('head.json'), '--json'), { json: { calls: 5, same: 5 } })
})

t.test('a flowing clock shows in the replay what it showed', async (t) => {
  await using emulator = await start({ record: true, clock: 'flowing', pace: 60 })
  await live(emulator)
  await saved(emulator, 'flowing.json')
  t.match(await replay('replay', file('flowing.json')), { exit: 0, stdout: /every answer/ })
})

t.test('what takes long is one moment: the boot, and a call that is carried out', async (t) => {
  // Every look at the wall's clock finds it moved on.
  let now = Date.parse('2026-01-01T12:00:00Z')
  let calls = 0
  const { endpoints, close } = await startServer(
    configOf({ ...testSettings, record: true, clock: 'flowing', pace: 60 }),
    {
      wall: () => {
        now += 25
        return now
      },
      boot: mergeAccounts([well_known, ...readFixtures(['fixtures/fleet.yaml'])]),
      scenarios: [],
      sleep: async () => {},
      requestId: () => String(++calls).padStart(32, '0'),
    },
  )
  t.teardown(close)
  const client = new EmulatorClient(endpoints.url)
  const login = async () => {
    const answer = await fetch(`${endpoints.url}/v3/auth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials()),
    })
    return { 'x-auth-token': answer.headers.get('x-subject-token') ?? '' }
  }
  const tasks = async () => fetch(`${endpoints.url}/v3/tasks`, { headers: await login() })
  await (await tasks()).text()
  await client.reset()
  await client.fixtures.load(readFileSync('fixtures/fleet.yaml', 'utf8'), { replace: true })
  await (await tasks()).text()
  await commandWith({ SMS_EMULATOR_URL: endpoints.url })('bundle', '-o', file('long.json'))
  const again = await replay('replay', file('long.json'))
  t.match(again, { exit: 0, stdout: /^6 calls, every answer/ }, again.stdout)
})

/** Each fault on a call of its own; then what chance decides, and what waits for others. */
const faults = [
  { match: { operation: 'ListTasks' }, effect: { status: 503, retry_after: 2 } },
  { match: { operation: 'ListTasks' }, effect: { delay: 'PT0.1S' } },
  { match: { operation: 'ListTasks' }, effect: { connection: 'drop' } },
  { match: { operation: 'ListTasks' }, effect: { body: 'half' } },
  { match: { operation: 'ListTasks' }, effect: { body: 'broken' } },
  { match: { operation: 'ListTasks' }, effect: { body: 'slow', over: 'PT0.1S' } },
  { match: { operation: 'CreateMigproject' }, effect: { connection: 'reset', acts: true } },
  { match: { operation: 'CreateMigproject' }, effect: { status: 504, acts: true } },
  { match: { operation: 'CreateMigproject' }, effect: { delay: 'PT60S' } },
  { match: { operation: 'CreateMigproject' }, effect: { delay: 'PT60S', acts: true } },
  {
    match: { operation: 'ListServers', probability: 0.5 },
    effect: { status: 500 },
    times: 'always',
  },
]

t.test('faults, chance and what was waited for are repeated, too, and nothing waits', async (t) => {
  await using emulator = await start({
    record: true,
    auth: 'off',
    fixture: ['fixtures/fleet.yaml'],
  })
  const { client, url } = emulator
  await client.faults.add(JSON.stringify(faults))
  const call = async (
    path: string,
    body?: unknown,
    signal: AbortSignal = AbortSignal.timeout(10_000),
  ) => {
    const headers = { 'content-type': 'application/json' }
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
    return fetch(url + path, { ...init, signal })
      .then(async (answer) => `${answer.status} ${(await answer.text()).length}`)
      .catch((error: Error) => error.name)
  }
  const project = (name: string, signal?: AbortSignal) =>
    call('/v3/migprojects', { ...exampleBody('CreateMigproject'), name }, signal)
  /** A client whose patience ends once the emulator has come as far as this. */
  const impatient = async (name: string, isSoFar: () => Promise<boolean>) => {
    const patience = new AbortController()
    const answer = project(name, patience.signal)
    while (!(await isSoFar()));
    patience.abort()
    return answer
  }
  const isMet = async (id: string) =>
    (await client.faults.list()).faults.some((fault) => fault.id === id && fault.left === 0)
  const isMade = async (name: string) => {
    const { accounts } = await client.fixtures.export()
    return accounts.some(({ migprojects = [] }) => migprojects.some((one) => one.name === name))
  }
  for (let number = 0; number < 7; number++) await call('/v3/tasks')
  for (const name of ['reset', 'refused']) await project(name)
  t.equal(await impatient('given-up', () => isMet('fault-9')), 'AbortError')
  const made = 'made-and-given-up'
  t.equal(await impatient(made, () => isMade(made)), 'AbortError')
  await client.requests.wait({ operation: 'CreateMigproject', count: 4 })
  for (let number = 0; number < 10; number++) await call('/v3/sources')
  const events = new AbortController()
  await fetch(`${url}/_emulator/requests/events`, { signal: events.signal })
  const waited = client.requests.wait({ operation: 'ShowOverview' })
  await call('/v3/migprojects')
  await call('/v3/sources/overview')
  await waited
  events.abort()
  t.match(await client.faults.list(), { left: 0 })

  t.match(await saved(emulator, 'faults.json'), { exit: 0 })
  const { calls } = JSON.parse(readFileSync(file('faults.json'), 'utf8'))
  const unanswered = calls.filter(({ status }: RecordedCall) => status === null)
  t.equal(unanswered.length, 4)
  t.match(JSON.stringify(calls), /made-and-given-up.*\\"name\\":\\"made-and-given-up\\"/)
  const began = performance.now()
  const again = await replay('replay', file('faults.json'))
  t.match(again, { exit: 0, stdout: /every answer as recorded/ })
  t.ok(performance.now() - began < 30_000)
})

t.test('accounts that the run made can log in again', async (t) => {
  await using emulator = await start({ record: true })
  for (let number = 0; number < 2; number++) {
    const made = await emulator.client.accounts.create()
    const client = emulator.client.account(made.account)
    const user = { name: made.user, password: made.password, domain: { name: made.account } }
    const login = await fetch(`${emulator.url}/v3/auth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials({ project: { name: 'ap-southeast-1' } }, user)),
    })
    t.equal(login.status, 201)
    await client.clock.advance({ by: 'PT1M' })
    await emulator.client.accounts.delete(made.account)
  }
  await saved(emulator, 'accounts.json')
  const again = await replay('replay', file('accounts.json'))
  t.match(again, { exit: 0, stdout: /every answer as recorded\n$/ })
})

t.test('the first answer that differs is shown', async (t) => {
  const bundle = JSON.parse(readFileSync(file('frozen.json'), 'utf8'))
  const number = bundle.calls.findIndex((call: RecordedCall) => call.url.startsWith('/v3/tasks/'))
  const call = bundle.calls[number + 2]
  call.answer = call.answer.replace('MIGRATE_LINUX_FILE', 'MIGRATE_WINDOWS')
  bundle.version = '0.0.1'
  writeFileSync(file('other.json'), JSON.stringify(bundle))
  const { exit, stdout } = await replay('replay', file('other.json'))
  t.equal(exit, 1)
  t.match(stdout, new RegExp(`^call ${number + 3} of 23 differs: GET /v3/tasks/`))
  t.match(stdout, /byte \d+ of the body: ….*WINDOWS.*… was ….*LINUX_FILE/)
  t.match(stdout, /recorded by version 0\.0\.1, replayed by /)

  call.status = 500
  writeFileSync(file('other.json'), JSON.stringify(bundle))
  t.match(await replay('replay', file('other.json')), { exit: 1, stdout: /status 500 was 200/ })
  bundle.seed = 'b'
  bundle.settings.seed = 'b'
  writeFileSync(file('other.json'), JSON.stringify(bundle))
  t.match(await replay('replay', file('other.json')), { exit: 2, stderr: /is not a bundle.*seed/ })
  delete bundle.seed
  writeFileSync(file('other.json'), JSON.stringify(bundle))
  t.match(await replay('replay', file('other.json')), {
    exit: 1,
    stdout: /call 2 .*header x-subject-token "MII.{60}…" was "MII/s,
  })
})

t.test('exportBundle: what was not recorded from the start is not a bundle', async (t) => {
  await using emulator = await start()
  t.match(await saved(emulator, 'none.json'), { exit: 1, stderr: /--record/ })
  await t.rejects(emulator.client.bundle(), { status: 409, code: 'EMULATOR.0409' })
  writeFileSync(file('text.json'), 'accounts: []')
  t.match(await replay('replay', file('text.json')), {
    exit: 2,
    stderr: /is not a bundle: it is not JSON/,
  })
})

t.test('a long run is recorded from its beginning, and what is missing is counted', async (t) => {
  const recording = newRecording()
  const call: RecordedCall = {
    id: '1',
    at: 0,
    method: 'GET',
    url: '/',
    headers: {},
    body: '',
    given_up: false,
    status: 200,
    answer_headers: {},
    answer: null,
  }
  const answer = 'x'.repeat(30 * 1_048_576)
  for (let number = 0; number < 7; number++) {
    const one = { ...call, at: number }
    if (recordCall(recording, one)) recordAnswer(recording, one, answer)
  }
  t.equal(recording.missed, 2)
  t.strictSame(
    recordedCalls(recording).map(({ call: { at } }) => at),
    [0, 1, 2, 3, 4],
  )
})
