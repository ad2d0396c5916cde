/** Tested by: test/scenarios/progress.test.ts */
import type { Row, Task } from '../../schemas/stored/records.ts'
import { copy_ends_at_usually } from '../deviations/scenarios.ts'
import { isCopy } from './plan.ts'
import { milestonesOf } from './timings.ts'

/**
 * How finished work is shown as a percentage: by milestones where things are set up, evenly elsewhere
 * (behaviour.md §4.7, observed by a third party). The work itself is even: a share is of the work, a
 * percent is what is shown of it.
 */

/** Two shares closer than this are the same place. */
const tiny = 1e-9

const copyEndsAt = ({ shown }: Task): number => shown?.copy_ends_at ?? copy_ends_at_usually

/** What a whole row does of what its percentage is of: less than 1 where a copy was estimated too large. */
export const shareOfEstimate = (task: Task, { name }: Row): number =>
  isCopy(name) ? (copyEndsAt(task) + 1) / 100 : 1

const milestones = ({ shown }: Task, { name }: Row) =>
  shown?.evenly ? undefined : milestonesOf(name)

/** Whole percent of a row that has not ended: a copy shows at least 1, no row more than 99. */
export function percentShown(task: Task, row: Row, done: number): number {
  const marks = milestones(task, row)
  if (marks) return marks.findLast(([share]) => share <= done + tiny)?.[1] ?? 0
  const [least, most] = isCopy(row.name) ? [1, copyEndsAt(task)] : [0, 99]
  return Math.max(least, Math.min(most, evenPercent(done * shareOfEstimate(task, row))))
}

/** Whether a row shows its work evenly, not by milestones. */
export const isShownEvenly = (task: Task, row: Row): boolean => milestones(task, row) === undefined

const evenPercent = (share: number): number => Math.floor(share * 100 + tiny)

/** The least share of the work at which at least `percent` is shown; undefined when the row ends before. */
export function shareOfPercent(task: Task, row: Row, percent: number): number | undefined {
  if (percent <= 0) return 0
  const marks = milestones(task, row)
  if (marks) return marks.find(([, shown]) => shown >= percent)?.[0]
  const most = isCopy(row.name) ? copyEndsAt(task) : 99
  if (percent > most) return undefined
  return percent / 100 / shareOfEstimate(task, row)
}

/** How a task shows what a program reports as its agent: as it is. */
export const as_reported: Task['shown'] = { evenly: true, copy_ends_at: copy_ends_at_usually }

/** The share that shows evenly what `done` shows now, for a program that goes on with the row. */
export function evenShareOfRow(task: Task, row: Row): number {
  const marks = milestones(task, row)
  return marks && row.start_date !== null
    ? percentShown(task, row, row.done) / 100
    : row.done * shareOfEstimate(task, row)
}
