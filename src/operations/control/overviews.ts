import { sourceOverview, taskOverview } from '../../domain/resources/overviews.ts'
import type {
  OverviewQuery,
  SourceOverviews,
  TaskOverviews,
  TasksQuery,
} from '../../schemas/control/overviews.ts'
import type { Account } from '../account/account.ts'
import { findTaskId } from '../account/find-by-name.ts'
import { noticeOf } from './standstill.ts'

/** What is going on in an account, for people who watch. Reading changes nothing. */

type Page = Pick<OverviewQuery, 'limit' | 'offset'>

/**
 * The tasks with their sub-tasks, the newest first.
 *
 * @param query `task` asks for one, by its id or a name that only one has.
 * @throws ApiError 404 when it does not exist, 400 when several have the name.
 */
export function overviewTasks(
  account: Account,
  { task: wanted, ...page }: Page & Pick<TasksQuery, 'task'>,
): TaskOverviews {
  return account.read((view) => {
    const id = wanted === undefined ? undefined : findTaskId(view, wanted)
    const { count, items } = view.tasks.list({ ...page, id })
    const tasks = items.map((task) =>
      taskOverview(task, view.sources.find(task.source_server_id), view.now),
    )
    return { notice: noticeOf(account), count, tasks }
  })
}

/** The sources with the state of their task, the newest first. */
export function overviewSources(account: Account, page: Page): SourceOverviews {
  return account.read((view) => {
    const { count, items } = view.sources.list(page)
    const sources = items.map((source) => {
      const { task_id } = source
      const task = task_id === null ? undefined : view.tasks.find(task_id)
      return sourceOverview(source, task)
    })
    return { notice: noticeOf(account), count, sources }
  })
}
