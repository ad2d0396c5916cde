import type { Row, Source, Step, Task } from '../schemas/records.ts'
import type { Timings } from '../schemas/scenarios.ts'
import type { MigrationCycle, SourceState, TaskState } from '../schemas/states.ts'
import type { Event, Happening } from './events.ts'
import type { IdSource } from './ids.ts'
import { type Mover, moveSource } from './source-states.ts'
import { changeOf } from './task-changes.ts'
import { atPace } from './timings.ts'

/** What an event needs to know beside the task and its source. */
export type Context = { now: number; pace: number; ids: IdSource; timings: Timings }

/** A task and its source after an event, and what happened on the way. */
export type Migration = { task: Task; source: Source; events: Event[] }

/** A migration while an event works on it: copies that may be written to, and their moment. */
export class Draft {
  task: Task
  source: Source
  readonly events: Event[] = []
  readonly context: Context

  constructor(task: Task, source: Source, context: Context) {
    this.task = { ...task, sub_tasks: task.sub_tasks.map((row) => ({ ...row })) }
    this.source = source
    this.context = context
  }

  happened(happening: Happening): void {
    const { context, task, source } = this
    this.events.push({ ...happening, at: context.now, task: task.id, source: source.id })
  }

  moveTask(state: TaskState): void {
    const from = this.task.state
    if (from === state) return
    this.task.state = state
    this.happened({ type: 'task.state', data: { from, state } })
  }

  moveSource(state: SourceState, cycle: MigrationCycle, by: Mover): void {
    const { state: from, migration_cycle } = this.source
    if (from === state && migration_cycle === cycle) return
    this.source = moveSource(this.source, state, cycle, this.context.now, by)
    this.happened({ type: 'source.state', data: { from, state, migration_cycle: cycle } })
  }

  estimate(estimate: Task['estimate']): void {
    this.task.estimate = estimate
    this.happened({ type: 'task.estimate', data: { estimate } })
  }

  /** What the simulated agent does from here on replaces what was reported before. */
  dropReport(): void {
    const change = changeOf(this.task, { ...this.task, report: null })
    this.task.report = null
    if (change) this.happened(change)
  }

  row(index: number): Row {
    const row = this.task.sub_tasks[index]
    if (!row) throw new Error(`task ${this.task.id} has no row ${index}`)
    return row
  }

  /** Lets `ms` of migration work pass, then takes the next step. */
  wait(kind: Step['kind'], row: number, ms: number, done = 0): void {
    const { now, pace } = this.context
    this.task.step = { kind, row, since: now, until: now + atPace(ms, pace), done }
  }
}

/** What the events of a sub-task say of it. */
export const fact = ({ id, name, user_op }: Row) => ({ id, name, user_op })
