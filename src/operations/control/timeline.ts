import { planAhead, projectAhead, projectBack } from '../../domain/history/timeline.ts'
import { eventView } from '../../domain/migration/events.ts'
import { viewTask } from '../../domain/resources/task-view.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { EventView } from '../../schemas/control/clock.ts'
import type { ShowTaskResponse } from '../../schemas/sms/task-answers.ts'
import { isoOf } from '../../schemas/time.ts'
import type { Account, View } from '../account/account.ts'
import { findTaskId } from '../account/find-by-name.ts'

/**
 * Everything that has happened to a task and, if nobody interferes, will.
 *
 * @param idOrName a name goes for a task that is still there, if no other has it.
 * @param at a moment in epoch milliseconds, past or to come: `as_of` shows the task as it was or
 *   will be.
 * @throws ApiError 404 when the account never had such a task, 400 when several have the name.
 */
export function showTimeline(
  account: Account,
  idOrName: string,
  at: number | undefined,
): {
  task: string
  now: string
  past: EventView[]
  planned: EventView[]
  as_of?: ShowTaskResponse
} {
  return account.read((view) => {
    const id = findTaskIdInHistory(view, idOrName)
    const past = view.events.ofTask(id)
    const task = view.tasks.find(id)
    const source = task && view.sources.find(task.source_server_id)
    const shown = { task: id, now: isoOf(view.now), past: past.map(eventView), planned: [] }
    if (!task || !source) return shown

    const deviations = view.deviations(source, task)
    const { pace } = view.clock
    const ahead = planAhead(task, source, { pace, deviations, until: Number.MAX_SAFE_INTEGER })
    const events = { ...shown, planned: ahead.map(eventView) }
    if (at === undefined) return events
    const born = past[0]?.at ?? view.now
    if (at < born) throw new ApiError('beforeHistory', id, isoOf(born))
    const then =
      at >= view.now
        ? projectAhead(
            task,
            source,
            ahead.filter((event) => event.at <= at),
          )
        : projectBack(task, source, past, at)
    return { ...events, as_of: viewTask(then.task, then.source, at) }
  })
}

/** A task that is gone still has its history, by its id. */
const findTaskIdInHistory = (view: View, idOrName: string): string =>
  view.events.ofTask(idOrName).length > 0 ? idOrName : findTaskId(view, idOrName)
