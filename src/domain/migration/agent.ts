/** Tested by: test/http/control/agents.test.ts */
import type { AgentMode } from '../../schemas/agent-mode.ts'
import type { Source, Step, Task } from '../../schemas/stored/records.ts'
import { type Context, Draft, subtaskData } from './draft.ts'
import type { Event } from './events.ts'
import { loseAgent, obstacle, stayInSync } from './failures.ts'
import { planUpload } from './logs.ts'
import { inSync, stepDone, working } from './progress.ts'
import { workOn } from './rounds.ts'
import { lastPoll, momentAfter, pickup_ms, silence_ms, stop_ms } from './timings.ts'

/** Agents come and go (behaviour.md §2.6), and are played by the emulator or by a program. */

/** A source with its task, if it has one, after something has happened to its agent. */
export type Moved = { source: Source; task?: Task; events: Event[] }

/** Runs `work` on the migration of a source; of a source without task on the source alone. */
function onAgent(
  source: Source,
  task: Task | undefined,
  context: Context,
  withTask: (draft: Draft) => void,
  alone: (source: Source) => Source,
): Moved {
  if (task) {
    const draft = new Draft(task, source, context)
    withTask(draft)
    return draft
  }
  const next = alone(source)
  const changed = next.connected !== source.connected
  const event: Event = {
    type: 'source.agent',
    data: { connected: next.connected },
    at: context.now,
    source: source.id,
  }
  return { source: next, events: changed ? [event] : [] }
}

/** The agent falls silent until somebody brings it back, or until `ms` of migration work later. */
export const agentLost = (source: Source, task: Task | undefined, context: Context): Moved =>
  onAgent(
    source,
    task,
    context,
    (draft) => loseAgent(draft, undefined, false),
    (alone) => ({
      ...alone,
      connected: false,
      last_visit_time: lastPoll(alone, context.now),
      agent: { ...alone.agent, due: null },
    }),
  )

const present = (source: Source, now: number): Source => ({
  ...source,
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
export const agentBack = (
  source: Source,
  task: Task | undefined,
  context: Context,
  restarted = source.agent.restarts,
): Moved =>
  onAgent(
    source,
    task,
    context,
    (draft) => {
      const was = draft.source.connected
      draft.source = present(draft.source, context.now)
      if (!was) draft.happened({ type: 'source.agent', data: { connected: true } })
      if (restarted) {
        loseTrack(draft)
        breakOff(draft)
      }
      goOnAgain(draft)
    },
    (alone) => present(alone, context.now),
  )

function loseTrack(draft: Draft): void {
  const { task } = draft
  const tracks = task.type === 'MIGRATE_BLOCK' && task.start_date !== null
  if (tracks && !task.state.endsWith('_SUCCESS')) task.tracking_lost = true
}

/** What a restart has made impossible fails at once, and not at the next place at which something changes. */
function breakOff(draft: Draft): void {
  const { task, context } = draft
  const { step } = task
  if (step?.kind === 'sync') stayInSync(draft)
  else if (step && isBroken(draft, step)) {
    workOn(draft, step.row, stepDone(step, context.now), 'subtask.retimed')
  }
}

/** Whether a step works on data that cannot be moved any more, or has them stand still until they may. */
const isBroken = (draft: Draft, { kind, row }: Step): boolean =>
  (kind === 'work' || kind === 'stall') && obstacle(draft, draft.row(row).name) !== undefined

/** A simulated agent takes up the step that was laid aside for it; continuous sync goes on with any. */
function goOnAgain(draft: Draft): void {
  const { task } = draft
  const { held } = task
  if (task.step) return
  if (held === null) {
    const rests = task.state === 'SYNCING' && inSync(task) && draft.source.state === 'syncing'
    if (rests) stayInSync(draft)
    return
  }
  draft.dropReport()
  task.held = null
  if (held.kind === 'work' || isBroken(draft, held)) {
    workOn(draft, held.row, held.done, 'subtask.retimed')
  } else draft.resumeStep(held)
}

/**
 * Hands the agent's part of a source over to a program, or back to the emulator, also in the middle
 * of a migration: what is done stays done.
 */
export function agentPlayedBy(
  source: Source,
  task: Task | undefined,
  mode: AgentMode,
  context: Context,
): Moved {
  const { now, pace } = context
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
    return lives ? agentBack(handed, task, context) : { source: handed, events: [] }
  }
  const draft = new Draft(task, handed, context)
  // What the one has reported is no news of the other.
  draft.change({ report: null })
  if (task.log.status === 'UPLOADING') {
    draft.task = planUpload(draft.task, handed, now, pace)
  }
  if (mode === 'external') release(draft)
  else takeOver(draft)
  return draft
}

/** The emulator lays down what it was doing; the program reports from there. */
function release(draft: Draft): void {
  const { task, context } = draft
  const current = working(task, context.now)
  if (current) {
    const { row, done } = current
    row.done = done
    draft.happened({ type: 'subtask.paused', data: subtaskData(row, { done }) })
  }
  if (task.step) draft.take(task.step)
  task.held = null
}

/** The emulator takes up what the program has left. */
function takeOver(draft: Draft): void {
  const { task, source, context } = draft
  const { now } = context
  if (!source.connected) {
    draft.source = present(source, now)
    draft.happened({ type: 'source.agent', data: { connected: true } })
  }
  draft.dropReport()
  if (task.step) return
  if (task.state === 'ABORTING') draft.wait('stop', 0, stop_ms)
  else if (source.state === 'premiging') draft.wait('drill', 0, 0)
  else if (task.state === 'RUNNING' || task.state === 'SYNCING' || task.state === 'SKIPPING') {
    const left = draft.round.find((row) => row.end_date === null)
    const index = left ? task.sub_tasks.indexOf(left) : -1
    if (!left) {
      if (inSync(task)) stayInSync(draft)
    } else if (task.state === 'SKIPPING') draft.wait('skip', index, stop_ms, left.done)
    else if (left.start_date === null) draft.wait('wait', index, pickup_ms)
    else workOn(draft, index, left.done, 'subtask.retimed')
  }
}
