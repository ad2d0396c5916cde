/** Tested by: test/scenarios/progress.test.ts, test/http/sms/task-actions.test.ts */
import type { Row, Step, Task } from '../../schemas/stored/records.ts'
import { isoOf, never } from '../../schemas/time.ts'
import { isCopy, isTransfer } from './plan.ts'
import { isShownEvenly, percentShown, shareOfEstimate, shareOfPercent } from './shown.ts'
import { rateAt } from './speed.ts'

/**
 * What a task's numbers are at a moment. Nothing here is stored: progress, sizes, speed and
 * remaining time follow from the task's step and the clock (behaviour.md §4.6).
 */

const bits_per_byte = 8
const bits_per_megabit = 1_000_000

/** What a copy moves, in megabits. */
export const megabitsOf = (task: Task, row: Row): number =>
  (task.total_bytes * shareOfEstimate(task, row) * bits_per_byte) / bits_per_megabit

/** How long a number of bytes takes at a speed in Mbit/s, in whole milliseconds. */
export const remainingMs = (bytes: number, speed: number): number =>
  Math.round(((bytes * bits_per_byte) / bits_per_megabit / speed) * 1000)

/** How long a whole row takes at pace 1, in milliseconds, at the rate that holds at `now`. */
export const rowLasts = (task: Task, row: Row, now: number): number =>
  row.lasts_ms ?? Math.round((megabitsOf(task, row) / rateAt(task, now)) * 1000)

/** The nominal rate of a row that moves data, in Mbit/s; what its planned length makes of a copy. */
export function speedOver(task: Task, row: Row, now: number): number {
  if (row.lasts_ms === null || !isCopy(row.name)) return rateAt(task, now)
  return megabitsOf(task, row) / (row.lasts_ms / 1000)
}

/** The share of the row that a step has done by `now`, from 0 to 1. */
export function stepDone({ since, until, done, goal }: Step, now: number): number {
  if (until === null || now <= since) return done
  return now >= until ? goal : done + (goal - done) * ((now - since) / (until - since))
}

/** The row at hand and its share done. */
export type Working = { row: Row; done: number; step?: Step }

/** The row at hand: at work, at a standstill, or in an external agent's hands. */
export function currentWork(task: Task, now: number): Working | undefined {
  const step = task.step ?? task.held
  const row = step && task.sub_tasks[step.row]
  if (step?.kind === 'work' && row) {
    return task.step ? { row, done: stepDone(step, now), step } : { row, done: step.done }
  }
  if (step?.kind === 'stall' && row) return { row, done: step.done }
  if (step || (task.state !== 'RUNNING' && task.state !== 'SYNCING')) return undefined
  const begun = task.sub_tasks.findLast((one) => one.start_date !== null)
  return begun && begun.end_date === null ? { row: begun, done: begun.done } : undefined
}

/** The agent's latest report; of a task that has finished nothing is shown (behaviour.md §4.6). */
export const reportOf = (task: Task): Task['report'] =>
  task.state.endsWith('_SUCCESS') ? null : task.report

/** Whether rows of the task are being worked on, so that an agent has something to report of them. */
export const isAtWork = ({ state }: Task): boolean =>
  state === 'RUNNING' || state === 'SYNCING' || state === 'SKIPPING'

/**
 * The latest report as far as it is about work under way: of a task that is not at work, or of a row that
 * has not begun, it shows no progress and no speed. *Inferred*: such reports are accepted (behaviour.md
 * §5.2), a row that has not begun shows 0 (§4.7), and an idle task has no `subtask_info` (§4.6).
 */
export function reportOfWork(task: Task): Task['report'] {
  const { report, sub_tasks } = task
  if (!report || !isAtWork(task)) return null
  const row = sub_tasks.findLast(({ name }) => name === report.subtask_name)
  return row?.start_date === null ? null : report
}

/**
 * The progress of a row, in whole percent; 100 once it has ended, or is reported so.
 *
 * @param current the row at hand at that moment.
 */
export function rowProgress(task: Task, row: Row, current: Working | undefined): number {
  if (row.end_date !== null) return row.error === null ? 100 : percentShown(task, row, row.done)
  const report = reportOfWork(task)
  if (report?.subtask_name === row.name) return report.progress
  if (current?.row === row) return percentShown(task, row, current.done)
  return row.start_date === null ? 0 : percentShown(task, row, row.done)
}

/** The moment at which the row at work first shows `wanted` percent; undefined if it does not. */
export function momentOfProgress(task: Task, wanted: number): number | undefined {
  const { step } = task
  const row = step && task.sub_tasks[step.row]
  if (step?.kind !== 'work' || !row || step.until === null) return undefined
  const share = shareOfPercent(task, row, wanted)
  if (share === undefined) return undefined
  const part = Math.max(0, (share - step.done) / (step.goal - step.done || 1))
  let moment = step.since + Math.floor(Math.min(part, 1) * (step.until - step.since))
  while (moment < step.until && percentShown(task, row, stepDone(step, moment)) < wanted) moment++
  return moment < step.until ? moment : undefined
}

