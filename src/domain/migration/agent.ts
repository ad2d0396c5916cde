/** Tested by: test/http/control/agents.test.ts */
import type { AgentMode } from '../../schemas/agent-mode.ts'
import type { Source, Step, Task } from '../../schemas/stored/records.ts'
import { type Context, Draft, subtaskData } from './draft.ts'
import type { Event } from './events.ts'
import { loseAgent, obstacle, scheduleNextSync } from './failures.ts'
import { planUpload } from './logs.ts'
import { currentWork, isAtWork, isInSync, stepDone } from './progress.ts'
import { continueRowFrom } from './rounds.ts'
import { lastPoll, momentAfter, pickup_ms, silence_ms, stop_ms } from './timings.ts'

/** Agents come and go (behaviour.md §2.6), and are played by the emulator or by a program. */

/** A source with its task, if it has one, after something has happened to its agent. */
export type Moved = { source: Source; task?: Task; events: Event[] }

/** What happens to the agent of a source without a task. */
function changeAlone(source: Source, next: Source, now: number): Moved {
  const { connected: connectionOf } = next
  if (connectionOf === source.connected) return { source: next, events: [] }
  const event: Event = {
    type: 'source.agent',
    data: { connected: connectionOf },
    at: now,
    source: source.id,
  }
  return { source: next, events: [event] }
}

/** The agent falls silent until it is brought back. */
export function disconnectAgent(source: Source, task: Task | undefined, context: Context): Moved {
  if (task) {
    const draft = new Draft(task, source, context)
    loseAgent(draft, undefined, false)
    return draft.result
  }
  const last_visit_time = lastPoll(source, context.now)
  const agent = { ...source.agent, due: null }
  return changeAlone(source, { ...source, connected: false, last_visit_time, agent }, context.now)
}

/** The fields of a source whose agent is there. */
const connected = (source: Source, now: number) => ({
  connected: true,
  connected_at: now,
  last_visit_time: now,
  agent: {
    ...source.agent,
    restarts: false,
    due: source.agent.mode === 'external' ? momentAfter(now, silence_ms) : null,
  },
})

/**
 * The agent is heard of again. A simulated one goes on with what it was doing.
 *
 * @param restarted it is a new process: a block-level copy has lost its track (SMS.0212, 1414).
 */
export function reconnectAgent(
  source: Source,
  task: Task | undefined,
  context: Context,
  restarted = source.agent.restarts,
): Moved {
  const { now } = context
  if (!task) return changeAlone(source, { ...source, ...connected(source, now) }, now)
  const draft = new Draft(task, source, context)
  draft.changeSource(connected(source, now))
  if (restarted) {
    forgetProgress(draft)
    interruptWork(draft)
  }
  resumeAfterLoss(draft)
  return draft.result
}

function forgetProgress(draft: Draft): void {
  const { task } = draft
  const tracks = task.type === 'MIGRATE_BLOCK' && task.start_date !== null
  if (tracks && !task.state.endsWith('_SUCCESS')) draft.change({ tracking_lost: true })
}

/** What a restart has made impossible fails at once, and not at the next place at which something changes. */
function interruptWork(draft: Draft): void {
  const { task, context } = draft
  const { step } = task
  if (step?.kind === 'sync') scheduleNextSync(draft)
  else if (step && isBroken(draft, step)) {
    continueRowFrom(draft, step.row, stepDone(step, context.now), 'subtask.retimed')
  }
}

/** Whether a step works on data that cannot be moved any more, or has them stand still until they may. */
const isBroken = (draft: Draft, { kind, row }: Step): boolean =>
  (kind === 'work' || kind === 'stall') && obstacle(draft, draft.row(row).name) !== undefined

