import { ConditionNotMet } from './errors.ts'
import type { Connection } from './transport.ts'
import type * as types from './types.ts'

/** Says why the clock was moved and what it was moved for did not happen. */

/** `state SYNCING and sub-task MIGRATE_LINUX_FILE at 63 %`. */
function aimOf({ state, subtask, percent, user_op }: types.TaskCondition): string {
  const at = percent === undefined ? '' : `${percent} %`
  return [
    state && `state ${state}`,
    user_op && `round ${user_op}`,
    subtask ? `sub-task ${subtask}${at && ` at ${at}`}` : at,
  ]
    .filter(Boolean)
    .join(' and ')
}

/** Where a task is: its state, with the sub-task at work or the one that failed. */
export function placeOf(
  { state, subtask, percent }: types.TaskOverview,
  timeline: types.Timeline,
): string {
  const failure = timeline.past.findLast(({ type }) => type === 'subtask.failed')
  if (failure && /FAIL/.test(state)) {
    const [code = 'an error'] = /\w+\.\d+/.exec(String(timeline.as_of?.error_json)) ?? []
    return `${state}: ${failure.data.name} failed with ${code}`
  }
  return subtask === null ? state : `${state}, ${subtask} at ${percent ?? 0} %`
}

/** Why nothing more happens to a task by itself. */
function reasonToStay({ state, connected, subtask }: types.TaskOverview): string {
  if (!connected) return 'the agent of its source is not connected'
  if (state === 'READY') {
    return 'nothing has started it (UpdateTaskStatus with operation start, or auto_start)'
  }
  if (state === 'ABORT') return 'it is paused until UpdateTaskStatus with operation start'
  if (state === 'SYNCING' && subtask === null) {
    return 'it syncs until UpdateTaskStatus with operation cutover or stop'
  }
  if (/FAIL/.test(state))
    return 'it failed, and goes on after UpdateTaskStatus with operation start'
  if (/SUCCESS/.test(state)) return 'its migration has ended'
  return 'a scenario, a limit or an external agent holds it'
}

/** How the clock stopped, where it was not by the condition. */
function endOf({ stopped, to }: types.AdvanceResult, max: types.Duration | undefined): string {
  if (stopped === 'max') return `the clock was moved ${max ?? '30d'} at most, to ${to}`
  return `too many events happened, and the clock was stopped at ${to}`
}

/** The error for a condition that was not met. Asks the emulator where the task is. */
export async function unmetCondition(
  connection: Connection,
  until: 'idle' | types.TaskCondition,
  result: types.AdvanceResult,
  max: types.Duration | undefined,
): Promise<ConditionNotMet> {
  if (until === 'idle') {
    const end = endOf(result, max)
    const text = `Something is still left that happens by itself: ${end}.`
    return new ConditionNotMet(text, result, undefined)
  }
  const { tasks } = await connection.json<types.TaskOverviews>('overviewTasks', {
    query: { limit: 1000 },
  })
  const task = tasks.find(({ id, name }) => id === until.task || name === until.task)
  const name = task?.name ?? until.task
  const place = task
    ? `it is ${placeOf(task, await timelineOf(connection, task, result.to))}`
    : 'it no longer exists'
  const reason = result.stopped === 'idle' ? task && reasonToStay(task) : endOf(result, max)
  const text = `${name} did not reach ${aimOf(until)}: ${place}${reason ? `; ${reason}` : ''}.`
  return new ConditionNotMet(text, result, task)
}

const timelineOf = (connection: Connection, { id }: types.TaskOverview, at: string) =>
  connection.json<types.Timeline>('showTimeline', { path: { task_id: id }, query: { at } })
