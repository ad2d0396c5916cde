import { ApiError } from '../errors.ts'
import type { Source, Task } from '../schemas/records.ts'
import type { TaskState } from '../schemas/states.ts'
import { type Context, Draft, fact, type Migration } from './migration.ts'
import { isCopy, isLaunch, planRound, type Round } from './plan.ts'
import { inSync, rowLasts, stepDone } from './progress.ts'
import { mayStandTogether } from './source-states.ts'
import { changeOf } from './task-changes.ts'
import { atPace, pickup_ms, stop_ms, sync_remain_ms } from './timings.ts'

/**
 * The life of a migration: a task and its source, moved by events. Pure: time, ids and timings
 * come in, and what will happen by itself goes out as the task's step (behaviour.md §3, §4).
 */

/** The address of a target that the service has created; a made-up one, since none exists. */
const created_ip = '192.168.0.100'

/** The actions that are built, and the states they are legal in (behaviour.md §3.3). */
export const legalStates = {
  start: ['READY', 'ABORT', 'MIGRATE_FAIL', 'SYNC_FAIL'],
  stop: ['RUNNING', 'SYNCING'],
  restart: ['MIGRATE_SUCCESS', 'SYNC_SUCCESS'],
  test: ['SYNCING'],
  cutover: ['SYNCING'],
} as const satisfies Record<string, readonly TaskState[]>

export type Action = keyof typeof legalStates

const refusals = {
  start: 'cannotStart',
  stop: 'cannotStop',
  restart: 'cannotRestart',
  test: 'cannotLaunch',
  cutover: 'cannotLaunch',
} as const satisfies Record<Action, string>

/**
 * A client's action.
 *
 * @throws ApiError SMS.7713, 7714, 7721 or 7722 when the state does not allow it, 6603 when the
 *   agent is offline.
 */
export function act(
  task: Task,
  source: Source,
  action: Action,
  check: boolean,
  context: Context,
): Migration {
  const legal: readonly TaskState[] = legalStates[action]
  // A launch needs continuous sync itself: a resync that is still under way is none. *Inferred.*
  const launches = action === 'test' || action === 'cutover'
  const rests = source.state === 'syncing' && inSync(task)
  if (!legal.includes(task.state) || (launches && !rests)) {
    throw new ApiError(refusals[action], task.id, task.state)
  }
  if (!source.connected && action !== 'stop') throw new ApiError('sourceOffline', source.id)

  const draft = new Draft(task, source, context)
  draft.happened({ type: 'task.action', data: { operation: action } })
  draft.dropReport()
  switch (action) {
    case 'start':
      start(draft)
      break
    case 'stop':
      stop(draft)
      break
    case 'restart':
      draft.moveTask('SYNCING')
      draft.moveSource('syncing', 'syncing', 'service')
      beginRound(draft, 'RESYNC', check)
      break
    case 'test':
    case 'cutover':
      draft.moveSource('cutovering', 'cutovering', 'service')
      beginRound(draft, 'CUTOVER', false)
      break
  }
  return draft
}

/** The end of a task's step: what was planned happens, and the next step begins. */
export function onStep(task: Task, source: Source, context: Context): Migration {
  const { step } = task
  if (!step) throw new Error(`task ${task.id} has no step to take`)
  const draft = new Draft(task, source, context)
  draft.task.step = null
  draft.dropReport()
  switch (step.kind) {
    case 'auto_start':
      start(draft)
      break
    case 'wait':
      beginRow(draft, step.row, step.done)
      break
    case 'work':
      endRow(draft, step.row)
      break
    case 'stop':
      draft.moveTask('ABORT')
      draft.moveSource('stopped', source.migration_cycle, 'agent')
      break
  }
  return draft
}

/**
 * Re-plans what is under way after the pace or the rate of the copy has changed: what is done
 * stays done, the rest takes its new time.
 *
 * @param from the task as it was planned: with the former pace and limit.
 */
export function retime(
  task: Task,
  source: Source,
  formerPace: number,
  context: Context,
  from = task,
): Migration {
  const draft = new Draft(task, source, context)
  const { step } = draft.task
  if (!step) return draft
  const { now, pace } = context
  const row = draft.task.sub_tasks[step.row]
  const works = step.kind === 'work' && row !== undefined
  const ratio = works ? rowLasts(task, row) / (rowLasts(from, row) || 1) : 1
  const rest = Math.round((step.until - now) * (formerPace / pace) * ratio)
  const done = works ? stepDone(step, now) : step.done
  draft.task.step = { ...step, since: now, until: now + rest, done }
  if (works) {
    draft.happened({ type: 'subtask.retimed', data: { ...fact(row), done, until: now + rest } })
  }
  return draft
}

function start(draft: Draft): void {
  const { task, context } = draft
  if (task.state === 'READY') {
    task.start_date = context.now
    draft.moveTask('RUNNING')
    draft.moveSource('initialize', 'replicating', 'service')
    beginRound(draft, 'REPLICATE', task.is_need_consistency_check)
    return
  }
  const before = task.paused
  if (!before) throw new Error(`task ${task.id} was not paused`)
  task.paused = null
  draft.moveTask(before.state)
  draft.moveSource(before.source_state, draft.source.migration_cycle, 'service')
  const next = task.sub_tasks.findIndex((row) => row.end_date === null)
  if (next === -1) return
  const row = draft.row(next)
  // File-level copies go on where they were; any other row is done again (behaviour.md §4.4).
  if (row.name !== 'MIGRATE_LINUX_FILE' && row.start_date !== null) {
    Object.assign(row, { start_date: null, done: 0 })
    draft.happened({ type: 'subtask.reset', data: fact(row) })
  }
  draft.wait('wait', next, pickup_ms, row.done)
}

