import t from 'tap'
import { start } from '../../src/index.ts'
import { endOf, nextPlan, outcomeOf } from '../../src/ui/text/plans.ts'
import { placeText, restText } from '../../src/ui/text/tasks.ts'

async function fleet(t: { teardown: (end: () => Promise<void>) => void }) {
  const emulator = await start({
    port: 0,
    clock: 'frozen',
    now: '2026-01-01T00:00:00Z',
    fixture: ['fixtures/fleet.yaml'],
  })
  t.teardown(() => emulator.close())
  return emulator.client
}

t.test('what is planned is told as it will happen, in the words of scenarios', async (t) => {
  const table: [then: string, told: string[]][] = [
    ['', ['done']],
    [
      'agent_lost: { at: MIGRATE_LINUX_FILE, percent: 70, for: PT2M }',
      ['agent lost at 70 %, returns after 2 min', 'done'],
    ],
    [
      'agent_lost: { at: MIGRATE_LINUX_FILE, percent: 70 }',
      ['agent lost at 70 %, does not return'],
    ],
    [
      'stall: { at: MIGRATE_LINUX_FILE, percent: 70, for: PT30M }',
      ['stalls at 70 %, goes on after 30 min', 'done'],
    ],
    ['stall: { at: MIGRATE_LINUX_FILE, percent: 70 }', ['stalls at 70 %, for good']],
    ['fail: { at: MIGRATE_LINUX_FILE, percent: 70 }', ['fails at 70 %']],
  ]
  const client = await fleet(t)
  for (const [effect, told] of table) {
    await client.scenarios.remove()
    if (effect !== '')
      await client.scenarios.add(`name: one\nmatch: { source: lin-05-* }\nthen: { ${effect} }`)
    const timeline = await client.timeline('lin-05')
    t.same(
      outcomeOf(timeline).map(({ what, after }) => what + after),
      told,
      effect,
    )
  }
})

t.test('what comes next has its moment, and so has the end', async (t) => {
  const client = await fleet(t)
  const timeline = await client.timeline('lin-05')
  const next = nextPlan(timeline)
  t.equal(next?.until, 'MIGRATE_LINUX_FILE ends')
  const before = await client.clock.get()
  await client.clock.advance({ by: (next?.at ?? 0) - before.now_ms })
  t.equal(nextPlan(await client.timeline('lin-05'))?.until, 'CONFIGURE_LINUX_FILE ends')
  const end = endOf(timeline)
  t.equal(end?.state, 'MIGRATE_SUCCESS')
  await client.clock.advanceUntil({ task: 'lin-05', state: 'MIGRATE_SUCCESS' })
  t.equal((await client.clock.get()).now_ms, end?.at)
  t.equal(nextPlan(await client.timeline('lin-05')), undefined)
})

t.test('the place of every task of a fleet is said in words', async (t) => {
  const client = await fleet(t)
  const { tasks } = await client.tasks()
  const told = Object.fromEntries(
    tasks.map((task) => [task.name, `${placeText(task)} | ${restText(task)}`]),
  )
  t.match(told, {
    'lin-03': 'not started | ',
    'lin-05': 'MIGRATE_LINUX_FILE 41 % | 50 Mbit/s · 4 min 29 s left',
    'lin-14': 'paused at MIGRATE_LINUX_FILE 63 % | ',
    'lin-07': 'target launched | ',
    'lin-08': 'continuous sync | ',
  })
  for (const task of tasks) t.not(placeText(task).trim(), '', task.name)
})
