import t, { type Test } from 'tap'
import type { ConfigInput } from '../../../src/config.ts'
import {
  act,
  credentials,
  healthySource,
  newTask,
  scenario,
  startTest,
  storesOf,
  until,
} from '../../helper.ts'

/** What is loaded from an export is told in the bytes in which it was told before. */

const fixtures = ['walkthrough', 'fleet', 'identities'].map((name) => `fixtures/${name}.yaml`)

/** An account with records of every kind, in the orders of names in which calls and machine write them. */
async function livedIn(t: Test, settings: ConfigInput) {
  const emulator = await startTest(t, settings)
  const { control, call, sms } = emulator
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE' })
  await healthySource(emulator, { name: 'another' })
  await sms('PUT', '/v3/tasks/speed-limit', {})
  const wrong = { name: 'reader', password: 'wrong', domain: { name: 'emulator' } }
  await call('POST', '/v3/auth/tokens', { payload: credentials('unscoped', wrong) })
  await control('POST', '/_emulator/faults', {
    match: { operation: 'ListTasks' },
    effect: { status: 503 },
    times: 1,
  })
  await control('POST', '/_emulator/scenarios', scenario('slow', { timings: { bandwidth: 9 } }))
  return emulator
}

for (const way of ['with replace', 'into a new account', 'as a snapshot']) {
  t.test(`exportFixture: loaded ${way} it is exported and listed in the same bytes`, async (t) => {
    const { app, call, control, login, emulator } = await livedIn(t, { fixture: fixtures })
    const read = async (path: string): Promise<string> => {
      const url = path.replace('TASK', storesOf(emulator).tasks.all()[0]?.id ?? '')
      return (await app.inject({ url, headers: { 'x-auth-token': await login() } })).payload
    }
    const id = emulator.accounts.find('emulator')?.id ?? ''
    const lists = ['/v3/sources', '/v3/tasks', '/v3/tasks/TASK', '/v3/vm/templates', '/v3/users']
    const readAll = async () => {
      const answers: string[] = []
      for (const path of lists) answers.push(await read(path))
      return answers
    }
    const exported = await read('/_emulator/fixtures')
    await control('DELETE', '/_emulator/faults')
    const before = await readAll()

    const send = (url: string) =>
      call('POST', url, { payload: exported, headers: { 'content-type': 'application/json' } })
    if (way === 'as a snapshot') {
      t.match(await send('/_emulator/snapshots/copy'), { status: 200 })
      t.match(await control('PUT', '/_emulator/snapshots/copy'), { status: 200 })
    } else {
      if (way === 'into a new account') {
        emulator.commits.atomically(() => emulator.accounts.remove(id))
      }
      t.match(await send('/_emulator/fixtures?replace=true'), { status: 200 })
    }
    const again = await read('/_emulator/fixtures')
    t.equal(uncounted(again), uncounted(exported))
    await control('DELETE', '/_emulator/faults')
    t.strictSame(await readAll(), before)
  })
}

/** Logins count on, and events of a snapshot that was uploaded get numbers above all of the account. */
const uncounted = (text: string): string => text.replace(/"event":\d+,"token":\d+/, '')
