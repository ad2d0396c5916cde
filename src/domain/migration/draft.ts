/** Tested by: test/domain/machine.test.ts, test/domain/detours.test.ts, test/http/sms/reports.test.ts */
import type { MigrationCycle, SourceState, TaskState } from '../../schemas/sms/states.ts'
import type { Row, Source, Step, Task } from '../../schemas/stored/records.ts'
import type { Deviations } from '../deviations/scenarios.ts'
import type { IdSource } from '../ids.ts'
import { factsAfter, isRowEvent, rowAfter } from './after.ts'
import type { Event, Happening } from './events.ts'
import { type Mover, moveSource } from './source-states.ts'
import { changeOf, type SettableFields } from './task-changes.ts'
import { dueAfter, workLeft } from './timings.ts'
import { mayTaskMove } from './transitions.ts'

/** What an event needs to know beside the task and its source. */
export type Context = { now: number; pace: number; ids: IdSource; deviations: Deviations }

/** A task and its source after an event, and what happened on the way. */
export type Migration = { task: Task; source: Source; events: Event[] }

/** Who does a step. What is the agent's part waits while it is away; an external one does it in its own time. */
const doneBy: Record<Step['kind'], 'agent' | 'service'> = {
  auto_start: 'service',
  wait: 'agent',
  work: 'agent',
  stall: 'agent',
  stop: 'agent',
  skip: 'agent',
  drill: 'agent',
  sync: 'service',
  recover: 'agent',
  rollback: 'service',
  clear: 'service',
}

type Writable<Thing> = { -readonly [Name in keyof Thing]: Thing[Name] }

/**
 * A migration while an event works on it, at one moment. Its task is changed by what happens (`happened`, and what
 * tells of it) and by `change`, and in no other way, so that a timeline knows of it.
 */
export class Draft {
  /** As it is by now; it changes with the draft. */
  readonly task: Task
  readonly events: Event[] = []
  readonly context: Context
  readonly #fields: Writable<Task>
  readonly #rows: Writable<Row>[]
  #source: Source

  constructor(task: Task, source: Source, context: Context) {
    this.#rows = task.sub_tasks.map((row) => ({ ...row }))
    this.#fields = { ...task, sub_tasks: this.#rows }
    this.task = this.#fields
    this.#source = source
    this.context = context
  }

  get source(): Source {
    return this.#source
  }

  /** What has come of it. */
  get result(): Migration {
    const { task, source, events } = this
    return { task, source, events }
  }

  /** Whether a program, and not the emulator, plays the agent of the source. */
  get isExternal(): boolean {
    return this.source.agent.mode === 'external'
  }

