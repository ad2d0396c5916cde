/** Tested by: test/scenarios/migrations.test.ts, test/scenarios/consequences.test.ts */
import type { Task } from '../../schemas/stored/records.ts'
import { type Draft, subtaskData } from './draft.ts'
import { effectInPhase, usualCode, withEffectUsed } from './effects.ts'
import { errorJson } from './failures.ts'
import { currentWork } from './progress.ts'
import { endRow, giveTargetBack } from './rounds.ts'
import { clear_ms, drill_ms, network_check_ms, planAfter, rollback_ms, stop_ms } from './timings.ts'

/** What a task goes through beside the rows of its rounds (behaviour.md §3.3, §8.4, §8.9). */

/** The drill, which moves no data; a full copy waits for it. */
export function beginDrill(draft: Draft): void {
  draft.moveSource('premiging', 'setting', 'service')
  draft.wait('drill', 0, draft.context.deviations.timings.drill ?? drill_ms)
}

/** @returns whether it has passed. */
export function endDrill(draft: Draft): boolean {
  const passes = draft.context.deviations.drill === 'pass'
  draft.change({ step: null })
  draft.moveSource(passes ? 'premiged' : 'premigfailed', 'setting', 'agent')
  return passes
}

/**
 * Measures the network beside everything else. An external agent measures what has no result yet,
 * and reports what it finds. *Inferred.*
 */
export function beginMeasurement(draft: Draft): void {
  const { now, pace, deviations } = draft.context
  if (draft.isExternal) {
    draft.change({ network_check_info: null })
    return
  }
  const plan = planAfter(now, deviations.timings.network_check ?? network_check_ms, pace)
  draft.change({
    measuring: plan.due,
    planned_work: { ...draft.task.planned_work, measure: plan },
  })
}

/** What a healthy network measures. *Inferred*, but for the limit of a speed. */
const healthy = { loss: 0, jitter: 1, delay: 20, cpu: 10, memory: 20 }

export function endMeasurement(draft: Draft): void {
  const { bandwidth } = draft.task
  const { loss, jitter, delay, speed, connectivity, result } =
    draft.context.deviations.network ?? {}
  const network_check_info: Task['network_check_info'] = {
    domain_connectivity: connectivity ?? true,
    destination_connectivity: connectivity ?? true,
    network_delay: delay ?? healthy.delay,
    network_jitter: jitter ?? healthy.jitter,
    migration_speed: speed ?? Math.min(bandwidth, 10_000),
    loss_percentage: loss ?? healthy.loss,
    cpu_usage: healthy.cpu,
    mem_usage: healthy.memory,
    evaluation_result: result ?? 'SUCCESS',
  }
  draft.change({ network_check_info, measuring: null })
}

/** The check stops where it is; a poll later the agent goes on to what comes next. */
export function beginSkip(draft: Draft): void {
  const { task, context } = draft
  const current = currentWork(task, context.now)
  if (!current) throw new Error(`task ${task.id} has no check to skip`)
  const { row, done } = current
  draft.happened({ type: 'subtask.paused', data: subtaskData(row, { done }) })
  const stage = task.state === 'RUNNING' ? 'replicating' : 'syncing'
  draft.moveTask('SKIPPING')
  draft.moveSource('skipping', stage, 'service')
  draft.wait('skip', task.sub_tasks.indexOf(row), stop_ms, done)
}

/** A skipped check counts as done, and has no result. *Inferred.* */
export function endSkip(draft: Draft, index: number): void {
  const inResync = draft.row(index).user_op.startsWith('RESYNC')
  draft.moveTask(inResync ? 'SYNCING' : 'RUNNING')
  if (inResync) draft.moveSource('syncing', 'syncing', 'service')
  else draft.moveSource('replicate', 'replicating', 'service')
  endRow(draft, index, 'skipped')
}

export function beginClear(draft: Draft): void {
  draft.change({ error_json: '' })
  draft.moveSource('clearing', 'cutovered', 'service')
  draft.wait('clear', 0, clear_ms)
}

export function endClear(draft: Draft): void {
  const code = failureIn(draft, 'CLEAR')
  if (code !== undefined) draft.change({ error_json: code })
  draft.moveSource(code === undefined ? 'cleared' : 'clearfailed', 'cutovered', 'service')
}

/** The target goes back to what its latest launch was; what the failed round has begun ends. */
export function beginRollback(draft: Draft): void {
  draft.moveTask('RESETING')
  draft.wait('rollback', 0, rollback_ms)
}

export function endRollback(draft: Draft): void {
  const { task } = draft
  const code = failureIn(draft, 'ROLLBACK')
  if (code !== undefined) {
    draft.change({ error_json: code })
    draft.moveTask('SYNC_FAIL')
    return
  }
  const failed = (JSON.parse(task.error_json || '{}') as { error_code?: string }).error_code
  for (const row of draft.round) {
    if (row.end_date !== null) continue
    const data = subtaskData(row, { done: row.done, error: failed ?? 'SMS.0007' })
    draft.happened({ type: 'subtask.dropped', data })
  }
  draft.change({ error_json: '', paused: null })
  giveTargetBack(draft)
  draft.moveTask(task.launched ?? 'MIGRATE_SUCCESS')
  draft.moveSource('finished', 'cutovered', 'service')
}

/** The error of a phase that a scenario has fail, as text. */
function failureIn(draft: Draft, phase: 'CLEAR' | 'ROLLBACK'): string | undefined {
  const met = effectInPhase(draft.task, phase, draft.context.deviations)
  if (met?.effect.kind !== 'fail') return undefined
  draft.change({ effects_used: withEffectUsed(draft.task, met.effect) })
  return errorJson(met.effect.code ?? usualCode(phase), met.effect.params)
}
