import t from 'tap'
import { textOf } from '../../src/domain/resources/task-json.ts'
import { listedTask, viewTask } from '../../src/domain/resources/task-view.ts'
import type { Source, Task } from '../../src/schemas/stored/records.ts'
import { startTest, storesOf } from '../helper.ts'

/** The tasks of the fleet with their sources: they are in seven states. */
async function fleet(
  test: Parameters<typeof startTest>[0],
): Promise<{ task: Task; source: Source | undefined }[]> {
  const { emulator } = await startTest(test, { fixture: 'fixtures/fleet.yaml' })
  const { tasks, sources } = storesOf(emulator)
  return tasks.all().map((task) => ({
    task,
    source: sources.find(task.source_server_id),
  }))
}

t.test('the text of a task is that of its view, at any moment', async (t) => {
  for (const { task, source } of await fleet(t)) {
    for (const view of [viewTask, listedTask]) {
      const { at } = textOf(view, task, source)
      const begun = task.step?.since ?? task.create_date
      for (const later of [0, 1, 999, 60_000, 3_600_000, 86_400_000]) {
        const now = begun + later
        t.equal(at(now), JSON.stringify(view(task, source, now)), `${task.name} after ${later}`)
      }
    }
  }
})

t.test('a name that looks like a gap is a name', async (t) => {
  const [copying] = (await fleet(t)).filter(({ task }) => task.step?.kind === 'work')
  if (!copying) throw new Error('nothing is at work')
  for (const name of ['\u0001gap0\u0001', '"\u0001gap1\u0001"', '\\u0001gap2\\u0001']) {
    const task = { ...copying.task, name }
    const now = (task.step?.since ?? 0) + 1000
    const { at } = textOf(viewTask, task, copying.source)
    t.equal(at(now), JSON.stringify(viewTask(task, copying.source, now)))
  }
})
