import type { FixtureStep } from '../schemas/control/fixture.ts'
import type { TaskState } from '../schemas/sms/states.ts'
import type { Body } from './seen.ts'
import { isMap } from './shapes.ts'

/** What a task has lived through, as far as its sub-tasks and its state show it. */

export type SeenRow = {
  name: string
  progress: number
  user_op: string
  isBegun: boolean
  hasEnded: boolean
}

/** The sub-tasks of a task as an answer shows them. ListTasks leaves their rounds out, which follow from the names. */
export function rowsOf(task: Body): SeenRow[] {
  const rows = Array.isArray(task.sub_tasks) ? task.sub_tasks.filter(isMap) : []
  const rounds = roundsOf(
    rows.map(({ name }) => String(name)),
    task,
  )
  return rows.map(({ name, progress, user_op, start_date, end_date }, index) => {
    const percent = typeof progress === 'number' ? progress : 0
    return {
      name: String(name),
      progress: percent,
      user_op: isRound(user_op) ? user_op : (rounds[index] ?? 'REPLICATE'),
      isBegun: percent > 0 || typeof start_date === 'number',
      hasEnded: percent >= 100 || typeof end_date === 'number',
    }
  })
}

/** The contract's example has the word of the action in its place. */
const isRound = (user_op: unknown): user_op is string =>
  typeof user_op === 'string' && /^(?:REPLICATE|(?:CUTOVER|RESYNC|CLONE)\d+)$/.test(user_op)

/** The rounds of rows by their names: SSL_CONFIG begins a sync anew, and with continuous sync a launch is a round. */
function roundsOf(names: readonly string[], { syncing }: Body): string[] {
  const isSyncing = syncing ?? names.some((name) => name.startsWith('SYNC_'))
  const counts = new Map<string, number>()
  let round = 'REPLICATE'
  const begin = (kind: string): void => {
    const count = counts.get(kind) ?? 0
    counts.set(kind, count + 1)
    round = `${kind}${count}`
  }
  return names.map((name, index) => {
    if (name === 'CLONE_VM') begin('CLONE')
    else if (name === 'SSL_CONFIG' && index > 1) begin('RESYNC')
    else if (isSyncing && name.startsWith('CONFIGURE_')) begin('CUTOVER')
    return round
  })
}

/** The row that is being worked on, or the last one that was: reports about it end those before it. */
export const furthestRow = (rows: readonly SeenRow[]): SeenRow | undefined =>
  rows.findLast(({ isBegun }) => isBegun)

/** The actions that begin a round. */
const beginnings: readonly (readonly [string, FixtureStep])[] = [
  ['CUTOVER', 'cutover'],
  ['RESYNC', 'restart'],
  ['CLONE', 'clone_test'],
]

const launched: readonly TaskState[] = ['MIGRATE_SUCCESS', 'SYNC_SUCCESS']

/**
 * The steps that lead where a task was seen. Failures, deletions and rollbacks are reached by none: of these the steps
 * lead to the sub-task that they happened in.
 */
export function stepsOf(task: Body): FixtureStep[] {
  const state = String(task.state) as TaskState
  const rows = rowsOf(task)
  if (state === 'READY' && !rows.some(({ isBegun }) => isBegun)) return []
  const rounds = [...new Set(rows.map(({ user_op }) => user_op))]
  const steps: FixtureStep[] = ['start']
  for (const round of rounds.slice(1)) {
    const [kind = '', action] = beginnings.find(([name]) => round.startsWith(name)) ?? []
    if (action === undefined) continue
    steps.push({ until: { state: kind === 'RESYNC' ? launchState(round) : 'SYNCING' } })
    if (kind === 'CUTOVER' && round !== 'CUTOVER0') steps.push(untilEndOf(rows, round))
    steps.push(action)
  }
  return [...steps, ...lastSteps(state, rows)]
}

const launchState = (round: string): TaskState =>
  round === 'RESYNC0' ? 'MIGRATE_SUCCESS' : 'SYNC_SUCCESS'

/** The end of the round before a launch: a task that is synced again is SYNCING from the beginning on. */
function untilEndOf(rows: readonly SeenRow[], round: string): FixtureStep {
  const before = rows.slice(
    0,
    rows.findIndex(({ user_op }) => user_op === round),
  )
  const last = before.at(-1)
  return {
    until: {
      subtask: last?.name as 'SSL_CONFIG',
      user_op: last?.user_op as 'REPLICATE',
      percent: 100,
    },
  }
}

function lastSteps(state: TaskState, rows: readonly SeenRow[]): FixtureStep[] {
  const row = furthestRow(rows)
  const reached: FixtureStep[] = row
    ? [
        {
          until: {
            subtask: row.name as 'SSL_CONFIG',
            user_op: row.user_op as 'REPLICATE',
            ...(row.progress > 0 ? { percent: Math.min(100, Math.floor(row.progress)) } : {}),
          },
        },
      ]
    : []
  if (launched.includes(state)) return [{ until: { state } }]
  if (state === 'SYNCING')
    return row?.hasEnded || !row ? [...reached, { until: { state } }] : reached
  if (state === 'ABORT') return [...reached, 'stop', { until: { state } }]
  if (state === 'ABORTING') return [...reached, 'stop']
  if (state === 'SKIPPING') return [...reached, 'skip']
  return reached
}

/** A source shows of the sub-tasks of its task the one at work: `MIGRATE_LINUX_FILE-41`. */
export function withRow(task: Body): Body {
  const [, name, percent] = /^(\w+)[:-](\d+)$/.exec(String(task.subtask_info ?? '')) ?? []
  if (name === undefined || Array.isArray(task.sub_tasks)) return task
  return { ...task, sub_tasks: [{ name, progress: Number(percent), start_date: 0 }] }
}
