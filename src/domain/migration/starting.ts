/** Tested by: test/http/sms/task-actions.test.ts, test/http/control/agents.test.ts */
import { type Draft, subtaskData } from './draft.ts'
import { enterContinuousSync } from './failures.ts'
import { beginDrill } from './phases.ts'
import { isCopy } from './plan.ts'
import { isInSync } from './progress.ts'
import { beginRound } from './rounds.ts'
import { stageToReturnTo } from './stages.ts'
import { pickup_ms, workLeft } from './timings.ts'

/** How a task starts: for the first time, by itself, or again where it was left. */

/** A task that was made with auto_start: after its measurement and its drill, if it wants them. */
export function autoStartTask(draft: Draft): void {
  const { task, source, context } = draft
  if (task.measuring !== null && task.measuring > context.now) {
    draft.wait('auto_start', 0, measurementLeft(draft))
  } else if (source.state === 'premigready') beginDrill(draft)
  else start(draft)
}

/** How much migration work is left until the network is measured, in milliseconds at pace 1. */
function measurementLeft({ task, context }: Draft): number {
  const { measuring, planned_work } = task
  if (measuring === null) return 0
  return workLeft(measuring, planned_work?.measure, context.now, context.pace)
}

export function start(draft: Draft): void {
  const { task } = draft
  if (task.state !== 'READY') {
    resume(draft)
    return
  }
  draft.moveTask('RUNNING')
  draft.moveSource('initialize', 'replicating', 'service')
  beginRound(draft, 'REPLICATE', task.is_need_consistency_check, measurementLeft(draft))
}

/**
 * Goes on after a pause or a failure: no new round; the row at hand is done again, but a copy goes on
 * where it was (behaviour.md §4.4).
 */
export function resume(draft: Draft): void {
  const { task } = draft
  const before = task.paused
  if (!before) throw new Error(`task ${task.id} was not paused`)
  draft.change({ error_json: '', report: null, paused: null })
  const stage = stageToReturnTo(task, draft.source, before.source_state)
  draft.moveTask(before.state)
  draft.moveSource(before.source_state, stage, 'service')
  const left = draft.round.find((row) => row.end_date === null)
  if (!left) {
    if (isInSync(task)) enterContinuousSync(draft)
    return
  }
  if (!isCopy(left.name) && left.start_date !== null) {
    draft.happened({ type: 'subtask.reset', data: subtaskData(left) })
  } else if (left.start_date !== null && !draft.isExternal) {
    draft.happened({ type: 'subtask.waiting', data: subtaskData(left) })
  }
  draft.wait('wait', task.sub_tasks.indexOf(left), pickup_ms, left.done)
}
