/** Tested by: test/domain/detours.test.ts */
import type { Source, Step, Task } from '../../schemas/stored/records.ts'
import { type Context, Draft, type Migration, repaceSuspended, stepWorkLeft } from './draft.ts'
import { mayStall } from './effects.ts'
import { onContinuousSyncTimer, scheduleNextSync, syncWorkDone } from './failures.ts'
import { endClear, endDrill, endMeasurement, endRollback, endSkip } from './phases.ts'
import { isInSync, stepDone } from './progress.ts'
import { beginRow, continueRowFrom } from './rounds.ts'
import { stageAtWork } from './stages.ts'
import { autoStartTask, resume, start } from './starting.ts'
import { dueAfter } from './timings.ts'
import { planNextWork } from './work.ts'

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
  draft.change({ step: null })
  draft.dropReport()
  steps[step.kind].end(draft, step)
  return draft.result
}

type StepRules = {
  /** What follows its end. */
  end: (draft: Draft, step: Step) => void
  /** What another pace, limit or scenario makes of it, also while it waits for its agent. */
  replan: (draft: Draft, step: Step, formerPace: number) => void
}

/** What is true of each kind of step. */
const steps: Record<Step['kind'], StepRules> = {
  auto_start: { end: autoStartTask, replan: retime },
  wait: { end: (draft, { row, done }) => beginRow(draft, row, done), replan: retime },
  work: { end: continueRow, replan: replanWork },
  stall: { end: continueRow, replan: replanStall },
  stop: { end: finishStop, replan: retime },
  skip: { end: (draft, { row }) => endSkip(draft, row), replan: retime },
  drill: { end: finishDrill, replan: retime },
  sync: { end: onContinuousSyncTimer, replan: scheduleNextSync },
  recover: { end: resume, replan: retime },
  rollback: { end: endRollback, replan: retime },
  clear: { end: endClear, replan: retime },
}

function continueRow(draft: Draft, { row, goal }: Step): void {
  continueRowFrom(draft, row, goal, 'subtask.retimed')
}

/** A task that was to start by itself does so once its drill has passed. */
function finishDrill(draft: Draft): void {
  if (endDrill(draft) && draft.task.auto_start) start(draft)
}

/** The agent has stopped. */
export function finishStop(draft: Draft): void {
  const stage = stageAtWork(draft.task, draft.source)
  draft.moveTask('ABORT')
  draft.moveSource('stopped', stage, 'agent')
}

/** The network has been measured. */
export function onMeasured(task: Task, source: Source, context: Context): Migration {
  const draft = new Draft(task, source, context)
  endMeasurement(draft)
  return draft.result
}

/**
 * Plans the step of a task anew after the pace, a limit or a scenario has changed: what is done stays
 * done, the rest takes its new time.
 *
 * @param formerPace the pace at which it was planned.
 */
export function replanStep(draft: Draft, formerPace: number): void {
  const { task, source, context } = draft
  const { now } = context
  if (task.in_sync) {
    const work_ms = syncWorkDone(task.in_sync, now, formerPace)
    draft.change({ in_sync: { since: now, work_ms } })
  }
  const step = task.step ?? task.held
  if (step) steps[step.kind].replan(draft, step, formerPace)
  // While its agent is away continuous sync waits for it.
  else if (source.state === 'syncing' && isInSync(task) && source.connected) scheduleNextSync(draft)
}

/** The same migration work takes another time. */
function retime(draft: Draft, step: Step, formerPace: number): void {
  const { task, context } = draft
  const { now, pace } = context
  if (task.held) {
    draft.change({ held: repaceSuspended(step, formerPace) })
    return
  }
  const work_ms = stepWorkLeft(step, now, formerPace)
  if (work_ms === undefined) return
  draft.change({ step: { ...step, since: now, until: dueAfter(now, work_ms, pace), work_ms } })
}

/** Work goes on from where it is; what waits for its agent is planned when that is back. */
function replanWork(draft: Draft, step: Step): void {
  const { task, context } = draft
  if (task.held) return
  const done = stepDone(step, context.now)
  const ahead = planNextWork(task, step.row, done, context)
  const same = ahead !== 'end' && 'kind' in ahead && isSameStretch(step, ahead)
  if (!same) continueRowFrom(draft, step.row, done, 'subtask.retimed')
}

/** A standstill without end lasts as long as the scenario that asks for it. */
function replanStall(draft: Draft, step: Step, formerPace: number): void {
  const { task, context } = draft
  const isEndless = step.until === null && step.work_ms === undefined
  if (!isEndless) retime(draft, step, formerPace)
  else if (mayStall(task, step.row, context.deviations)) return
  else if (task.held) draft.change({ held: { ...step, kind: 'work' } })
  else continueRowFrom(draft, step.row, step.done, 'subtask.retimed')
}

/** Whether a stretch that is planned anew goes as far as it did, and its row. */
const isSameStretch = (before: Step, after: Step): boolean =>
  Math.abs(before.goal - after.goal) < 1e-9 &&
  before.until === after.until &&
  before.ends === after.ends
