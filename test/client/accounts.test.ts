import t from 'tap'
import { EmulatorClient, start } from '../../src/index.ts'
import { callerOf } from './migration.ts'

/** Logins, and accounts that a test makes for itself. */

const emulator = await start({ now: '2026-01-01T00:00:00Z' })
t.teardown(() => emulator.close())

t.test('login gives a token, the headers of calls to SMS, and the project', async (t) => {
  const { token, headers, projectId } = await emulator.login()
  t.strictSame(headers, { 'X-Auth-Token': token, 'Content-Type': 'application/json' })
  t.equal(projectId, emulator.credentials.projects[0]?.id)
  const tasks = `${emulator.endpoints.sms}/v3/tasks`
  t.equal((await fetch(tasks, { headers })).status, 200)
  t.equal((await fetch(`${tasks}/no`, { headers, method: 'DELETE' })).status, 404)
  t.equal((await fetch(tasks, { headers: await emulator.headers() })).status, 200)
})

t.test('a login names a project of the account, by name or id', async (t) => {
  await using account = await emulator.account({ projects: ['cn-north-4', 'ap-southeast-1'] })
  const [first, second] = account.credentials.projects
  t.equal((await account.login()).projectId, first?.id)
  t.equal((await account.login({ project: 'ap-southeast-1' })).projectId, second?.id)
  t.equal((await account.login({ project: second?.id })).projectId, second?.id)
  await t.rejects(account.login({ project: 'moon-1' }), {
    name: 'EmulatorError',
    message: `Account "${account.name}" has no project "moon-1"; it has cn-north-4, ap-southeast-1.`,
  })
})

t.test('a login that is refused says what IAM answered', async (t) => {
  const credentials = { ...emulator.credentials, password: 'wrong' }
  await t.rejects(emulator.client.login(credentials), {
    name: 'EmulatorError',
    status: 401,
    code: 'IAM.0401',
    message: /^IAM answered 401 to the login of developer of emulator: \w/,
  })
  await using account = await emulator.account()
  await account.client.faults.add([
    { match: { operation: 'KeystoneCreateToken' }, effect: { status: 503 }, plan: 'none' },
    { match: { operation: 'KeystoneCreateToken' }, effect: { status: 503 } },
    { match: { operation: 'KeystoneCreateToken' }, effect: { connection: 'reset' } },
  ])
  await t.rejects(account.login(), { name: 'EmulatorError', status: 503 })
  await t.rejects(account.headers(), { name: 'EmulatorUnreachable' })
  t.ok((await account.login()).token)
})

t.test('an account is isolated, and deletes itself where its block ends', async (t) => {
  const before = await emulator.client.clock.get()
  let name = ''
  {
    await using account = await emulator.account()
    name = account.name
    t.not(name, 'emulator')
    t.equal(account.credentials.account, name)
    await account.client.clock.advance({ by: 600 })
    const { from, to } = await account.client.clock.advance({ by: 'PT1M' })
    t.equal(Date.parse(to) - Date.parse(from), 60_000)
    t.equal(Date.parse(from) - before.now_ms, 600, 'a number is milliseconds')
    await account.client.scenarios.add({ name: 'a', ['then' as const]: { noise: 0.1 } })
    await (await callerOf(account))('GET', '/v3/sources')
    await account.client.requests.expect({ operation: 'ListServers' })
  }
  t.strictSame(await emulator.client.clock.get(), before)
  t.strictSame(await emulator.client.scenarios.list(), { scenarios: [] })
  t.equal(await emulator.client.requests.count({ operation: 'ListServers' }), 0)
  const { accounts } = await emulator.client.accounts.list()
  t.notOk(accounts.some((one) => one.name === name))
})

t.test('an account can be named, deleted early, and deleted twice', async (t) => {
  const client = new EmulatorClient(emulator.url)
  await using account = await client.accounts.open({ name: 'w1', clock: { pace: 7 } })
  t.equal(account.name, 'w1')
  t.match(await account.client.clock.get(), { pace: 7 })
  await t.rejects(emulator.account({ name: 'w1' }), { name: 'EmulatorError', status: 409 })
  await Promise.all([account.delete(), account.delete()])
  await account.delete()
  await using other = await emulator.account({ name: 'w2' })
  await client.accounts.delete('w2')
  await other.delete()
})

t.test('each call of an account after its deletion asks for the missing await', async (t) => {
  const account = await emulator.account()
  const { client, name } = account
  const late = {
    name: 'EmulatorError',
    status: 404,
    message: `${name} was deleted, as at the end of its test: is an await missing before a call of the test?`,
  }
  const events = client.events()
  await events.next()
  const following = t.rejects(async () => {
    for await (const _ of events);
  }, late)
  const deletion = account.delete()
  await t.rejects(client.clock.get(), late, 'while it is deleted, too')
  await deletion
  await following
  const calls: (() => Promise<unknown>)[] = [
    () => account.login(),
    () => account.headers(),
    () => client.login(account.credentials),
    () => client.reset(),
    () => client.clock.advanceUntil('idle'),
    () => client.fixtures.load({ accounts: [{ name }] }),
    () => client.scenarios.list(),
    () => client.faults.list(),
    () => client.requests.expect({ operation: 'ListTasks', times: 0 }),
    () => client.requests.follow().next(),
    () => client.snapshots.list(),
    () => client.agents.get('web-1'),
    () => client.coverageReport('markdown'),
  ]
  for (const call of calls) await t.rejects(call(), late, String(call))
  t.match(await client.health(), { status: 'ok' })
  t.match(await client.account('emulator').clock.get(), { mode: 'frozen' })
  await emulator.client.accounts.create({ name })
  await t.rejects(client.clock.get(), late, 'though another has its name')
  await emulator.client.accounts.delete(name)
})

t.test('an account that cannot be deleted says so', async (t) => {
  await using other = await start()
  const account = await new EmulatorClient(other.url).accounts.open()
  await other.close()
  await t.rejects(account.delete(), { name: 'EmulatorUnreachable' })
})
