/** Tested by: test/scenarios/failures.test.ts, test/scenarios/consequences.test.ts */
import { repeats_max } from '../../schemas/control/scenarios.ts'
import type { Row, Step, Task } from '../../schemas/stored/records.ts'
import { ownValue } from '../../text/own-value.ts'
import type { Effect } from '../deviations/scenarios.ts'
import { type Draft, subtaskData } from './draft.ts'
import { effectInPhase, usualCode, withEffectUsed } from './effects.ts'
import { layoutProblem } from './layout.ts'
import { isCopy, isTransfer } from './plan.ts'
import { currentWork, estimate } from './progress.ts'
import { stageAtWork, stateToReturnTo } from './stages.ts'
import {
  auto_retries_max,
  autoRecovery,
  dueAfter,
  lastPoll,
  planAfter,
  stop_ms,
} from './timings.ts'

/** How a migration stops: it fails, is paused, stands still, or loses its agent. */

type Failure = {
  code: string
  params?: string[] | undefined
  /** After how much migration work the agent starts the task again; null: never; undefined: as the code has it. */
  recover_ms?: number | null | undefined
}

/** `{"error_code":"SMS.3805","error_param":"[]"}`: a list in a text in a text (behaviour.md §6.1). */
export const errorJson = (code: string, params: readonly string[] = []): string =>
  JSON.stringify({ error_code: code, error_param: JSON.stringify(params) })

/** Work stops where it is; the row at hand keeps what is done of it. */
function haltSubtask(draft: Draft, type: 'subtask.paused' | 'subtask.failed'): void {
  const { task, context } = draft
  const current = currentWork(task, context.now)
  if (current) {
    const { row, done } = current
    if (type === 'subtask.paused' && isCopy(row.name)) {
      const { estimate_complete_time: at, remain_seconds } = estimate(task, context.now)
      if (at !== null && remain_seconds !== null) draft.estimate({ at, remain_ms: remain_seconds })
    }
    draft.happened({ type, data: subtaskData(row, { done }) })
  }
  draft.change({ step: null, held: null })
}

/**
 * The task fails: in its first pass, up to the first launch, or in a later sync (design.md §5). The
 * row at hand keeps its progress and gets no end.
 *
 * With a code of behaviour.md §5.4, or when the scenario says so, the agent starts it again.
 */
export function failTask(draft: Draft, { code, params = [], recover_ms }: Failure): void {
  const { task } = draft
  const last = task.sub_tasks.at(-1)
  if (last?.name === 'CLONE_VM' && last.end_date === null) {
    failClone(draft, last, code)
    return
  }
  const stage = stageAtWork(task, draft.source)
  haltSubtask(draft, 'subtask.failed')
  const source_state = stage === 'replicating' ? 'initialize' : stateToReturnTo(draft.source, stage)
  const state = task.state === 'RUNNING' ? 'RUNNING' : 'SYNCING'
  draft.change({ paused: { state, source_state } })
  draft.change({ error_json: errorJson(code, params) })
  draft.estimate(null)
  draft.moveTask(task.launched === null ? 'MIGRATE_FAIL' : 'SYNC_FAIL')
  draft.moveSource('error', stage, 'agent')
  const after = recover_ms === undefined ? autoRecovery(code, task.retries) : recover_ms
  if (after === undefined || after === null) return
  draft.change({ retries: Math.min(task.retries + 1, auto_retries_max) })
  draft.wait('recover', 0, after)
}

/** A clone that fails leaves the task in its continuous sync (behaviour.md §9, row 21). */
function failClone(draft: Draft, row: Row, code: string): void {
  const done = currentWork(draft.task, draft.context.now)?.done ?? row.done
  draft.happened({ type: 'subtask.failed', data: subtaskData(row, { done, error: code }) })
  draft.change({ step: null, held: null })
  const { clone_server } = draft.task
  draft.change({
    clone_server: clone_server && {
      ...clone_server,
      clone_state: 'ERROR',
      clone_error: code,
      error_msg: 'The clone could not be created.',
    },
  })
  draft.moveSource('syncing', 'syncing', 'service')
  enterContinuousSync(draft)
}

/** Pauses the task; the agent confirms a poll later. @param code why, if not because a client said so. */
export function pause(draft: Draft, code?: string): void {
  const { task, source } = draft
  const stage = stageAtWork(task, source)
  haltSubtask(draft, 'subtask.paused')
  draft.change({ paused: { state: task.state, source_state: stateToReturnTo(source, stage) } })
  if (code !== undefined) draft.change({ error_json: errorJson(code) })
  draft.moveTask('ABORTING')
  draft.moveSource('stopping', stage, 'service')
  draft.wait('stop', 0, stop_ms)
}

/** Why the data of the source cannot be moved, or not any more (behaviour.md §2.6). */
export function obstacle({ task, source }: Draft, name: string): Failure | undefined {
  if (task.tracking_lost && isTransfer(name)) {
    return { code: task.launched === null ? 'SMS.0212' : 'SMS.1414' }
  }
  const problem = isCopy(name) ? layoutProblem(task, source) : undefined
  return problem && { code: 'SMS.0515', params: problem.differences }
}

