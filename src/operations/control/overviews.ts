import { planAhead, planTimer } from '../../domain/history/timeline.ts'
import { type Event, eventView } from '../../domain/migration/events.ts'
import { sourceOverview, taskOverview } from '../../domain/resources/overviews.ts'
import type {
  SourceOverviews,
  SourcesQuery,
  TaskOverviews,
  TasksQuery,
} from '../../schemas/control/overviews.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { isoOf } from '../../schemas/time.ts'
import type { Account, View } from '../account/account.ts'
import { findTaskId } from '../account/find-by-name.ts'
import { resourceOf } from '../account/settle.ts'
import { noticeOf } from './standstill.ts'

/** What is going on in an account, for people who watch. Reading changes nothing. */

/**
 * The tasks with their sub-tasks, the newest first.
 *
 * @param query `task` asks for one, by its id or a name that only one has.
 * @throws ApiError 404 when it does not exist, 400 when several have the name.
 */
export function overviewTasks(
  account: Account,
  { task: wanted, state, q, limit, offset }: Omit<TasksQuery, 'account'>,
): TaskOverviews {
  return account.read((view) => {
    const id = wanted === undefined ? undefined : findTaskId(view, wanted)
    const { count, items } = view.tasks.list({ id, state, name: q, limit, offset })
    const tasks = items.map((task) => {
      const source = view.sources.find(task.source_server_id)
      return taskOverview(task, source, view.now, plannedFor(view, task, source))
    })
    const states = view.tasks.overview()
    return { notice: noticeOf(account), next: nextOf(view), count, states, tasks }
  })
}

/** What happens next by itself. */
function nextOf(view: View): TaskOverviews['next'] {
  const timer = view.timers.next(Number.MAX_SAFE_INTEGER)
  if (!timer) return null
  const { due_at: at, kind } = timer
  if (kind === 'job') return { name: jobText(view, timer.resource_id), at: isoOf(at), events: [] }
  const { task, source } = resourceOf(view, timer)
  const deviations = view.deviations(source, task)
  const events = planTimer(kind, source, task, { at, pace: view.clock.pace, deviations })
  return { name: (task ?? source).name, at: isoOf(at), events: events.map(eventView) }
}

/** What a job does, such as `target: spawning`; of several servers the first, and how many more. */
function jobText({ companions }: View, id: string): string {
  const job = companions.find(id)
  const [first, ...others] = job?.kind === 'job' ? job.resource_ids : []
  const server = first === undefined ? undefined : companions.find(first)
  if (server?.kind !== 'server' || server.job === null) return `job ${id}`
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `${server.name}${more}: ${server.job.what}`
}

/** What will happen to a task if nobody interferes; nothing where no time moves it. */
function plannedFor(view: View, task: Task, source: Source | undefined): Event[] {
  const isUnderWay = task.sub_tasks.some(({ end_date }) => end_date === null)
  if (!source || !isUnderWay) return []
  const deviations = view.deviations(source, task)
  const { pace } = view.clock
  return planAhead(task, source, { pace, deviations, until: Number.MAX_SAFE_INTEGER })
}

/** The sources with the state of their task, the newest first. */
export function overviewSources(
  account: Account,
  { state, q, limit, offset }: Omit<SourcesQuery, 'account'>,
): SourceOverviews {
  return account.read((view) => {
    const { count, items } = view.sources.list({ state, name: q, limit, offset })
    const sources = items.map((source) => {
      const { task_id } = source
      const task = task_id === null ? undefined : view.tasks.find(task_id)
      return sourceOverview(source, task)
    })
    const { states } = view.sources.overview()
    return { notice: noticeOf(account), count, states, sources }
  })
}
