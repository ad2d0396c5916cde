/** Tested by: test/http/control/clock.test.ts, test/http/control/names.test.ts */
import type { TaskCondition } from '../../schemas/control/clock.ts'
import { kindOfRound } from '../../schemas/sms/sub-tasks.ts'
import type { Row, Task } from '../../schemas/stored/records.ts'
import { alternatives } from '../../text/lists.ts'
import { didYouMean } from '../../text/names.ts'
import { possibleRows } from './plan.ts'
import { currentWork, momentOfProgress, rowProgress } from './progress.ts'

/** "Until task T is in state S, or sub-task X of round R reaches p per cent." */

/** The newest row that the condition can mean and that has begun. */
function findRow(task: Task, { subtask, user_op }: TaskCondition): Row | undefined {
  return task.sub_tasks.findLast(
    (row) =>
      row.start_date !== null &&
      (subtask === undefined || row.name === subtask) &&
      (user_op === undefined || row.user_op === user_op),
  )
}

/** Whether the condition holds at `now`. A percent is also reached by a row that has ended. */
export function isMet(condition: TaskCondition, task: Task, now: number): boolean {
  const { state, subtask, user_op, percent } = condition
  if (state !== undefined && task.state !== state) return false
  if (subtask === undefined && user_op === undefined && percent === undefined) return true
  const row = findRow(task, condition)
  return row !== undefined && rowProgress(task, row, currentWork(task, now)) >= (percent ?? 0)
}

/**
 * The moment, between two timers, at which the condition comes true because a row makes progress;
 * undefined when only a timer can make it true.
 */
export function momentOf(condition: TaskCondition, task: Task): number | undefined {
  const { percent } = condition
  if (percent === undefined || task.step?.kind !== 'work') return undefined
  const moment = momentOfProgress(task, percent)
  return moment !== undefined && isMet(condition, task, moment) ? moment : undefined
}

/**
 * Why a condition can never hold for a task: a sub-task, or a round, that the task cannot have.
 *
 * @returns the field that is wrong, and what is wrong with it; undefined when nothing is.
 */
export function conditionProblem(
  { subtask, user_op }: Omit<TaskCondition, 'task'>,
  task: Task,
): { field: 'subtask'; message: string } | undefined {
  const isHere = ({ name, user_op: round }: Row) =>
    name === subtask && (user_op === undefined || round === user_op)
  if (subtask === undefined || task.sub_tasks.some(isHere)) return undefined
  const kind = user_op === undefined ? undefined : kindOfRound(user_op)
  const names = possibleRows(task, kind)
  if (names.includes(subtask)) return undefined
  const whose = `task "${task.name}" (${task.os_type}, ${task.type})`
  const where = kind === undefined ? whose : `round ${user_op} of ${whose}`
  const hint = didYouMean(subtask, names) || `; use ${alternatives(names)}`
  return { field: 'subtask', message: `"${subtask}" is not a sub-task of ${where}${hint}` }
}
