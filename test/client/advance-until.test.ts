import t from 'tap'
import { ConditionNotMet, start, type TaskCondition, type TestAccount } from '../../src/index.ts'
import { taskOf } from './migration.ts'

/** `clock.advanceUntil`: moves the clock until a condition holds, and throws the reason where it does not. */

const emulator = await start({ now: '2026-01-01T00:00:00Z' })
t.teardown(() => emulator.close())

const refused = (account: TestAccount, until: 'idle' | TaskCondition, max?: string) =>
  account.client.clock.advanceUntil(until, { max }).then(
    () => {
      throw new Error('it was met')
    },
    (error: ConditionNotMet) => error,
  )

t.test('a condition that comes true gives what happened on the way', async (t) => {
  await using account = await emulator.account()
  await taskOf(account, { name: 'move', auto_start: true })
  const { stopped, events } = await account.client.clock.advanceUntil({
    task: 'move',
    subtask: 'MIGRATE_LINUX_FILE',
    percent: 63,
  })
  t.equal(stopped, 'condition')
  t.ok(events.length > 0)
  t.match(await account.client.clock.advanceUntil('idle'), { stopped: 'idle' })
})

t.test('a condition that does not come true says where the task is and why it stays', async (t) => {
  await using account = await emulator.account()
  const act = await taskOf(account, { name: 'move', syncing: true })
  const error = await refused(account, { task: 'move', state: 'SYNCING' })
  t.type(error, ConditionNotMet)
  t.equal(
    error.message,
    'move did not reach state SYNCING: it is READY; nothing has started it (UpdateTaskStatus with operation start, or auto_start).',
  )
  t.match(error, { result: { stopped: 'idle' }, task: { name: 'move', state: 'READY' } })
  await act('start')
  const later = await refused(account, { task: 'move', state: 'SYNCING' }, 'PT1M')
  t.match(
    later.message,
    /^move did not reach state SYNCING: it is RUNNING, \w+ at \d+ %; the clock was moved PT1M at most, to 2026/,
  )
  await account.client.clock.advanceUntil({ task: 'move', state: 'SYNCING' })
  const end = await refused(account, { task: 'move', state: 'MIGRATE_SUCCESS' })
  t.match(
    end.message,
    /it is SYNCING; it syncs until UpdateTaskStatus with operation cutover or stop/,
  )
  await act('stop')
  await account.client.clock.advanceUntil({ task: 'move', state: 'ABORT' })
  t.match(
    (await refused(account, { task: 'move', user_op: 'CUTOVER0', percent: 5 })).message,
    /^move did not reach round CUTOVER0 and 5 %: it is ABORT; it is paused until/,
  )
})

t.test('a task that failed, ended, or lost its agent is told so', async (t) => {
  await using account = await emulator.account()
  const { client } = account
  await client.scenarios.add(
    '{name: a, match: {task: bad}, then: {fail: {at: MIGRATE_*, code: SMS.1404}}}',
  )
  await taskOf(account, { name: 'bad', auto_start: true })
  t.match(
    (await refused(account, { task: 'bad', state: 'MIGRATE_SUCCESS' })).message,
    /it is MIGRATE_FAIL: MIGRATE_LINUX_FILE failed with SMS.1404; it failed, and goes on after/,
  )
  await taskOf(account, { name: 'good', auto_start: true })
  t.match(
    (await refused(account, { task: 'good', state: 'SYNCING' })).message,
    /it is MIGRATE_SUCCESS; its migration has ended/,
  )
  await taskOf(account, { name: 'lost', auto_start: true }, { name: 'lost' })
  await client.clock.advanceUntil({ task: 'lost', subtask: 'MIGRATE_LINUX_FILE', percent: 10 })
  await client.agents.set('lost', { connected: false })
  t.match(
    (await refused(account, { task: 'lost', state: 'MIGRATE_SUCCESS' })).message,
    /the agent of its source is not connected/,
  )
})

t.test('idle that is not reached within max is told, too', async (t) => {
  await using account = await emulator.account()
  await taskOf(account, { name: 'move', auto_start: true })
  t.match(
    (await refused(account, 'idle', 'PT1M')).message,
    /^Something is still left that happens by itself: the clock was moved PT1M at most, to 2026/,
  )
})

t.test('a task that does not exist is refused before the clock moves', async (t) => {
  await using account = await emulator.account()
  const { now } = await account.client.clock.get()
  await t.rejects(account.client.clock.advanceUntil({ task: 'nothing', state: 'READY' }), {
    name: 'EmulatorError',
    status: 404,
  })
  t.equal((await account.client.clock.get()).now, now)
})
