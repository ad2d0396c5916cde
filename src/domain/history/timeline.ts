/** Tested by: test/http/control/state.test.ts */
import type { Row, Source, Task } from '../../schemas/stored/records.ts'
import type { Deviations } from '../deviations/scenarios.ts'
import { uuidOf } from '../ids.ts'
import type { Event } from '../migration/events.ts'
import { withFields } from '../migration/task-changes.ts'
import { nextMove } from '../resources/timers.ts'

/** A task's past, folded from its events, and its future, run ahead without touching anything. */

/** What was true of a migration at a moment, as far as it ever changes. */
type Life = Pick<Task, 'state' | 'start_date' | 'finish_date' | 'sub_tasks' | 'step' | 'estimate'> &
  Pick<Source, 'migration_cycle' | 'connected'> & { source_state: Source['state'] }

/** Before its first event a task is ready and its source is being set up. */
const newborn = (): Life => ({
  state: 'READY',
  start_date: null,
  finish_date: null,
  sub_tasks: [],
  step: null,
  estimate: null,
  source_state: 'waiting',
  migration_cycle: 'setting',
  connected: true,
})

const lifeOf = (task: Task, source: Source): Life => ({
  state: task.state,
  start_date: task.start_date,
  finish_date: task.finish_date,
  sub_tasks: task.sub_tasks.map((row) => ({ ...row })),
  step: task.step,
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
export function asWillBe(task: Task, source: Source, events: Event[]) {
  const life = lifeOf(task, source)
  for (const event of events) fold(life, event)
  const changed = events.reduce(
    (then, event) => (event.type === 'task.changed' ? withFields(then, event.data.after) : then),
    task,
  )
  return put(changed, source, life)
}

/**
 * A task and its source as they were at a moment.
 *
 * @param task, source as they are now.
 * @param events all that has happened to the task, from its creation on, in order.
 */
export function asWas(task: Task, source: Source, events: Event[], at: number) {
  const life = newborn()
  for (const event of events) if (event.at <= at) fold(life, event)
  const changed = events.reduceRight(
    (then, event) =>
      event.type === 'task.changed' && event.at > at ? withFields(then, event.data.before) : then,
    task,
  )
  return put(changed, source, life)
}

function put(task: Task, source: Source, life: Life): { task: Task; source: Source } {
  const { source_state, migration_cycle, connected, ...then } = life
  return {
    task: { ...task, ...then },
    source: { ...source, state: source_state, migration_cycle, connected },
  }
}

function fold(life: Life, event: Event): void {
  switch (event.type) {
    case 'task.state':
      life.state = event.data.state
      if (event.data.from === 'READY') life.start_date = event.at
      if (event.data.state.endsWith('_SUCCESS')) life.finish_date = event.at
      break
    case 'source.state':
      life.source_state = event.data.state
      life.migration_cycle = event.data.migration_cycle
      break
    case 'source.agent':
      life.connected = event.data.connected
      break
    case 'task.estimate':
      life.estimate = event.data.estimate
      break
    case 'round.began':
      life.sub_tasks.push(...event.data.rows.map((row) => blank(row, event.data.user_op)))
      break
    case 'subtask.began':
    case 'subtask.retimed':
    case 'subtask.paused':
    case 'subtask.stalled':
    case 'subtask.failed':
    case 'subtask.dropped':
    case 'subtask.reset':
    case 'subtask.ended':
      foldRow(life, event)
      break
  }
}

const blank = ({ id, name }: { id: number; name: string }, user_op: string): Row => ({
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

function foldRow(life: Life, event: Extract<Event, { type: `subtask.${string}` }>): void {
  const index = life.sub_tasks.findIndex((row) => row.id === event.data.id)
  const row = life.sub_tasks[index]
  if (!row) return
  life.step = null
  switch (event.type) {
    case 'subtask.began':
    case 'subtask.retimed':
      row.start_date ??= event.at
      life.step = {
        kind: 'work',
        row: index,
        since: event.at,
        until: event.data.until,
        done: event.data.done,
        goal: event.data.goal,
        ends: event.data.ends,
        speed: event.data.speed,
      }
      break
    case 'subtask.paused':
    case 'subtask.failed':
    case 'subtask.stalled':
      row.done = event.data.done
      break
    case 'subtask.dropped':
      row.start_date ??= event.at
      Object.assign(row, { end_date: event.at, done: event.data.done, error: 'SMS.0007' })
      break
    case 'subtask.reset':
      Object.assign(row, { start_date: null, done: 0 })
      break
    case 'subtask.ended':
      Object.assign(row, { end_date: event.at, done: 1 })
      break
  }
}

/** A limit on everything: a plan that never ends is cut here. */
const planned_moves_max = 1000

/**
 * What will happen to a task if nobody interferes, in order, up to `until`. Ids of rows that do
 * not exist yet are stand-ins.
 */
export function planned(
  task: Task,
  source: Source,
  { pace, deviations, until }: { pace: number; deviations: Deviations; until: number },
): Event[] {
  let number = task.sub_tasks.at(-1)?.id ?? 0
  const ids = { number: () => ++number, uuid: () => uuidOf('planned', task.id, ++number) }
  const events: Event[] = []
  let ahead = { task, source }
  for (let moves = 0; moves < planned_moves_max; moves++) {
    const move = nextMove(ahead.task, ahead.source)
    if (!move || move.at > until) break
    const next = move.happen({ now: move.at, pace, ids, deviations })
    events.push(...next.events)
    ahead = { task: next.task ?? ahead.task, source: next.source }
  }
  return events
}
