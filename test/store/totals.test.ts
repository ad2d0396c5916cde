import t, { type Test } from 'tap'
import {
  act,
  exampleBody,
  healthySource,
  newTask,
  startTest,
  type TestEmulator,
  until,
} from '../helper.ts'

/** Totals of lists are remembered, not counted: they follow whatever makes tasks and sources come, change and go. */

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
    emulator.emulator.atomically(() => {
      emulator.emulator.tasks.remove('0e0000000000000000000000000d0001', task)
      throw new Error('undone')
    }),
  )
  await mustAgree(t, emulator, 1, 'the task is still there')
})
