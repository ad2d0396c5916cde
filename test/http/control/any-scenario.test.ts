import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { TimerStore } from '../../../src/store/timers.ts'
import { type Move, type World, world } from '../../attack/worlds.ts'
import { seed, trials } from '../../effort.ts'
import { account_id, act, newTask, startTest, storesOf, type TestEmulator } from '../../helper.ts'

/** No scenario that is accepted, at any pace and however the clock is moved, makes an account unusable. */

/** The most looks for a timer in one transaction: two for each that fires, and a few at the ends. */
function watchWork(t: Test, { emulator }: TestEmulator): { most: number } {
  const work = { most: 0 }
  const { commits } = emulator
  const { atomically } = commits
  // Of all accounts, and of all emulators: a reset makes the account anew.
  const timers: TimerStore = Object.getPrototypeOf(storesOf(emulator).timers)
  const { next } = timers
  t.teardown(() => {
    timers.next = next
  })
  let looks = 0
  let depth = 0
  timers.next = function (...of) {
    if (depth > 0) work.most = Math.max(work.most, ++looks)
    return next.apply(this, of)
  }
  commits.atomically = (transaction) => {
    if (depth++ === 0) looks = 0
    try {
      return atomically(transaction)
    } finally {
      depth--
    }
  }
  return work
}

type Told = { at: string; task?: string; source?: string }

/** @throws Error when more happens to a task at one moment than is allowed. */
function checkMoments(events: readonly Told[], most: number): void {
  const counts = new Map<string, number>()
  for (const { at, task, source } of events) {
    const key = `${at} ${task ?? source}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    if (count > most) throw new Error(`over ${most} events at ${key}`)
  }
}

async function make(test: TestEmulator, task: string, move: Move) {
  if ('advance' in move) return test.control('POST', '/_emulator/clock/advance', move.advance)
  if ('clock' in move) return test.control('PUT', '/_emulator/clock', move.clock)
  if ('operation' in move) return act(test, task, move.operation)
  test.wall.now += move.passes_ms
  return test.sms('GET', `/v3/tasks/${task}`)
}

async function live(test: TestEmulator, { scenario, pace, moves }: World): Promise<void> {
  const { control, emulator } = test
  await control('POST', '/_emulator/reset')
  await control('PUT', '/_emulator/clock', { pace: 1 })
  const { task } = await newTask(test, { syncing: true })
  const put = await control('POST', '/_emulator/scenarios', scenario)
  await control('PUT', '/_emulator/clock', { pace })
  await act(test, task, 'start')
  if (put.status >= 500) throw new Error(`${put.status} ${JSON.stringify(put.body)}`)
  for (const move of moves) {
    const { status, body } = await make(test, task, move)
    if (status >= 500) throw new Error(`${JSON.stringify(move)}: ${status}`)
    // Each timer tells a handful of events.
    checkMoments(body.events ?? [], 10 * emulator.limits.at_once_max)
  }
  for (const [method, url] of [
    ['GET', '/_emulator/accounts'],
    ['GET', `/_emulator/tasks/${task}/timeline`],
    ['DELETE', '/_emulator/scenarios'],
  ] as const) {
    const { status } = await control(method, url)
    if (status !== 200) throw new Error(`${method} ${url}: ${status}`)
  }
  if ((await test.sms('GET', '/v3/tasks')).status !== 200) throw new Error('tasks are not listed')
}

t.test('no scenario, at any pace, makes an account unusable', async (t) => {
  const test = await startTest(t)
  const work = watchWork(t, test)
  await fc.assert(
    fc.asyncProperty(world, (one) => live(test, one)),
    { numRuns: trials(25), seed },
  )
  t.ok(test.emulator.accounts.find(account_id))
  // What a call finds due at the moment of a frozen clock happens in one go, up to the bound of a moment.
  const bound = 2 * test.emulator.limits.at_once_max
  t.ok(work.most <= bound, `${work.most} looks for a timer in one transaction, at most ${bound}`)
})
