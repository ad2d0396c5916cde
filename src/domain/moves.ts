import type { Source, Task } from '../schemas/records.ts'
import { agentBack, agentLost, type Moved } from './agents.ts'
import { logEvent, logFailed, logUploaded } from './logs.ts'
import type { Context } from './migration.ts'
import { onMeasured, onStep } from './task-machine.ts'

/** Everything that a migration does by itself, each with its moment: what timers are set for. */

/** The step of a task, the end of its log's upload and of its measurement; a source's agent. */
export type MoveKind = 'task' | 'log' | 'measure' | 'agent'

/** When each of them is due; null when it is not. */
export const dueOfTask = ({ step, log, measuring }: Task) => ({
  task: step?.until ?? null,
  log: log.due,
  measure: measuring,
})
export const dueOfSource = ({ agent }: Source) => ({ agent: agent.due })

/** What was planned happens. @param task of the source, if it has one. */
export function happen(
  kind: MoveKind,
  source: Source,
  task: Task | undefined,
  context: Context,
): Moved {
  if (kind === 'agent') {
    // A connected one was to poll by now and has not; one that was lost is back.
    return source.connected ? agentLost(source, task, context) : agentBack(source, task, context)
  }
  if (!task) throw new Error(`source ${source.id} has no task for its ${kind}`)
  if (kind === 'task') return onStep(task, source, context)
  if (kind === 'measure') return onMeasured(task, source, context)
  const { now, deviations } = context
  const ended = deviations.logs === 'pass' ? logUploaded(task, now) : logFailed(task)
  return { task: ended, source, events: [logEvent(ended, now)] }
}

/** What a migration does next, if nobody interferes; undefined when it waits for somebody. */
export function nextMove(
  task: Task,
  source: Source,
): { at: number; happen: (context: Context) => Moved } | undefined {
  // An external agent that polls is not expected to fall silent.
  const silent = source.agent.mode === 'external'
  const due = { ...dueOfTask(task), ...(silent ? {} : dueOfSource(source)) }
  const [first] = Object.entries(due)
    .flatMap(([kind, at]) => (at === null ? [] : [{ kind: kind as MoveKind, at }]))
    .sort((one, other) => one.at - other.at)
  return first && { at: first.at, happen: (context) => happen(first.kind, source, task, context) }
}
