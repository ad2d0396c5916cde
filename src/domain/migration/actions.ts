/** Tested by: test/http/sms/task-actions.test.ts */
import { ApiError, type ErrorName } from '../../errors/refusals.ts'
import type { SourceState, TaskState } from '../../schemas/sms/states.ts'
import type { TaskOperation } from '../../schemas/sms/tasks.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { type Context, Draft, type Migration } from './draft.ts'
import { pause } from './failures.ts'
import { beginClear, beginDrill, beginMeasurement, beginRollback, beginSkip } from './phases.ts'
import { currentWork, isInSync, rowProgress } from './progress.ts'
import { beginRound } from './rounds.ts'
import { start } from './starting.ts'

/** What a client asks a task to do (behaviour.md §3.3). */

/** Collecting logs is no move of the machine: `collectLog` of logs.ts does it. */
export type Action = Exclude<TaskOperation, 'collect_log'>

type Rule = {
  /** The task's states in which the action is legal. */
  states: readonly TaskState[]
  /** The source's, when they matter. */
  sources?: readonly SourceState[]
  /** The source's in which it is not legal all the same. */
  not?: readonly SourceState[]
  refusal: ErrorName
  /** Whether the agent has to be there. */
  agent: boolean
}

const launch: Rule = {
  states: ['SYNCING'],
  sources: ['syncing'],
  refusal: 'cannotLaunch',
  agent: true,
}

export const actionRules: Record<Action, Rule> = {
  start: {
    states: ['READY', 'ABORT', 'MIGRATE_FAIL', 'SYNC_FAIL'],
    not: ['premigready', 'premiging'],
    refusal: 'cannotStart',
    agent: true,
  },
  stop: { states: ['RUNNING', 'SYNCING'], refusal: 'cannotStop', agent: false },
  restart: {
    states: ['MIGRATE_SUCCESS', 'SYNC_SUCCESS'],
    refusal: 'cannotRestart',
    agent: true,
  },
  test: launch,
  cutover: launch,
  clone_test: launch,
  sync_failed_rollback: { states: ['SYNC_FAIL'], refusal: 'cannotRollBack', agent: true },
  skip: { states: ['RUNNING', 'SYNCING'], refusal: 'actionNotNow', agent: true },
  clear: {
    states: ['MIGRATE_SUCCESS', 'SYNC_SUCCESS'],
    sources: ['finished', 'clearfailed'],
    refusal: 'actionNotNow',
    agent: false,
  },
  network_check: {
    states: ['READY', 'RUNNING'],
    sources: ['waiting', 'premigready', 'premiged', 'premigfailed', 'initialize'],
    refusal: 'actionNotNow',
    agent: true,
  },
  migration_test: {
    states: ['READY'],
    sources: ['premigready', 'premiged', 'premigfailed'],
    refusal: 'actionNotNow',
    agent: true,
  },
  error_for_overspeed: { states: ['RUNNING', 'SYNCING'], refusal: 'cannotStop', agent: false },
}

/** A check can be skipped only in this part of it, in percent (behaviour.md §3.3). */
export const skip_from = 5
export const skip_to = 95

/** What must be true beside the states. */
function isPossible(action: Action, task: Task, now: number): boolean {
  switch (action) {
    case 'test':
    case 'cutover':
    case 'clone_test':
      // Continuous sync itself: a resync that is still under way is none. *Inferred.*
      return isInSync(task)
    case 'skip': {
      const current = currentWork(task, now)
      if (current?.row.name !== 'CHECK_CONSISTENCY') return false
      const percent = rowProgress(task, current.row, current)
      return percent >= skip_from && percent <= skip_to
    }
    case 'network_check':
      return task.measuring === null
    default:
      return true
  }
}

/** What keeps a task from an action: its state, the state of its source, or the sub-task at work. */
export type Obstacle = 'task' | 'source' | 'work'

/** @returns undefined when nothing but a lost agent keeps the task from the action at `now`, in epoch ms. */
export function obstacleTo(
  action: Action,
  task: Task,
  source: Source,
  now: number,
): Obstacle | undefined {
  const { states, sources, not } = actionRules[action]
  if (!states.includes(task.state)) return 'task'
  if (sources?.includes(source.state) === false || not?.includes(source.state)) return 'source'
  return isPossible(action, task, now) ? undefined : 'work'
}

/** A refusal before it is thrown: the error, and what its message names. */
export type Refusal = readonly [error: ErrorName, ...named: string[]]

/** With what an action on a task is refused at `now`, in epoch ms; undefined when it is not. */
export function refusalOf(
  action: Action,
  task: Task,
  source: Source,
  now: number,
): Refusal | undefined {
  const { states, refusal, agent } = actionRules[action]
  if (action === 'restart' && states.includes(task.state) && source.state !== 'finished') {
    return ['cannotSync', task.id, source.state]
  }
  if (action === 'clear' && source.state === 'cleared') return ['noSnapshots', task.id]
  const obstacle = obstacleTo(action, task, source, now)
  if (obstacle !== undefined) {
    return refusal === 'actionNotNow'
      ? [refusal, action, task.id, task.state, source.state]
      : [refusal, task.id, stateOf(task, source, obstacle)]
  }
  return agent && !source.connected ? ['sourceOffline', source.id] : undefined
}

/** The state that is in the way, so that a refusal never names one in which the action is allowed as the reason. */
function stateOf({ state, sub_tasks }: Task, source: Source, obstacle: Obstacle): string {
  if (obstacle === 'task') return state
  if (obstacle === 'source') return `${state} with its source server ${source.state}`
  return `${state} in round ${sub_tasks.at(-1)?.user_op}`
}

/**
 * A client's action.
 *
 * @param check whether a resync compares files.
 * @throws ApiError SMS.7713, 7714, 7715, 7718, 7721, 7722, 8112 or 6005 when the state does not
 *   allow it, 6603 when the agent is offline.
 */
export function act(
  task: Task,
  source: Source,
  { action, check = false }: { action: Action; check?: boolean },
  context: Context,
): Migration {
  const refusal = refusalOf(action, task, source, context.now)
  if (refusal) throw new ApiError(...refusal)
  const draft = new Draft(task, source, context)
  draft.happened({ type: 'task.action', data: { operation: action } })
  draft.dropReport()
  taken[action](draft, check)
  return draft.result
}

const taken: Record<Action, (draft: Draft, check: boolean) => void> = {
  start: (draft) => {
    draft.change({ retries: 0 })
    start(draft)
  },
  stop: (draft) => pause(draft),
  error_for_overspeed: (draft) => pause(draft, 'SMS.9007'),
  restart: (draft, check) => {
    draft.moveTask('SYNCING')
    draft.moveSource('syncing', 'syncing', 'service')
    beginRound(draft, 'RESYNC', check)
  },
  test: launchTarget,
  cutover: launchTarget,
  clone_test: (draft) => {
    draft.moveSource('cloning', 'syncing', 'service')
    draft.change({ clone_server: { ...no_clone, clone_state: 'PREPARING' } })
    beginRound(draft, 'CLONE', false)
  },
  sync_failed_rollback: beginRollback,
  skip: beginSkip,
  clear: beginClear,
  network_check: beginMeasurement,
  migration_test: beginDrill,
}

function launchTarget(draft: Draft): void {
  draft.moveSource('cutovering', 'cutovering', 'service')
  beginRound(draft, 'CUTOVER', false)
}

const no_clone = { vm_id: '', name: '', clone_error: '', error_msg: '' }