  /** Records what happens, and applies it to the task. */
  happened(happening: Happening): void {
    const { context, task, source } = this
    const event: Event = { at: context.now, task: task.id, source: source.id, ...happening }
    this.events.push(event)
    Object.assign(this.#fields, factsAfter(event))
    if (!isRowEvent(event)) return
    const row = this.#rows.find(({ id }) => id === event.data.id)
    if (row) Object.assign(row, rowAfter(row, event))
  }

  /** Sets fields of the task, and tells of those that answers show. */
  change(fields: SettableFields): void {
    const change = changeOf(this.task, fields)
    Object.assign(this.#fields, fields)
    if (change) this.happened(change)
  }

  /** @throws Error for a move that is in no table: a bug of the caller, not a refusal. */
  moveTask(state: TaskState): void {
    const from = this.task.state
    if (from === state) return
    if (!mayTaskMove(from, state)) throw new Error(`a task does not move from ${from} to ${state}`)
    this.happened({ type: 'task.state', data: { from, state } })
  }

  moveSource(state: SourceState, cycle: MigrationCycle, by: Mover): void {
    const { state: from, migration_cycle } = this.source
    if (from === state && migration_cycle === cycle) return
    this.#source = moveSource(this.source, { state, cycle, now: this.context.now, by })
    this.happened({
      type: 'source.state',
      data: { from, from_cycle: migration_cycle, state, migration_cycle: cycle },
    })
  }

  /** Sets fields of the source, and tells when its agent comes or goes. */
  changeSource(fields: Partial<Omit<Source, 'state' | 'migration_cycle'>>): void {
    const { connected } = this.#source
    this.#source = { ...this.#source, ...fields }
    if (this.#source.connected === connected) return
    this.happened({ type: 'source.agent', data: { connected: this.#source.connected } })
  }

  estimate(estimate: Task['estimate']): void {
    this.happened({ type: 'task.estimate', data: { estimate } })
  }

  /** Adds the rows of a round, which is not empty. @returns the index of the first. */
  addRound(rows: readonly Row[]): number {
    const first = this.#rows.length
    this.#rows.push(...rows)
    this.happened({
      type: 'round.began',
      data: {
        user_op: this.row(first).user_op,
        rows: rows.map(({ id, name }) => ({ id, name })),
      },
    })
    return first
  }

  /** What the simulated agent does from here on replaces what was reported before. */
  dropReport(): void {
    if (!this.isExternal) this.change({ report: null })
  }

  row(index: number): Row {
    const row = this.task.sub_tasks[index]
    if (!row) throw new Error(`task ${this.task.id} has no sub-task ${index}`)
    return row
  }

  /** The rows of the round at hand. */
  get round(): readonly Row[] {
    const { sub_tasks } = this.task
    const user_op = sub_tasks.at(-1)?.user_op
    return sub_tasks.filter((row) => row.user_op === user_op)
  }

  /**
   * Lets `ms` of migration work pass, then takes the next step.
   *
   * A step of a lost agent waits for its return, one of an external agent for its reports.
   */
  wait(kind: Step['kind'], row: number, ms: number, done = 0): void {
    const { now, pace } = this.context
    const until = dueAfter(now, ms, pace)
    const still = { done, goal: done, ends: null, speed: 0 }
    this.take({ kind, row, since: now, until, ...still, work_ms: ms })
  }

  /** Takes a step, or lays it aside, as `wait` says. */
  take(step: Step): void {
    const { now, pace } = this.context
    const isAgents = doneBy[step.kind] === 'agent'
    if (!isAgents || (!this.isExternal && this.source.connected)) this.change({ step, held: null })
    else this.change({ step: null, held: this.isExternal ? null : suspendStep(step, now, pace) })
  }

  /** Goes on with a step that waited for its agent, for as long as was left of it. */
  resumeStep(held: Step): void {
    const { now, pace } = this.context
    const work_ms = suspendedWork(held, pace)
    const until = work_ms === undefined ? null : dueAfter(now, work_ms, pace)
    this.take({ ...held, since: now, until, work_ms })
  }
}

/**
 * How much migration work is left of a step, in milliseconds at pace 1; undefined when it has no end.
 *
 * @param pace of the clock since the step began.
 */
export function stepWorkLeft(step: Step, now: number, pace: number): number | undefined {
  const { until, since, work_ms } = step
  if (until === null) return undefined
  const planned = work_ms === undefined ? undefined : { due: until, since, work_ms }
  return workLeft(until, planned, now, pace)
}

/** A step as it is kept while its agent is away: what is left of it, whatever the pace will be. */
const suspendStep = (step: Step, now: number, pace: number): Step => ({
  ...step,
  since: 0,
  until: null,
  ends: null,
  work_ms: stepWorkLeft(step, now, pace),
})

/**
 * What is left of a step that waits for its agent; undefined when it has no end. Earlier versions kept it
 * in milliseconds of the clock.
 */
const suspendedWork = ({ until, work_ms }: Step, pace: number): number | undefined =>
  until === null ? work_ms : until * pace

/** A step that waits for its agent, after the pace was another. */
export const repaceSuspended = (held: Step, formerPace: number): Step => ({
  ...held,
  until: null,
  work_ms: suspendedWork(held, formerPace),
})

/** What the events of a sub-task say of it, and more. */
export const subtaskData = <More extends object>({ id, name, user_op }: Row, more?: More) =>
  ({ id, name, user_op, ...more }) as { id: number; name: string; user_op: string } & More