/** Continuous sync begins: until a client acts, or until something happens in it. */
export function enterContinuousSync(draft: Draft): void {
  draft.change({ in_sync: null })
  scheduleNextSync(draft)
}

/** Continuous sync goes on: what happens in it is planned from the moment at which it began. */
export function scheduleNextSync(draft: Draft): void {
  const { task, context } = draft
  const { now, pace, deviations } = context
  const met = effectInPhase(task, 'CONTINUOUS_SYNC', deviations)
  const in_sync = task.in_sync ?? { since: now, work_ms: 0 }
  draft.change({ in_sync, step: null, held: null })
  const passed = syncWorkDone(in_sync, now, pace)
  if (obstacle(draft, 'SYNC_')) draft.wait('sync', 0, 0)
  else if (met) draft.wait('sync', 0, Math.max(met.after - passed, 0))
}

/** How much migration work of continuous sync has passed. @param pace of the clock since it began. */
export const syncWorkDone = (
  { since, work_ms }: NonNullable<Task['in_sync']>,
  now: number,
  pace: number,
): number => work_ms + (now - since) * pace

/** What was to happen in continuous sync happens. */
export function onContinuousSyncTimer(draft: Draft): void {
  const failure = obstacle(draft, 'SYNC_')
  const met = effectInPhase(draft.task, 'CONTINUOUS_SYNC', draft.context.deviations)
  draft.change({ in_sync: null })
  if (failure) failTask(draft, failure)
  else if (met) applyEffect(draft, met.effect)
}

/**
 * The agent falls silent: what it was doing waits for its return, and nothing else changes
 * (behaviour.md §2.6).
 *
 * @param ms of migration work until it is back; undefined: until it is brought back.
 */
export function loseAgent(draft: Draft, ms: number | undefined, restarts: boolean): void {
  const { task, source, context } = draft
  const { now, pace } = context
  if (!source.connected) return
  const { step } = task
  const current = currentWork(task, now)
  if (current) {
    draft.happened({
      type: 'subtask.paused',
      data: subtaskData(current.row, { done: current.done }),
    })
  }
  const back = ms === undefined ? undefined : planAfter(now, ms, pace)
  draft.changeSource({
    connected: false,
    last_visit_time: lastPoll(source, now),
    agent: { ...source.agent, restarts, due: back?.due ?? null },
    ...(back ? { planned_work: { ...source.planned_work, agent: back } } : {}),
  })
  if (step) draft.take(current ? { ...step, done: current.done } : step)
}

/** Whether a task has met an effect so often that its agent does not start it again by itself. */
const exceedsRepeatLimit = ({ effects_used }: Task, { key }: Effect): boolean =>
  (ownValue(effects_used, key) ?? 0) > repeats_max

/** Tells that the agent does not start the task again, though its scenario would have it do so. */
function recordGiveUp(draft: Draft, effect: Effect): void {
  if (!exceedsRepeatLimit(draft.task, effect)) return
  draft.happened({
    type: 'task.gave_up',
    data: { scenario: effect.scenario, times: repeats_max },
  })
}

/** What a scenario has laid on the way happens. @param row the row that met it, if any. */
export function applyEffect(
  draft: Draft,
  effect: Effect,
  row?: { index: number; done: number },
): void {
  const { task } = draft
  draft.change({ effects_used: withEffectUsed(task, effect) })
  const place = row ? draft.row(row.index).name : effect.at
  switch (effect.kind) {
    case 'fail':
      failTask(draft, {
        code: effect.code ?? usualCode(place),
        params: effect.params,
        recover_ms: exceedsRepeatLimit(task, effect) ? null : effect.recover_after,
      })
      if (effect.recover_after !== undefined) recordGiveUp(draft, effect)
      break
    case 'stall':
      if (row) pauseWork(draft, row, effect.for)
      break
    case 'agent_lost':
      loseAgent(draft, effect.for, effect.restarted ?? false)
      break
    case 'overspeed':
      pause(draft, 'SMS.9007')
      break
  }
  const rests = !row && task.state === 'SYNCING' && task.step === null && task.held === null
  if (rests && draft.source.connected) enterContinuousSync(draft)
}

function pauseWork(
  draft: Draft,
  { index, done }: { index: number; done: number },
  ms: number | undefined,
): void {
  const { now, pace } = draft.context
  const row = draft.row(index)
  const until = ms === undefined ? null : dueAfter(now, ms, pace)
  const step: Step = {
    kind: 'stall',
    row: index,
    since: now,
    until,
    done,
    goal: done,
    ends: null,
    speed: 0,
    work_ms: ms,
  }
  draft.take(step)
  draft.happened({ type: 'subtask.stalled', data: subtaskData(row, { done, until }) })
}