/** A simulated agent takes up the step that was laid aside for it; continuous sync goes on with any. */
function resumeAfterLoss(draft: Draft): void {
  const { task } = draft
  const { held } = task
  if (task.step) return
  if (held === null) {
    const rests = task.state === 'SYNCING' && isInSync(task) && draft.source.state === 'syncing'
    if (rests) scheduleNextSync(draft)
    return
  }
  draft.dropReport()
  draft.change({ held: null })
  if (held.kind === 'work' || isBroken(draft, held)) {
    continueRowFrom(draft, held.row, held.done, 'subtask.retimed')
  } else draft.resumeStep(held)
}

/**
 * Hands the agent's part of a source over to a program, or back to the emulator, also in the middle
 * of a migration: what is done stays done.
 */
export function changeAgentMode(
  source: Source,
  task: Task | undefined,
  mode: AgentMode,
  context: Context,
): Moved {
  const { now } = context
  if (source.agent.mode === mode) return { source, events: [] }
  const handed: Source = {
    ...source,
    last_visit_time: lastPoll(source, now),
    agent: {
      mode,
      restarts: false,
      due: mode === 'external' && source.connected ? momentAfter(now, silence_ms) : null,
    },
  }
  if (!task) {
    // A simulated agent lives, but for a source that has not been checked yet.
    const lives = mode === 'simulated' && source.check_due === null
    return lives ? reconnectAgent(handed, task, context) : { source: handed, events: [] }
  }
  const draft = new Draft(task, handed, context)
  // What the former agent reported says nothing of the new one.
  draft.change({ report: null })
  if (task.log.status === 'UPLOADING') {
    draft.change(planUpload(task, handed, context))
  }
  if (mode === 'external') stopSimulatedWork(draft)
  else handOverWork(draft)
  return draft.result
}

/** The emulator lays down what it was doing; the program reports from there. */
function stopSimulatedWork(draft: Draft): void {
  const { task, context } = draft
  const current = currentWork(task, context.now)
  if (current) {
    const { row, done } = current
    draft.happened({ type: 'subtask.paused', data: subtaskData(row, { done }) })
  }
  if (task.step) draft.take(task.step)
  draft.change({ held: null })
  // A row that waited for the emulator is at work as soon as it is the program's.
  const taken = current ? undefined : currentWork(task, context.now)
  if (taken) {
    const { row, done } = taken
    draft.happened({ type: 'subtask.paused', data: subtaskData(row, { done }) })
  }
}

/** What a program has left to the emulator that takes over from it. */
type LeftWork =
  | { kind: 'stop' | 'drill' | 'sync' | 'nothing' }
  | { kind: 'skip' | 'wait' | 'work'; row: number; done: number }

function leftWork({ task, source, round }: Draft): LeftWork {
  if (task.state === 'ABORTING') return { kind: 'stop' }
  if (source.state === 'premiging') return { kind: 'drill' }
  if (!isAtWork(task)) return { kind: 'nothing' }
  const left = round.find((row) => row.end_date === null)
  if (!left) return { kind: isInSync(task) ? 'sync' : 'nothing' }
  const place = { row: task.sub_tasks.indexOf(left), done: left.done }
  if (task.state === 'SKIPPING') return { kind: 'skip', ...place }
  return { kind: left.start_date === null ? 'wait' : 'work', ...place }
}

/** The emulator takes up what the program has left. */
function handOverWork(draft: Draft): void {
  const { task, source, context } = draft
  if (!source.connected) draft.changeSource(connected(source, context.now))
  draft.dropReport()
  if (task.step) return
  const left = leftWork(draft)
  switch (left.kind) {
    case 'stop':
      draft.wait('stop', 0, stop_ms)
      break
    case 'drill':
      draft.wait('drill', 0, 0)
      break
    case 'sync':
      scheduleNextSync(draft)
      break
    case 'skip':
      draft.wait('skip', left.row, stop_ms, left.done)
      break
    case 'wait':
      draft.wait('wait', left.row, pickup_ms)
      break
    case 'work':
      continueRowFrom(draft, left.row, left.done, 'subtask.retimed')
      break
    case 'nothing':
      break
  }
}
