import t from 'tap'
import { start } from '../../src/index.ts'
import { movedTo, nextMilestone } from '../../src/ui/state/moved.ts'

t.test('between two calls the dashboard shows of each task what the emulator would', async (t) => {
  const emulator = await start({
    port: 0,
    clock: 'frozen',
    now: '2026-01-01T00:00:00Z',
    pace: 1,
    fixture: ['fixtures/fleet.yaml'],
  })
  t.teardown(() => emulator.close())
  const { client } = emulator
  await client.scenarios.add(
    'name: less\nmatch: { source: lin-03-* }\nthen: { copy: { ends_at: 79 } }',
  )
  let compared = 0
  for (let round = 0; round < 12; round++) {
    const read = (await client.tasks()).tasks
    const read_at = (await client.clock.get()).now_ms
    const { events, to } = await client.clock.advance({ by: '7s' })
    const changed = new Set(events.map(({ task }) => task))
    const now = Date.parse(to)
    const due = nextMilestone(read)
    for (const task of (await client.tasks()).tasks) {
      const before = read.find(({ id }) => id === task.id)
      if (before === undefined || changed.has(task.id)) continue
      const moved = movedTo(before, now)
      if (before.ahead?.evenly !== false || now < due) {
        t.same(
          [moved.percent, moved.remaining_ms, moved.rows.map(({ percent }) => percent)],
          [task.percent, task.remaining_ms, task.rows.map(({ percent }) => percent)],
          `${task.name} after ${round} rounds`,
        )
        compared++
      }
    }
    if (now < due) continue
    t.ok(due > read_at, 'a milestone is ahead')
  }
  t.ok(compared > 100)
})
