/** Tested by: test/http/sms/source-servers.test.ts, test/http/control/clock.test.ts */
import type { PlannedWork, Source, Task } from '../../schemas/stored/records.ts'
import { disconnectAgent, type Moved, reconnectAgent } from '../migration/agent.ts'
import { type Context, Draft, type Migration } from '../migration/draft.ts'
import { logEvent, logFailed, logUploaded } from '../migration/logs.ts'
import { onMeasured, onStep, replanStep } from '../migration/step-ends.ts'
import { planAfter, workLeft } from '../migration/timings.ts'
import { onCheck } from './registration.ts'

/**
 * Everything that a migration does by itself, each with its moment: what timers are set for. A kind that
 * is added here has to say when it is due, what happens then, and how it is planned anew.
 */

/** The step of a task, the end of its log's upload and of its measurement. */
type TaskMove = 'task' | 'log' | 'measure'
/** The return of a source's agent, or its silence; its environment check. */
type SourceMove = 'agent' | 'source'

/** What is planned for a task or its source. */
export type MigrationMove = TaskMove | SourceMove

/** The end of a job of a companion. */
export type CompanionMove = 'job'

export type TimerKind = MigrationMove | CompanionMove

/** When each of them is due; null when it is not. */
export const dueOfTask = ({ step, log, measuring }: Task): Record<TaskMove, number | null> => ({
  task: step?.until ?? null,
  log: log.due,
  measure: measuring,
})
export const dueOfSource = ({ agent, check_due }: Source): Record<SourceMove, number | null> => ({
  agent: agent.due,
  source: check_due,
})

/** Whether anything is planned for a task or its source. What happens to others changes neither. */
export const movesByItself = (task: Task, source: Source): boolean =>
  Object.values({ ...dueOfTask(task), ...dueOfSource(source) }).some((due) => due !== null)

type Rules<Happens, Replans> = {
  /** What was planned happens. */
  fireTimer: Happens
  /** It is planned anew after the pace, a limit or a scenario has changed. */
  replan: Replans
}

const taskMoves: Record<
  TaskMove,
  Rules<
    (task: Task, source: Source, context: Context) => Moved,
    (draft: Draft, formerPace: number) => void
  >
> = {
  task: { fireTimer: onStep, replan: replanStep },
  log: {
    fireTimer: (task, source, { now, deviations }) => {
      const ended = deviations.logs === 'pass' ? logUploaded(task, now) : logFailed(task)
      return { task: ended, source, events: [logEvent(ended, now)] }
    },
    replan: (draft, formerPace) => {
      const { log, planned_work } = draft.task
      const plan = repace(log.due, planned_work?.log, draft.context, formerPace)
      if (!plan) return
      draft.change({
        log: { ...log, due: plan.due },
        planned_work: { ...planned_work, log: plan },
      })
    },
  },
  measure: {
    fireTimer: onMeasured,
    replan: (draft, formerPace) => {
      const { measuring, planned_work } = draft.task
      const plan = repace(measuring, planned_work?.measure, draft.context, formerPace)
      if (!plan) return
      draft.change({ measuring: plan.due, planned_work: { ...planned_work, measure: plan } })
    },
  },
}

const sourceMoves: Record<
  SourceMove,
  Rules<
    (source: Source, task: Task | undefined, context: Context) => Moved,
    (source: Source, formerPace: number, context: Context) => Source
  >
> = {
  agent: {
    // A connected one was to poll by now and has not; one that was lost is back.
    fireTimer: (source, task, context) =>
      source.connected
        ? disconnectAgent(source, task, context)
        : reconnectAgent(source, task, context),
    replan: (source, formerPace, context) => {
      const { agent, connected, planned_work } = source
      // An external agent counts as silent by the clock, whatever the pace.
      if (connected) return source
      const plan = repace(agent.due, planned_work?.agent, context, formerPace)
      if (!plan) return source
      const again = { ...planned_work, agent: plan }
      return { ...source, agent: { ...agent, due: plan.due }, planned_work: again }
    },
  },
  source: {
    fireTimer: (source, _task, { now, ids, deviations }) =>
      onCheck(source, now, ids, deviations.checks),
    replan: (source, formerPace, context) => {
      const { check_due, planned_work } = source
      const plan = repace(check_due, planned_work?.source, context, formerPace)
      if (!plan) return source
      return { ...source, check_due: plan.due, planned_work: { ...planned_work, source: plan } }
    },
  },
}

/** The same migration work at the pace that holds now. @returns undefined when nothing changes. */
function repace(
  due: number | null,
  planned: PlannedWork | undefined,
  { now, pace }: Context,
  formerPace: number,
): PlannedWork | undefined {
  if (due === null || pace === formerPace) return undefined
  return planAfter(now, workLeft(due, planned, now, formerPace), pace)
}

const isTaskMove = (kind: MigrationMove): kind is TaskMove => kind in taskMoves

/** What was planned happens. @param task of the source, if it has one. */
export function applyTimer(
  kind: MigrationMove,
  source: Source,
  task: Task | undefined,
  context: Context,
): Moved {
  if (!isTaskMove(kind)) return sourceMoves[kind].fireTimer(source, task, context)
  if (!task) throw new Error(`source ${source.id} has no task for its ${kind}`)
  return taskMoves[kind].fireTimer(task, source, context)
}

/** Plans anew what a source without task waits for. @param formerPace at which it was planned. */
export const replanSource = (source: Source, formerPace: number, context: Context): Source =>
  Object.values(sourceMoves).reduce((next, { replan }) => replan(next, formerPace, context), source)

/**
 * Plans anew all that a migration waits for, after the pace, a limit or a scenario has changed.
 *
 * @param formerPace the pace at which it was planned.
 */
export function replan(
  task: Task,
  source: Source,
  formerPace: number,
  context: Context,
): Migration {
  const draft = new Draft(task, replanSource(source, formerPace, context), context)
  for (const one of Object.values(taskMoves)) one.replan(draft, formerPace)
  return draft.result
}

/** What a migration does next, if nobody interferes; undefined when it waits for a client or an agent. */
export function nextMove(
  task: Task,
  source: Source,
): { at: number; applyTimer: (context: Context) => Moved } | undefined {
  const due = { ...dueOfTask(task), ...dueOfSource(source) }
  // An external agent that polls is not expected to fall silent.
  if (source.agent.mode === 'external') due.agent = null
  const [first] = Object.entries(due)
    .flatMap(([kind, at]) => (at === null ? [] : [{ kind: kind as MigrationMove, at }]))
    .sort((one, other) => one.at - other.at)
  return (
    first && {
      at: first.at,
      applyTimer: (context) => applyTimer(first.kind, source, task, context),
    }
  )
}
