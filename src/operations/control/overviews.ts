import { sourceOverview, taskOverview } from '../../domain/resources/overviews.ts'
import type { Emulator } from '../../emulator.ts'
import type {
  OverviewQuery,
  SourceOverviews,
  TaskOverviews,
} from '../../schemas/control/overviews.ts'
import { read } from '../account/settle.ts'

/** What is going on in an account, for people who watch. Reading changes nothing. */

type Page = Pick<OverviewQuery, 'limit' | 'offset'>

/** The tasks with their sub-tasks, the newest first. */
export function overviewTasks(emulator: Emulator, account_id: string, page: Page): TaskOverviews {
  return read(emulator, account_id, ({ now }) => {
    const { count, items } = emulator.tasks.list(account_id, page)
    const tasks = items.map((task) =>
      taskOverview(task, emulator.sources.find(account_id, task.source_server_id), now),
    )
    return { count, tasks }
  })
}

/** The sources with the state of their task, the newest first. */
export function overviewSources(
  emulator: Emulator,
  account_id: string,
  page: Page,
): SourceOverviews {
  return read(emulator, account_id, () => {
    const { count, items } = emulator.sources.list(account_id, page)
    const sources = items.map((source) => {
      const { task_id } = source
      const task = task_id === null ? undefined : emulator.tasks.find(account_id, task_id)
      return sourceOverview(source, task)
    })
    return { count, sources }
  })
}
