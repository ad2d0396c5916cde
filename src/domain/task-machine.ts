import type { Source, Step, Task } from '../schemas/records.ts'
import { mayStall } from './effects.ts'
import { restInSync, stirInSync } from './failures.ts'
import { type Context, Draft, type Migration } from './migration.ts'
import { endClear, endDrill, endMeasurement, endRollback, endSkip } from './phases.ts'
import { inSync, stepDone } from './progress.ts'
import { beginRow, workOn } from './rows.ts'
import { stageAtWork } from './stages.ts'
import { resume, start, startByItself } from './starting.ts'
import { lookAhead } from './work.ts'

/**
 * The life of a migration: a task and its source, moved by events. Pure: time, ids and what goes
 * differently come in, and what will happen by itself goes out as the task's step (behaviour.md
 * §3, §4).
 *
 * A client's actions are in actions.ts, an agent's reports in agent-reports.ts, what happens to the
 * agent in agents.ts; here is what comes about by itself.
 */

/** The end of a task's step: what was planned happens, and the next step begins. */
export function onStep(task: Task, source: Source, context: Context): Migration {
  const { step } = task
  if (!step) throw new Error(`task ${task.id} has no step to take`)
  const draft = new Draft(task, source, context)
  draft.task.step = null
  draft.dropReport()
  ends[step.kind](draft, step)
  return draft
}

/** What follows each kind of step. */
const ends: Record<Step['kind'], (draft: Draft, step: Step) => void> = {
  auto_start: startByItself,
  wait: (draft, { row, done }) => beginRow(draft, row, done),
  work: (draft, { row, goal }) => workOn(draft, row, goal, 'subtask.retimed'),
  stall: (draft, { row, goal }) => workOn(draft, row, goal, 'subtask.retimed'),
  stop: stopped,
  skip: (draft, { row }) => endSkip(draft, row),
  drill: drilled,
  sync: stirInSync,
  recover: resume,
  rollback: endRollback,
  clear: endClear,
}

/** A task that was to start by itself does so once its drill has passed. */
function drilled(draft: Draft): void {
  if (endDrill(draft) && draft.task.auto_start) start(draft)
}

/** The agent has stopped. */
export function stopped(draft: Draft): void {
  const stage = stageAtWork(draft.task, draft.source)
  draft.moveTask('ABORT')
  draft.moveSource('stopped', stage, 'agent')
}

/** The network has been measured. */
export function onMeasured(task: Task, source: Source, context: Context): Migration {
  const draft = new Draft(task, source, context)
  endMeasurement(draft)
  return draft
}

/**
 * Re-plans what is under way after the pace, a limit or a scenario has changed: what is done stays
 * done, the rest takes its new time.
 *
 * @param formerPace the pace at which it was planned.
 */
export function replan(
  task: Task,
  source: Source,
  formerPace: number,
  context: Context,
): Migration {
  const draft = new Draft(task, source, context)
  const { now, pace } = context
  const later = (moment: number): number => now + Math.round((moment - now) * (formerPace / pace))
  const { step, measuring, log } = draft.task
  if (measuring !== null) draft.task.measuring = later(measuring)
  if (log.due !== null) draft.task.log = { ...log, due: later(log.due) }
  if (step === null) {
    if (draft.source.state === 'syncing' && inSync(task) && !task.held) restInSync(draft)
  } else if (step.kind === 'stall' && step.until === null) {
    // A standstill without end lasts as long as the scenario that asks for it.
    if (!mayStall(task, step.row, context.deviations)) {
      workOn(draft, step.row, step.done, 'subtask.retimed')
    }
  } else if (step.kind === 'work') {
    const done = stepDone(step, now)
    const ahead = lookAhead(task, step.row, done, context)
    const same = ahead !== 'end' && 'kind' in ahead && isSameStretch(step, ahead)
    if (!same) workOn(draft, step.row, done, 'subtask.retimed')
  } else {
    draft.task.step = { ...step, since: now, until: step.until && later(step.until) }
  }
  return draft
}

/** Whether a stretch that is planned anew ends as it did; a millisecond is rounding. */
const isSameStretch = (before: Step, after: Step): boolean =>
  before.goal === after.goal && Math.abs((before.until ?? 0) - (after.until ?? 0)) <= 1