function stop(draft: Draft): void {
  const { task, source, context } = draft
  const { step } = task
  if (step?.kind === 'work') {
    const row = draft.row(step.row)
    row.done = stepDone(step, context.now)
    draft.happened({ type: 'subtask.paused', data: { ...fact(row), done: row.done } })
    if (isCopy(row.name)) draft.estimate({ at: step.until, remain_ms: step.until - context.now })
  }
  const stage = stageToStopIn(task, source)
  const source_state = mayStandTogether(source.state, stage) ? source.state : at_work[stage]
  task.paused = { state: task.state, source_state }
  draft.moveTask('ABORTING')
  draft.moveSource('stopping', stage, 'service')
  draft.wait('stop', 0, stop_ms)
}

/** What a source at work is in its stage, when its agent has reported something else. */
const at_work = {
  replicating: 'replicate',
  syncing: 'syncing',
  cutovering: 'cutovering',
  cutovered: 'finished',
} as const

/** The stage that the source is in, or the task's own when the agent has reported an earlier one. */
function stageToStopIn(task: Task, { migration_cycle }: Source): keyof typeof at_work {
  if (migration_cycle !== 'checking' && migration_cycle !== 'setting') return migration_cycle
  const step = task.step && task.sub_tasks[task.step.row]
  if (step?.user_op.startsWith('CUTOVER')) return 'cutovering'
  return task.state === 'SYNCING' ? 'syncing' : 'replicating'
}

/** Writes a round's rows, all at once, and waits for the agent to pick the command up. */
function beginRound(draft: Draft, round: Round, check: boolean): void {
  const { task, context } = draft
  const rows = planRound(round, task, check, context.timings, context.ids)
  const first = task.sub_tasks.length
  task.sub_tasks.push(...rows)
  draft.happened({
    type: 'round.began',
    data: {
      user_op: draft.row(first).user_op,
      rows: rows.map(({ id, name }) => ({ id, name })),
    },
  })
  draft.wait('wait', first, draft.row(first).after_ms)
}

function beginRow(draft: Draft, index: number, done: number): void {
  const { task, context } = draft
  const row = draft.row(index)
  row.start_date ??= context.now
  if (isCopy(row.name)) draft.moveSource('replicate', 'replicating', 'agent')
  if (isLaunch(row.name)) draft.moveSource('cutovering', 'cutovering', 'agent')
  draft.wait('work', index, rowLasts(task, row) * (1 - done), done)
  const until = task.step?.until ?? context.now
  draft.happened({ type: 'subtask.began', data: { ...fact(row), done, until } })
}

function endRow(draft: Draft, index: number): void {
  const { task, context } = draft
  const row = draft.row(index)
  Object.assign(row, { end_date: context.now, done: 1 })
  draft.happened({ type: 'subtask.ended', data: fact(row) })
  leaveTraces(draft, row.name)

  const next = task.sub_tasks[index + 1]
  if (next?.user_op === row.user_op) {
    if (isCopy(row.name)) draft.estimate({ at: context.now, remain_ms: 0 })
    if (next.after_ms === 0) beginRow(draft, index + 1, 0)
    else draft.wait('wait', index + 1, next.after_ms)
  } else if (row.name === 'DETTACH_AGENT_IMAGE') launched(draft)
  else keepInSync(draft)
}

/** What a finished row leaves on the target. */
function leaveTraces(draft: Draft, name: string): void {
  const { task, context } = draft
  const before = { ...task }
  const target = task.target_server
  switch (name) {
    case 'CREATE_CLOUD_SERVER':
      task.target_server = {
        ...target,
        vm_id: context.ids.uuid(),
        name: target.name || task.name,
        ip: created_ip,
      }
      task.migration_ip ??= created_ip
      break
    case 'ATTACH_AGENT_IMAGE':
      task.target_server = { ...target, image_disk_id: context.ids.uuid() }
      break
    case 'DETTACH_AGENT_IMAGE':
      task.target_server = { ...target, image_disk_id: null }
      break
  }
  const change = changeOf(before, task)
  if (change) draft.happened(change)
}

function keepInSync(draft: Draft): void {
  const { now, pace } = draft.context
  draft.moveTask('SYNCING')
  draft.moveSource('syncing', 'syncing', 'agent')
  const remain_ms = atPace(sync_remain_ms, pace)
  draft.estimate({ at: now + remain_ms, remain_ms })
}

function launched(draft: Draft): void {
  const first = draft.task.finish_date === null
  draft.task.finish_date = draft.context.now
  draft.moveTask(first ? 'MIGRATE_SUCCESS' : 'SYNC_SUCCESS')
  draft.moveSource('finished', 'cutovered', 'agent')
  draft.estimate(null)
}
