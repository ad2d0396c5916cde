/** Tested by: test/http/sms/task-actions.test.ts, test/scenarios/migrations.test.ts */
import type { RoundKind } from '../../schemas/sms/sub-tasks.ts'
import type { Row } from '../../schemas/stored/records.ts'
import { compareFiles } from './consistency.ts'
import { type Draft, subtaskData } from './draft.ts'
import { applyEffect, enterContinuousSync, failTask, obstacle } from './failures.ts'
import { isCopy, isLaunch, planRound } from './plan.ts'
import { atPace, momentAfter, sync_remain_ms } from './timings.ts'
import { beginStretch, planNextWork } from './work.ts'

/** The rows of a round, one after another: begun, worked on, ended, and what they leave behind. */

/** The address of a target that the service has created; a made-up one, since none exists. */
const created_ip = '192.168.0.100'

/**
 * Writes a round's rows, all at once, and waits for the agent to pick the command up.
 *
 * @param at_least_ms how long it waits in any case, at pace 1.
 */
export function beginRound(draft: Draft, round: RoundKind, check: boolean, at_least_ms = 0): void {
  const { task, context } = draft
  const { timings } = context.deviations
  const rows = planRound(round, task, { check, timings, ids: context.ids })
  // What was reported of the former round is no news of this one.
  draft.change({ report: null })
  const first = draft.addRound(rows)
  draft.wait('wait', first, Math.max(draft.row(first).after_ms, at_least_ms))
}

/** A row begins, or goes on from where it was left. */
export function beginRow(draft: Draft, index: number, done: number): void {
  const row = draft.row(index)
  const { timings, copy_ends_at } = draft.context.deviations
  if (row.start_date === null) {
    draft.change({ shown: { evenly: timings.progress === 'even', copy_ends_at } })
  }
  moveToStage(draft, row)
  continueRowFrom(draft, index, done, 'subtask.began')
}

/** Where the source stands while a row is at work. */
export function moveToStage(draft: Draft, { name, user_op }: Row): void {
  // A first check stands in the stage of the copy, also when it is done again after a failure.
  const checksCopy = name === 'CHECK_CONSISTENCY' && user_op === 'REPLICATE'
  if (isCopy(name) || checksCopy) draft.moveSource('replicate', 'replicating', 'agent')
  if (isLaunch(name)) draft.moveSource('cutovering', 'cutovering', 'agent')
}

/** Takes a row from `done` on: to what is next on its way, or to its end. */
export function continueRowFrom(
  draft: Draft,
  index: number,
  done: number,
  type: 'subtask.began' | 'subtask.retimed',
): void {
  const { task, context } = draft
  const ahead = planNextWork(task, index, done, context)
  const failure = obstacle(draft, draft.row(index).name)
  if (!failure && ahead !== 'end' && !('effect' in ahead)) {
    beginStretch(draft, ahead, type)
    return
  }
  // It is at work for an instant, so that what stops it has something to stop.
  const { now } = context
  const instant = { row: index, since: now, until: now, done, goal: done, ends: null, speed: 0 }
  if (type === 'subtask.began') beginStretch(draft, { kind: 'work', ...instant }, type)
  else draft.change({ step: { kind: 'work', ...instant } })
  if (failure) failTask(draft, failure)
  else if (ahead === 'end') endRow(draft, index)
  else if ('effect' in ahead) applyEffect(draft, ahead.effect, { index, done })
}

/** @param how a skipped row leaves nothing behind. */
export function endRow(draft: Draft, index: number, how: 'done' | 'skipped' = 'done'): void {
  const { task, context } = draft
  const row = draft.row(index)
  draft.change({ step: null, retries: 0 })
  draft.happened({ type: 'subtask.ended', data: subtaskData(row) })
  if (how === 'done') recordResults(draft, row.name)

  const next = task.sub_tasks[index + 1]
  if (next?.user_op === row.user_op) {
    if (isCopy(row.name)) draft.estimate({ at: context.now, remain_ms: 0 })
    if (next.after_ms === 0 && !draft.isExternal && draft.source.connected) {
      beginRow(draft, index + 1, 0)
    } else draft.wait('wait', index + 1, next.after_ms)
  } else if (row.name === 'DETTACH_AGENT_IMAGE') finishLaunch(draft)
  else scheduleSync(draft)
}

/** What a finished row leaves behind, mostly on the target. */
function recordResults(draft: Draft, name: string): void {
  const { task, context } = draft
  const target = task.target_server
  const { made } = context.deviations
  switch (name) {
    case 'CREATE_CLOUD_SERVER':
      draft.change({
        target_server: {
          ...target,
          vm_id: target.vm_id || context.ids.uuid(),
          name: target.name || made?.name || task.name,
          ip: target.ip ?? made?.ip() ?? created_ip,
        },
        migration_ip: task.migration_ip ?? made?.ip() ?? created_ip,
      })
      break
    case 'ATTACH_AGENT_IMAGE':
      draft.change({
        target_server: { ...target, image_disk_id: target.image_disk_id ?? context.ids.uuid() },
      })
      break
    case 'DETTACH_AGENT_IMAGE':
      giveTargetBack(draft)
      break
    case 'CHECK_CONSISTENCY':
      if (!draft.isExternal) compareFiles(draft)
      break
    case 'CLONE_VM':
      draft.change({
        clone_server: {
          vm_id: context.ids.uuid(),
          name: `${task.name}-clone`,
          clone_error: '',
          clone_state: 'FINISHED',
          error_msg: '',
        },
      })
      break
  }
}

/** The target is without the agent's disk, and started or left off. */
export function giveTargetBack(draft: Draft): void {
  const { target_server, start_target_server } = draft.task
  draft.change({ target_server: { ...target_server, image_disk_id: null } })
  draft.happened({ type: 'target.power', data: { on: start_target_server } })
}

export function scheduleSync(draft: Draft): void {
  const { now, pace } = draft.context
  draft.moveTask('SYNCING')
  draft.moveSource('syncing', 'syncing', 'agent')
  const remain_ms = atPace(sync_remain_ms, pace)
  draft.estimate({ at: momentAfter(now, remain_ms), remain_ms })
  enterContinuousSync(draft)
}

export function finishLaunch(draft: Draft): void {
  const state = draft.task.launched === null ? 'MIGRATE_SUCCESS' : 'SYNC_SUCCESS'
  draft.change({ launched: state })
  draft.moveTask(state)
  draft.moveSource('finished', 'cutovered', 'agent')
  draft.estimate(null)
}