/** Where a percentage goes by itself: evenly until a moment, or at once at that moment. */
export type ProgressAhead = { since: string; from: number; to: number; at: string; evenly: boolean }

/** Where the percentage of the row at work goes next; null where it stays as it is, or a program reports it. */
export function progressAhead(task: Task, now: number): ProgressAhead | null {
  const { step } = task
  const row = step && task.sub_tasks[step.row]
  if (step?.kind !== 'work' || !row || step.until === null || reportOfWork(task)) return null
  const since = isoOf(now)
  if (isShownEvenly(task, row)) {
    const percent = (done: number): number => done * shareOfEstimate(task, row) * 100
    const from = percent(stepDone(step, now))
    return { since, from, to: percent(step.goal), at: isoOf(step.until), evenly: true }
  }
  const from = percentShown(task, row, stepDone(step, now))
  const at = momentOfProgress(task, from + 1)
  return at === undefined
    ? null
    : { since, from, to: percentShown(task, row, stepDone(step, at)), at: isoOf(at), evenly: false }
}

/** `"<NAME>-<percent>"` of the row at work, as agents report it; null when idle. */
export function subtaskInfo(task: Task, now: number): string | null {
  const report = reportOfWork(task)
  if (report) return `${report.subtask_name}-${report.progress}`
  const current = currentWork(task, now)
  return current ? `${current.row.name}-${percentShown(task, current.row, current.done)}` : null
}

/** The nominal rate in Mbit/s while data move, else 0. The pace does not show in it. */
export function migrateSpeed(task: Task, now: number): number {
  const report = reportOfWork(task)
  if (report) return report.migrate_speed
  const speed = currentWork(task, now)?.step?.speed ?? 0
  return Math.min(Math.round(speed * 1000) / 1000, 10_000)
}

/**
 * Bytes copied and to copy, as the source shows them: those of the latest report, which the rows
 * that move no data make 0 again (behaviour.md §4.6). A task that has failed or is paused keeps them.
 */
export function copiedSizes(
  task: Task | undefined,
  now: number,
): { copied: number; total: number } {
  const none = { copied: 0, total: 0 }
  if (!task || task.state.endsWith('_SUCCESS')) return none
  const report = reportOf(task)
  if (report) return { copied: report.replicatesize, total: report.totalsize }
  const total = task.total_bytes
  const current = currentWork(task, now)
  const row = current?.row ?? task.sub_tasks.findLast((one) => one.start_date !== null)
  if (!row || !(isTransfer(row.name) || row.name === 'CLONE_VM')) return none
  if (!isCopy(row.name)) return { copied: total, total }
  return {
    copied: Math.floor(total * (current?.done ?? row.done) * shareOfEstimate(task, row)),
    total,
  }
}

/** Whether the task rests in continuous sync: its rows are done and it has not been launched since. */
export function isInSync(task: Task): boolean {
  const last = task.sub_tasks.at(-1)
  return task.state === 'SYNCING' && last !== undefined && last.end_date !== null
}

/** When the copy will be done and how many milliseconds that is, on the clock; nulls when unknown. */
export function estimate(
  task: Task,
  now: number,
): { estimate_complete_time: number | null; remain_seconds: number | null } {
  const current = currentWork(task, now)
  const ends = current?.step?.ends
  if (current && ends && isCopy(current.row.name)) {
    return { estimate_complete_time: ends, remain_seconds: Math.max(0, ends - now) }
  }
  return {
    estimate_complete_time: task.estimate?.at ?? null,
    remain_seconds: task.estimate?.remain_ms ?? null,
  }
}

/** A `*_date` as answers show it: rounded to the nearest whole second (behaviour.md §1), never past the year 9999. */
export const toSecond = (moment: number): number =>
  Math.min(Math.round(moment / 1000) * 1000, last_second)

const last_second = Math.floor(never / 1000) * 1000

/** As `toSecond`, for what may not have happened yet. */
export const toSecondOrNull = (moment: number | null): number | null =>
  moment === null ? null : toSecond(moment)

/**
 * The summed duration of the rows that have ended, in milliseconds. It is taken from the rounded
 * dates, so that a client who adds up what it sees gets the same (behaviour.md §4.1).
 */
export const totalTime = (task: Task): number =>
  task.sub_tasks.reduce(
    (sum, { start_date, end_date }) =>
      start_date === null || end_date === null
        ? sum
        : sum + Math.max(0, toSecond(end_date) - toSecond(start_date)),
    0,
  )
