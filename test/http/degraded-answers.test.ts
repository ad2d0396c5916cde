import t from 'tap'
import type { ConfigInput } from '../../src/config.ts'
import { act, newTask, noon, scenario, startTest, type TestEmulator, until } from '../helper.ts'

/** Noise and degraded answers over HTTP: off unless asked for, and the same for the same seed. */

/** The times of all rows of a migration, and what is shown on its way. */
async function migrated(t: Parameters<typeof startTest>[0], settings: ConfigInput) {
  const emulator = await startTest(t, settings)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  const speeds: number[] = []
  for (const percent of [10, 30, 50, 70, 90]) {
    await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent })
    speeds.push((await emulator.sms('GET', `/v3/tasks/${task}`)).body.migrate_speed)
  }
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  const { body } = await emulator.sms('GET', `/v3/tasks/${task}`)
  return { text: JSON.stringify(body), speeds, lasted: body.finish_date - noon }
}

t.test('noise: speeds wobble, the whole takes about as long', async (t) => {
  const plain = await migrated(t, {})
  t.strictSame(new Set(plain.speeds), new Set([50]))
  const noisy = await migrated(t, { noise: 0.3 })
  t.ok(new Set(noisy.speeds).size > 1)
  for (const speed of noisy.speeds) t.ok(speed >= 35 && speed <= 65, `${speed} Mbit/s`)
  t.ok(Math.abs(noisy.lasted / plain.lasted - 1) < 0.1, `${noisy.lasted / plain.lasted}`)
})

t.test('noise: the same seed gives the same bytes, another others', async (t) => {
  const one = await migrated(t, { noise: 0.3, seed: 'one' })
  t.equal((await migrated(t, { noise: 0.3, seed: 'one' })).text, one.text)
  const two = await migrated(t, { noise: 0.3, seed: 'two' })
  t.notSame(two.speeds, one.speeds)
})

t.test('noise of a scenario counts before that of the settings', async (t) => {
  const emulator = await startTest(t, { noise: 0.3 })
  await emulator.control('POST', '/_emulator/scenarios', scenario('quiet', { noise: 0 }))
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 47 })
  t.match((await emulator.sms('GET', `/v3/tasks/${task}`)).body, { migrate_speed: 50 })
})

/** Twenty answers about a task that runs, and those of ListTasks. */
async function answered(t: Parameters<typeof startTest>[0], settings: ConfigInput) {
  const emulator = await startTest(t, settings)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  const bodies: { state: string; sub_tasks: { progress: number | null }[] }[] = []
  for (let count = 0; count < 20; count++) {
    bodies.push((await emulator.sms('GET', `/v3/tasks/${task}`)).body)
  }
  return bodies
}

t.test('--degrade all: every degradation at once, the same for the same seed', async (t) => {
  const kind = await answered(t, {})
  t.equal(new Set(kind.map((body) => JSON.stringify(body))).size, 1)
  const degraded = await answered(t, { degrade: ['all'] })
  t.ok(degraded.some(({ state }) => state === 'CUTOVER_READY'))
  t.ok(degraded.some(({ sub_tasks }) => sub_tasks[3]?.progress === null))
  t.ok(degraded.some((body) => !('subtask_info' in body)))
  t.strictSame(await answered(t, { degrade: ['all'] }), degraded)
  t.notSame(await answered(t, { degrade: ['all'], seed: 'another' }), degraded)
})

t.test('one degradation does not bring another', async (t) => {
  const degraded = await answered(t, { degrade: ['nulls'] })
  t.ok(degraded.every(({ state }) => state === 'RUNNING'))
  t.ok(degraded.every((body) => 'subtask_info' in body))
  t.ok(degraded.some(({ sub_tasks }) => sub_tasks[3]?.progress === null))
})

t.test('a degraded answer changes nothing, and the control API is never degraded', async (t) => {
  const emulator = await startTest(t, { degrade: ['all'] })
  const { task } = await newTask(emulator)
  const before = emulator.emulator.dump()
  for (let count = 0; count < 10; count++) await emulator.sms('GET', '/v3/tasks')
  t.strictSame(emulator.emulator.dump(), before)
  const url = `/_emulator/tasks/${task}/timeline?at=${noon + 1000}`
  const seen = new Set<string>()
  for (let count = 0; count < 10; count++) {
    seen.add(JSON.stringify((await emulator.control('GET', url)).body.as_of))
  }
  t.equal(seen.size, 1)
})

t.test('only answers of SMS that succeed are degraded, and only they count', async (t) => {
  /** Some answers, with other calls before each of them. */
  const answers = async (before: (emulator: TestEmulator, task: string) => Promise<void>) => {
    const emulator = await startTest(t, { degrade: ['all'] })
    const { task } = await newTask(emulator)
    const bodies: string[] = []
    for (let count = 0; count < 8; count++) {
      await before(emulator, task)
      bodies.push(JSON.stringify((await emulator.sms('GET', `/v3/tasks/${task}`)).body))
    }
    return bodies
  }
  const plain = await answers(async () => {})
  t.ok(new Set(plain).size > 1)
  const others: Record<string, (emulator: TestEmulator, task: string) => Promise<number>> = {
    'a refusal': async ({ sms }) => (await sms('GET', '/v3/tasks/x')).status,
    'a call without credentials': async ({ call }) => (await call('GET', '/v3/tasks')).status,
    'a call to IAM': async (emulator) => {
      const headers = { 'x-auth-token': await emulator.login() }
      return (await emulator.call('GET', '/v3/projects', { headers })).status
    },
    'versions, which are of no account': async ({ call }) => (await call('GET', '/')).status,
    'the control API': async ({ control }, task) =>
      (await control('GET', `/_emulator/tasks/${task}/timeline`)).status,
  }
  const statuses: number[] = []
  for (const [what, ask] of Object.entries(others)) {
    const asked = await answers(async (emulator, task) => {
      statuses.push(await ask(emulator, task))
    })
    t.strictSame(asked, plain, what)
  }
  t.strictSame([...new Set(statuses)].sort(), [200, 401, 404])
})

t.test('a token that dies early says a day, and is refused within the hour', async (t) => {
  const emulator = await startTest(t, { degrade: ['token'] })
  const ask = (token: string) =>
    emulator.call('GET', '/v3/tasks', { headers: { 'x-auth-token': token } })
  const token = await emulator.login()
  t.equal((await ask(token)).status, 200)
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1H' })
  t.match(await ask(token), { status: 401, body: { error_code: 'APIGW.0301' } })
  t.equal((await ask(await emulator.login())).status, 200, 'a new one is good')
})
