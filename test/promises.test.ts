import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { resetAll } from '../src/operations/control/reset.ts'
import {
  act,
  healthySource,
  linuxSource,
  newTask,
  startTest,
  type TestEmulator,
  taskFor,
  until,
} from './helper.ts'

/** The promises of design.md §1, as tests. */

t.test('a task left unread past its end reads as finished at once', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { auto_start: true })

  await emulator.control('POST', '/_emulator/clock/advance', { by: 'P1D' })

  t.match((await emulator.sms('GET', `/v3/tasks/${task}`)).body, {
    state: 'MIGRATE_SUCCESS',
    source_server: { state: 'finished', migration_cycle: 'cutovered' },
  })
})

t.test('with a flowing clock the wall alone moves a task', async (t) => {
  const emulator = await startTest(t, { clock: 'flowing', pace: 60 })
  const { sms, wall } = emulator
  const { body: source } = await sms('POST', '/v3/sources', linuxSource())
  wall.now += 100
  const { body: task } = await sms('POST', '/v3/tasks', taskFor(source.id, { auto_start: true }))
  t.match((await sms('GET', `/v3/tasks/${task.id}`)).body, { state: 'READY' })

  wall.now += 200
  t.match((await sms('GET', `/v3/tasks/${task.id}`)).body, { state: 'RUNNING' })
  wall.now += 20_000
  t.match((await sms('GET', `/v3/tasks/${task.id}`)).body, { state: 'MIGRATE_SUCCESS' })
})

t.test('reading changes nothing', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator, { auto_start: true })
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  const before = emulator.emulator.dump()

  for (let times = 0; times < 3; times++) {
    for (const url of [
      '/v3/sources',
      '/v3/sources/overview',
      `/v3/sources/${source}`,
      '/v3/tasks',
      `/v3/tasks/${task}`,
    ]) {
      t.equal((await emulator.sms('GET', url)).status, 200, url)
    }
    for (const url of [
      'clock',
      'info',
      'fixtures',
      `tasks/${task}/timeline?at=2026-01-01T12:05:00Z`,
    ]) {
      t.equal((await emulator.control('GET', `/_emulator/${url}`)).status, 200, url)
    }
  }

  t.strictSame(emulator.emulator.dump(), before)
})

/** A small history: two tasks, one of them paused and resumed, one launched and synced again. */
async function live(emulator: TestEmulator, advance: (iso: string) => Promise<unknown>) {
  const one = await newTask(emulator, { auto_start: true })
  const two = await newTask(
    emulator,
    { syncing: true, target_server: { ...(taskFor('').target_server as object), vm_id: 'vm-2' } },
    { name: 'two' },
  )
  await advance('PT3M')
  await act(emulator, two.task, 'start')
  await advance('PT5M')
  await act(emulator, one.task, 'stop')
  await advance('PT1H')
  await act(emulator, one.task, 'start')
  await act(emulator, two.task, 'cutover')
  await advance('PT20M')
  await act(emulator, two.task, 'restart')
  await advance('PT2M30S')
}

const inOne =
  ({ control }: TestEmulator) =>
  (by: string) =>
    control('POST', '/_emulator/clock/advance', { by })

t.test('the same seed and calls give the same state, byte for byte', async (t) => {
  const [one, other] = [await startTest(t), await startTest(t)]
  await live(one, inOne(one))
  await live(other, inOne(other))
  t.equal(JSON.stringify(other.emulator.dump()), JSON.stringify(one.emulator.dump()))

  const seeded = await startTest(t, { seed: 'another' })
  await live(seeded, inOne(seeded))
  t.not(JSON.stringify(seeded.emulator.dump()), JSON.stringify(one.emulator.dump()))
})

t.test('one step of the clock and a thousand give the same state', async (t) => {
  const [one, other] = [await startTest(t), await startTest(t)]
  await live(one, inOne(one))
  await live(other, async (by) => {
    const { body } = await other.control('GET', '/_emulator/clock')
    const ms = milliseconds(by)
    for (let step = 1; step <= 200; step++) {
      await other.control('PUT', '/_emulator/clock', {
        now: body.now_ms + Math.floor((ms * step) / 200),
      })
    }
  })
  t.equal(JSON.stringify(other.emulator.dump()), JSON.stringify(one.emulator.dump()))
})

const milliseconds = (iso: string): number => {
  const [, h = 0, m = 0, s = 0] = /PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?/.exec(iso) ?? []
  return (Number(h) * 3600 + Number(m) * 60 + Number(s)) * 1000
}

t.test('a restart in the middle changes nothing', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const db = join(folder, 'test.db')
  const steady = await startTest(t)
  await live(steady, inOne(steady))

  let current = await startTest(t, { db })
  const restarting: TestEmulator = {
    ...current,
    sms: (...args) => current.sms(...args),
    control: (...args) => current.control(...args),
  }
  await live(restarting, async (by) => {
    await current.close()
    current = await startTest(t, { db }, [], current)
    return inOne(current)(by)
  })

  t.equal(JSON.stringify(current.emulator.dump()), JSON.stringify(steady.emulator.dump()))
})

t.test('reset is as after boot, controls and tokens included', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  const before = emulator.emulator.dump()
  await emulator.control('PUT', '/_emulator/clock', { pace: 10, mode: 'flowing' })
  await live(emulator, inOne(emulator))
  const token = await emulator.login()

  t.match(await emulator.control('POST', '/_emulator/reset'), {
    status: 200,
    body: { reset: ['emulator'] },
  })

  t.strictSame(emulator.emulator.dump(), before)
  const { status } = await emulator.call('GET', '/v3/tasks', { headers: { 'x-auth-token': token } })
  t.equal(status, 401, 'a token from before the reset opens nothing')
  t.not(await emulator.login(), token)
  const after = await emulator.call('GET', '/v3/tasks', { headers: { 'x-auth-token': token } })
  t.equal(after.status, 401, 'not even once somebody has logged in again')
})

t.test('accounts are walls', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/walkthrough.yaml'] })
  const source = await healthySource(emulator)
  const theirs = await emulator.login({
    auth: {
      identity: {
        methods: ['password'],
        password: {
          user: { name: 'username', password: '******', domain: { name: 'domainname' } },
        },
      },
    },
  })
  const headers = { 'x-auth-token': theirs }

  const { body } = await emulator.call('GET', '/v3/sources', { headers })
  t.equal(body.count, 2, 'their own two')
  t.match(await emulator.call('GET', `/v3/sources/${source}`, { headers }), {
    status: 404,
    body: { error_code: 'SMS.7602' },
  })
  const { body: clock } = await emulator.control('GET', '/_emulator/clock?account=domainname')
  t.equal(clock.now, '2020-09-15T08:50:31.000Z', 'their clock did not move with ours')
})

t.test('a request that was on its way during a reset writes nothing after it', async (t) => {
  const { app, emulator, login } = await startTest(t)
  const token = await login()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const text = JSON.stringify(linuxSource())
  const request = http.request({
    port,
    method: 'POST',
    path: '/v3/sources',
    headers: {
      'x-auth-token': token,
      'content-type': 'application/json',
      'content-length': text.length,
    },
  })
  request.write(text.slice(0, 10))
  await once(app.server, 'request')
  resetAll(emulator.accounts)
  const before = emulator.dump()
  request.end(text.slice(10))
  const [response] = await once(request, 'response')
  response.resume()
  t.equal(response.statusCode, 401)
  t.strictSame(emulator.dump(), before)
})
