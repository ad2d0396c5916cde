import t from 'tap'
import { start } from '../../src/index.ts'
import { barsOf, lanesOf, progressAt, workOf } from '../../src/ui/timeline/lanes.ts'

// Timelines of a real emulator: what the engine tells is what the dashboard draws.
const now = '2026-01-01T00:00:00Z'
const at63 = { task: 'lin-05', subtask: 'MIGRATE_LINUX_FILE', percent: 63 } as const

async function fleet(t: { teardown: (end: () => Promise<void>) => void }) {
  const emulator = await start({ port: 0, clock: 'frozen', now, fixture: ['fixtures/fleet.yaml'] })
  t.teardown(() => emulator.close())
  return emulator.client
}

t.test('at 63 % of the copy its bar is past to 63 % and planned from there', async (t) => {
  const client = await fleet(t)
  await client.clock.advanceUntil(at63)
  const lanes = lanesOf(await client.timeline('lin-05'))
  const copy = lanes.lanes.find(({ name }) => name === 'MIGRATE_LINUX_FILE')
  if (!copy) throw new Error('no lane')
  t.equal(Math.floor((progressAt(copy, lanes.now) ?? 0) * 100), 63)
  t.match(copy.segments.at(-2), { kind: 'work', isPlanned: false, to: lanes.now })
  t.match(copy.segments.at(-1), { kind: 'work', isPlanned: true, from: lanes.now, to_done: 1 })
  t.same(
    lanes.lanes.map(({ name, round }) => `${round} ${name}`),
    [
      'REPLICATE SSL_CONFIG',
      'REPLICATE ATTACH_AGENT_IMAGE',
      'REPLICATE FORMAT_DISK_LINUX_FILE',
      'REPLICATE MIGRATE_LINUX_FILE',
      'REPLICATE CONFIGURE_LINUX_FILE',
      'REPLICATE DETTACH_AGENT_IMAGE',
    ],
  )
  t.ok(lanes.source.some(({ state, isPlanned }) => state === 'cutovering' && isPlanned))
  for (const { from, to, state, isPlanned } of lanes.source)
    t.ok(isPlanned ? from >= lanes.now : to <= lanes.now, `${state}: past up to now, planned after`)
})

t.test(
  'every lane of every task is in order, within what is shown, and split by now',
  async (t) => {
    const client = await fleet(t)
    const { tasks } = await client.tasks()
    for (const { id, name } of tasks) {
      const { lanes, shown, now: moment } = lanesOf(await client.timeline(id))
      for (const { segments, name: lane } of lanes) {
        for (const [index, { from, to, isPlanned, from_done, to_done }] of segments.entries()) {
          const where = `${name} ${lane} ${index}`
          t.ok(from < to, `${where}: it has a length`)
          t.ok(from >= shown.from && to <= shown.to, `${where}: it is within what is shown`)
          t.ok(isPlanned ? from >= moment : to <= moment, `${where}: now is no part of it`)
          t.ok(from_done <= to_done + 1e-9 && to_done <= 1, `${where}: it goes forward`)
          const last = segments[index - 1]
          if (last) t.ok(last.to <= from, `${where}: it follows the one before`)
        }
      }
      t.ok(workOf({ lanes }).every(({ from, to }) => from < to))
    }
  },
)

t.test('a planned failure is at its percent, and a past one, too', async (t) => {
  const client = await fleet(t)
  await client.scenarios.add(
    `name: broken
match: { source: lin-05-* }
then: { fail: { at: MIGRATE_LINUX_FILE, percent: 63 } }`,
  )
  const failureOf = async () => {
    const { lanes } = lanesOf(await client.timeline('lin-05'))
    return lanes.find(({ failure }) => failure !== null)?.failure
  }
  t.match(await failureOf(), { done: 0.63, isPlanned: true })
  await client.clock.advanceUntil({ task: 'lin-05', state: 'MIGRATE_FAIL' })
  t.match(await failureOf(), { done: 0.63, isPlanned: false, code: /^SMS\./ })
})

t.test('a stall is a segment of its own', async (t) => {
  const client = await fleet(t)
  await client.scenarios.add(
    `name: stuck
match: { source: lin-05-* }
then: { stall: { at: MIGRATE_LINUX_FILE, percent: 70, for: PT30M } }`,
  )
  const { lanes } = lanesOf(await client.timeline('lin-05'))
  const stalled = lanes.flatMap(({ segments }) => segments.filter(({ kind }) => kind === 'stalled'))
  t.match(stalled, [{ from_done: 0.7, to_done: 0.7, isPlanned: true }])
  // Half an hour at the pace of 1.
  t.equal((stalled[0]?.to ?? 0) - (stalled[0]?.from ?? 0), 1_800_000)
})

t.test('a lost agent is a gap of its own', async (t) => {
  const client = await fleet(t)
  await client.scenarios.add(
    `name: silent
match: { source: lin-05-* }
then: { agent_lost: { at: MIGRATE_LINUX_FILE, percent: 70, for: PT10M } }`,
  )
  const { lost, lanes } = lanesOf(await client.timeline('lin-05'))
  t.equal(lost.length, 1)
  const work = lanes.flatMap(({ segments }) => segments.filter(({ kind }) => kind === 'work'))
  for (const { from, to } of lost)
    t.notOk(
      work.some((one) => one.from < to && one.to > from),
      'nothing is at work while it is lost',
    )
})

t.test(
  'however often the plan of a sub-task changed, its work is one bar past and one planned',
  async (t) => {
    const client = await fleet(t)
    for (const percent of [60, 70]) {
      await client.scenarios.add(
        `name: at ${percent}\nmatch: { source: lin-05-* }\nthen: { stall: { at: MIGRATE_LINUX_FILE, percent: 99, for: PT1S } }`,
      )
      await client.clock.advance({ by: '20s' })
      await client.scenarios.remove(`at ${percent}`)
    }
    const { lanes } = lanesOf(await client.timeline('lin-05'))
    const copy = lanes.find(({ name }) => name === 'MIGRATE_LINUX_FILE')
    if (!copy) throw new Error('no lane')
    t.ok(copy.segments.length > 2, 'the plan has changed')
    const bars = barsOf(copy.segments)
    t.match(bars, [{ isPlanned: false }, { isPlanned: true }])
    t.equal(bars[0]?.to, bars[1]?.from)
  },
)
