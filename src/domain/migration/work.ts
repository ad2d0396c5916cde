/** Tested by: test/scenarios/consequences.test.ts, test/http/degraded-answers.test.ts */
import type { Row, Step, Task } from '../../schemas/stored/records.ts'
import type { Deviations, Effect } from '../deviations/scenarios.ts'
import { hex32 } from '../ids.ts'
import { type Context, type Draft, subtaskData } from './draft.ts'
import { isReached, nextEffect, slowness } from './effects.ts'
import { isTransfer } from './plan.ts'
import { megabitsOf, rowLasts, speedOver } from './progress.ts'
import { shareOfEstimate } from './shown.ts'
import { copyEndMoment, nextWindowEdge } from './speed.ts'
import { momentAfter } from './timings.ts'

/**
 * Work on a sub-task, stretch by stretch: from where it is to the next place at which something
 * changes. That is its end, what a scenario has laid on the way, the edge of a speed window, or the
 * next wobble of a noisy network. So progress between two timers is a straight line.
 */

/** A noisy row changes its speed this often. */
const wobbles = 20

/** How many times as long a noisy row takes at `done`; the same for the same seed. */
function varySpeed(
  task: Task,
  row: Row,
  done: number,
  { amplitude, seed }: Deviations['noise'],
): number {
  if (amplitude === 0) return 1
  const stretch = Math.floor(done * wobbles + 1e-9)
  const chance = Number.parseInt(hex32(seed, task.id, row.id, stretch).slice(0, 8), 16) / 2 ** 32
  return 1 / (1 + amplitude * (2 * chance - 1))
}

const nextWobble = (done: number, { amplitude }: Deviations['noise']): number =>
  amplitude === 0 ? 1 : (Math.floor(done * wobbles + 1e-9) + 1) / wobbles

/** The clone's server is being created once its snapshot is taken: half-way. *Inferred.* */
const clone_created_at = 0.5

/** What awaits a row at `done`: an effect that happens now, its end, or the stretch to come. */
export type NextWork = { effect: Effect } | 'end' | Step

/** @param index of the row in the task. @param done its share done, from 0 to 1. */
export function planNextWork(task: Task, index: number, done: number, context: Context): NextWork {
  const row = task.sub_tasks[index]
  if (!row) throw new Error(`task ${task.id} has no sub-task ${index}`)
  const { now, pace, deviations } = context
  const met = nextEffect(task, row, done, deviations)
  if (met && isReached(met.share, done)) return { effect: met.effect }
  if (isReached(1, done)) return 'end'

  const { factor: slow, next: slower } = slowness(row, done, deviations)
  const factor = slow * varySpeed(task, row, done, deviations.noise)
  const lasts = (rowLasts(task, row, now) * factor) / pace
  const marks = [met?.share ?? 1, slower, nextWobble(done, deviations.noise)]
  if (row.name === 'CLONE_VM' && !isReached(clone_created_at, done)) marks.push(clone_created_at)
  const goal = Math.min(1, ...marks)
  const until = momentAfter(now, (goal - done) * lasts)
  const speed = isTransfer(row.name) ? speedOver(task, row, now) / factor : 0
  const stretch = { kind: 'work', row: index, since: now, until, done, goal, speed } as const
  // When the row ends is reckoned from the end of the stretch, so that it is the same wherever the
  // stretch is planned anew.
  const edge = row.lasts_ms === null ? nextWindowEdge(task, now) : undefined
  // By its estimate, which a scenario may have made too large.
  const whole = 1 / shareOfEstimate(task, row)
  if (edge === undefined) return { ...stretch, ends: momentAfter(until, (whole - goal) * lasts) }
  const limited =
    edge < until
      ? { ...stretch, until: edge, goal: Math.min(goal, done + (edge - now) / lasts) }
      : stretch
  const left = megabitsOf(task, row) * (whole - limited.goal)
  return { ...limited, ends: copyEndMoment(task, left, limited.until, { pace, factor }) }
}

/** Goes on with a row at `done`, and tells since when and how far. */
export function beginStretch(
  draft: Draft,
  step: Step,
  type: 'subtask.began' | 'subtask.retimed',
): void {
  const row = draft.row(step.row)
  draft.take(step)
  const { done, goal, until, ends, speed } = step
  draft.happened({
    type,
    data: subtaskData(row, { done, goal, until: until ?? draft.context.now, ends, speed }),
  })
  if (row.name === 'CLONE_VM' && isReached(clone_created_at, done) && draft.task.clone_server) {
    draft.change({ clone_server: { ...draft.task.clone_server, clone_state: 'CREATING' } })
  }
}
