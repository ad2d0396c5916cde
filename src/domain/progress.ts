import type { Row, Step, Task } from '../schemas/records.ts'
import { isCopy, isTransfer } from './plan.ts'

/**
 * What a task's numbers are at a moment. Nothing here is stored: progress, sizes, speed and
 * remaining time follow from the task's step and the clock (behaviour.md §4.6).
 */

const bits_per_byte = 8
const bits_per_megabit = 1_000_000

/** The rate of a copy at pace 1, in Mbit/s: the task's limit, or what the network carries. */
export const rateOf = ({ speed_limit, bandwidth }: Task): number =>
  speed_limit === 0 ? bandwidth : Math.min(speed_limit, bandwidth)

/** How long a whole row takes at pace 1, in milliseconds. */
export function rowLasts(task: Task, row: Row): number {
  if (row.lasts_ms !== null) return row.lasts_ms
  const megabits = (task.total_bytes * bits_per_byte) / bits_per_megabit
  return Math.round((megabits / rateOf(task)) * 1000)
}

/** The share of the row that a step has done by `now`, from 0 to 1. */
export function stepDone(step: Step, now: number): number {
  if (now >= step.until) return 1
  if (now <= step.since) return step.done
  return step.done + (1 - step.done) * ((now - step.since) / (step.until - step.since))
}

/** The row at work and its share done, if there is one. */
export function working(task: Task, now: number): { row: Row; done: number } | undefined {
  const { step } = task
  if (step?.kind !== 'work') return undefined
  const row = task.sub_tasks[step.row]
  return row && { row, done: stepDone(step, now) }
}

/** Whole percent of a row that has not ended: a copy shows 1 to 99, any other row 0 to 99. */
const percent = (row: Row, done: number): number =>
  Math.max(Math.min(Math.floor(done * 100 + 1e-9), 99), isCopy(row.name) ? 1 : 0)

/** The agent's latest report; of a task that has finished nothing is shown (behaviour.md §4.6). */
export const reportOf = (task: Task): Task['report'] =>
  task.state.endsWith('_SUCCESS') ? null : task.report

/** The progress of a row at `now`, in whole percent; 100 once it has ended, or is reported so. */
export function rowProgress(task: Task, row: Row, now: number): number {
  if (row.end_date !== null) return 100
  const report = reportOf(task)
  if (report?.subtask_name === row.name) return report.progress
  const current = working(task, now)
  if (current?.row === row) return percent(row, current.done)
  return row.start_date === null ? 0 : percent(row, row.done)
}

/** The moment at which the row at work first shows `wanted` percent; undefined if it does not. */
export function momentOfProgress(task: Task, wanted: number): number | undefined {
  const { step } = task
  const row = step && task.sub_tasks[step.row]
  if (step?.kind !== 'work' || !row || wanted >= 100) return undefined
  const share = Math.max(0, (wanted / 100 - step.done) / (1 - step.done || 1))
  let moment = step.since + Math.floor(share * (step.until - step.since))
  while (moment < step.until && percent(row, stepDone(step, moment)) < wanted) moment++
  return moment < step.until ? moment : undefined
}

/** `"<NAME>-<percent>"` of the row at work, as agents report it; null when idle. */
export function subtaskInfo(task: Task, now: number): string | null {
  const report = reportOf(task)
  if (report) return `${report.subtask_name}-${report.progress}`
  const current = working(task, now)
  return current ? `${current.row.name}-${percent(current.row, current.done)}` : null
}

/** The nominal rate in Mbit/s while data move, else 0. The pace does not show in it. */
export function migrateSpeed(task: Task, now: number): number {
  const report = reportOf(task)
  if (report) return report.migrate_speed
  const current = working(task, now)
  if (!current || !isTransfer(current.row.name)) return 0
  const { lasts_ms } = current.row
  if (lasts_ms === null || !isCopy(current.row.name)) return rateOf(task)
  const rate = (task.total_bytes * bits_per_byte) / bits_per_megabit / (lasts_ms / 1000)
  return Math.min(Math.round(rate * 1000) / 1000, 10_000)
}

/** Bytes copied and to copy, as the source shows them: 0 unless data move or are kept in sync. */
export function sizes(task: Task | undefined, now: number): { copied: number; total: number } {
  const none = { copied: 0, total: 0 }
  if (!task) return none
  const report = reportOf(task)
  if (report) return { copied: report.replicatesize, total: report.totalsize }
  const total = task.total_bytes
  const current = working(task, now)
  if (current && isCopy(current.row.name)) {
    return { copied: Math.floor(total * current.done), total }
  }
  const syncing = current ? isTransfer(current.row.name) : task.step === null && inSync(task)
  return syncing ? { copied: total, total } : none
}

/** Whether the task rests in continuous sync: its rows are done and it has not been launched since. */
export function inSync(task: Task): boolean {
  const last = task.sub_tasks.at(-1)
  return task.state === 'SYNCING' && last !== undefined && last.end_date !== null
}

/** When the copy will be done and how many milliseconds that is, on the clock; nulls when unknown. */
export function estimate(
  task: Task,
  now: number,
): { estimate_complete_time: number | null; remain_seconds: number | null } {
  const current = working(task, now)
  if (current && task.step && isCopy(current.row.name)) {
    const until = task.step.until
    return { estimate_complete_time: until, remain_seconds: until - now }
  }
  return {
    estimate_complete_time: task.estimate?.at ?? null,
    remain_seconds: task.estimate?.remain_ms ?? null,
  }
}

/** A `*_date` as answers show it: rounded to the nearest whole second (behaviour.md §1). */
export const toSecond = (moment: number): number => Math.round(moment / 1000) * 1000

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
        : sum + toSecond(end_date) - toSecond(start_date),
    0,
  )
