/** Tested by: test/http/control/state.test.ts */
import type { Row, Source, Step, Task } from '../../schemas/stored/records.ts'
import type { Deviations } from '../deviations/scenarios.ts'
import { uuidOf } from '../ids.ts'
import {
  factsAfter,
  isRowEvent,
  type RowEvent,
  rowAfter,
  type TaskFacts,
} from '../migration/after.ts'
import type { Context } from '../migration/draft.ts'
import type { Event } from '../migration/events.ts'
import { withFields } from '../migration/task-changes.ts'
import { applyTimer, type MigrationMove, nextMove } from '../resources/timers.ts'

/** A task's past, folded from its events, and its future, run ahead without touching anything. */

/** What was true of a migration at a moment, as far as it ever changes. */
type Life = TaskFacts &
  Pick<Task, 'sub_tasks' | 'step' | 'held'> &
  Pick<Source, 'migration_cycle' | 'connected'> & { source_state: Source['state'] }

/** Before its first event a task is ready and its source is being set up. */
const emptyLife: Life = {
  state: 'READY',
  start_date: null,
  finish_date: null,
  sub_tasks: [],
  step: null,
  held: null,
  estimate: null,
  source_state: 'waiting',
  migration_cycle: 'setting',
  connected: true,
}

const lifeOf = (task: Task, source: Source): Life => ({
  state: task.state,
  start_date: task.start_date,
  finish_date: task.finish_date,
  sub_tasks: task.sub_tasks,
  step: task.step,
  held: task.held,
  estimate: task.estimate,
  source_state: source.state,
  migration_cycle: source.migration_cycle,
  connected: source.connected,
})

/**
 * A task and its source as they will be after `events`, which are still to come.
 *
 * @param task, source as they are now.
 */
export function projectAhead(task: Task, source: Source, events: Event[]) {
  const life = events.reduce(after, lifeOf(task, source))
  const changed = events.reduce(
    (then, event) => (event.type === 'task.changed' ? withFields(then, event.data.after) : then),
    task,
  )
  return applyLife(changed, source, life)
}

/**
 * A task and its source as they were at a moment.
 *
 * @param task, source as they are now.
 * @param events all that has happened to the task, from its creation on, in order.
 */
export function projectBack(task: Task, source: Source, events: Event[], at: number) {
  const life = events.filter((event) => event.at <= at).reduce(after, emptyLife)
  const changed = events.reduceRight(
    (then, event) =>
      event.type === 'task.changed' && event.at > at ? withFields(then, event.data.before) : then,
    task,
  )
  return applyLife(changed, source, life)
}

function applyLife(task: Task, source: Source, life: Life): { task: Task; source: Source } {
  const { source_state, migration_cycle, connected, ...then } = life
  return {
    task: { ...task, ...then },
    source: { ...source, state: source_state, migration_cycle, connected },
  }
}

function after(life: Life, event: Event): Life {
  if (isRowEvent(event)) return afterRowEvent(life, event)
  switch (event.type) {
    case 'source.state': {
      const { state, migration_cycle } = event.data
      return { ...life, source_state: state, migration_cycle }
    }
    case 'source.agent':
      return { ...life, connected: event.data.connected }
    case 'round.began': {
      const rows = event.data.rows.map((row) => emptyRow(row, event.data.user_op))
      return { ...life, sub_tasks: [...life.sub_tasks, ...rows] }
    }
    default:
      return { ...life, ...factsAfter(event) }
  }
}

const emptyRow = ({ id, name }: { id: number; name: string }, user_op: string): Row => ({
  id,
  name,
  user_op,
  after_ms: 0,
  lasts_ms: null,
  start_date: null,
  end_date: null,
  done: 0,
  process_trace: null,
  error: null,
})

function afterRowEvent(life: Life, event: RowEvent): Life {
  const index = life.sub_tasks.findIndex((row) => row.id === event.data.id)
  const row = life.sub_tasks[index]
  if (!row) return life
  const sub_tasks = life.sub_tasks.with(index, { ...row, ...rowAfter(row, event) })
  if (event.type === 'subtask.traced') return { ...life, sub_tasks }
  return { ...life, sub_tasks, step: stepAfter(event, index), held: null }
}

/** The step that an event begins or plans anew: work on a row, or waiting for it; every other event ends it. */
function stepAfter({ type, data, at }: RowEvent, row: number): Step | null {
  if (type === 'subtask.waiting') {
    const still = { done: 0, goal: 0, ends: null, speed: 0 }
    return { kind: 'wait', row, since: at, until: null, ...still }
  }
  if (type !== 'subtask.began' && type !== 'subtask.retimed') return null
  const { until, done, goal, ends, speed } = data
  return { kind: 'work', row, since: at, until, done, goal, ends, speed }
}

/** A limit on everything: a plan that never ends is cut here. */
const planned_moves_max = 1000

/**
 * What will happen to a task if nobody interferes, in order, up to `until`. Ids of rows that do
 * not exist yet are stand-ins.
 */
export function planAhead(
  task: Task,
  source: Source,
  { pace, deviations, until }: { pace: number; deviations: Deviations; until: number },
): Event[] {
  const ids = standIns(task)
  const events: Event[] = []
  let ahead = { task, source }
  for (let moves = 0; moves < planned_moves_max; moves++) {
    const move = nextMove(ahead.task, ahead.source)
    if (!move || move.at > until) break
    const next = move.applyTimer({ now: move.at, pace, ids, deviations })
    events.push(...next.events)
    ahead = { task: next.task ?? ahead.task, source: next.source }
  }
  return events
}

/** What a timer will have happen, when nobody interferes until then. @param at when it is due. */
export const planTimer = (
  kind: MigrationMove,
  source: Source,
  task: Task | undefined,
  { at, pace, deviations }: { at: number; pace: number; deviations: Deviations },
): Event[] =>
  applyTimer(kind, source, task, { now: at, pace, ids: standIns(task), deviations }).events

/** Ids of what does not exist yet. */
function standIns(task: Task | undefined): Context['ids'] {
  let number = task?.sub_tasks.at(-1)?.id ?? 0
  return { number: () => ++number, uuid: () => uuidOf('planned', task?.id ?? '', ++number) }
}
