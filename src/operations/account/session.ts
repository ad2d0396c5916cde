import { timeOf } from '../../domain/clock.ts'
import { type Deviations, deviationsFor } from '../../domain/deviations/scenarios.ts'
import { type IdSource, uuidOf } from '../../domain/ids.ts'
import type { Moved } from '../../domain/migration/agent.ts'
import type { Context } from '../../domain/migration/draft.ts'
import type { Event } from '../../domain/migration/events.ts'
import { dueOfSource, dueOfTask, type TimerKind } from '../../domain/resources/timers.ts'
import type { Emulator } from '../../emulator.ts'
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { Counters } from '../../schemas/control/fixture.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { moment_max } from '../../schemas/time.ts'
import type { Timer } from '../../store/timers.ts'

/**
 * One account, at one moment, inside one transaction: what the operations work on.
 *
 * A session carries its time, so that everything an operation writes has the same one, and keeps
 * each resource's timer in step with its document.
 */
export type Session = {
  readonly emulator: Emulator
  readonly account_id: string
  /** Epoch milliseconds on the account's clock. Only settling and advancing move it. */
  now: number
  clock: ClockRecord
  readonly ids: IdSource
  /** An id for a token: of a sequence of its own, so that logins do not shift other ids. */
  tokenId(): string
  /** What the scenarios of the account make go differently for this source and its task. */
  deviations(source: Named, task?: Named | undefined): Deviations
  /** What the machine needs to know to move them. */
  context(source: Named, task?: Named | undefined): Context
  saveTask(task: Task): void
  saveSource(source: Source): void
  /** Saves a source and its task after an event, and records what happened. */
  saveMoved(moved: Moved): void
  removeTask(id: string): void
  removeSource(id: string): void
  record(events: readonly Event[]): void
  /** Raises the counters to at least these: ids that were given elsewhere are not given again. */
  raise(counters: Partial<Counters>): void
  /** Gives the timers of these resources new places in the order, one after another. */
  reorder(resource_ids: readonly string[]): void
}

/** When the timers of a resource are due; without a moment there is none. */
type Due = Partial<Record<Timer['kind'], number | null>>

type Named = { id: string; name: string; os_type?: string; type?: string }

const timer_kinds = ['task', 'log', 'measure', 'source', 'agent'] as const satisfies TimerKind[]

export const no_counters: Counters = { number: 0, uuid: 0, timer: 0, event: 0, token: 0 }
const counter_names = Object.keys(no_counters) as (keyof Counters)[]

/**
 * Runs `work` on an account in one transaction; if it throws, nothing of it has happened.
 *
 * It does not settle the account: `read` and `write` of settle.ts do.
 */
export function inSession<Result>(
  emulator: Emulator,
  account_id: string,
  work: (session: Session) => Result,
): Result {
  return emulator.atomically(() => {
    const former = emulator.counters.of(account_id) ?? no_counters
    const counters = { ...former }
    const result = work(openSession(emulator, account_id, counters))
    const hasCounted = counter_names.some((name) => counters[name] !== former[name])
    if (hasCounted) emulator.counters.save(account_id, counters)
    return result
  })
}

/** The clock of an account. Every account has one from its birth. */
export function clockOf(emulator: Emulator, account_id: string): ClockRecord {
  const clock = emulator.clocks.of(account_id)
  if (!clock) throw new Error(`account ${account_id} has no clock`)
  return clock
}

/** The time that a flowing or frozen clock shows, for what only needs the time. */
export const timeIn = (emulator: Emulator, account_id: string): number => {
  const clock = emulator.clocks.of(account_id)
  return clock ? timeOf(clock, emulator.wall()) : emulator.wall()
}

/** What the scenarios of an account make go differently for a source and its task. */
export function deviationsIn(
  emulator: Emulator,
  account_id: string,
  source: Named,
  task?: Named | undefined,
): Deviations {
  const account = emulator.accounts.find(account_id) ?? { id: account_id, name: '' }
  const { seed, noise } = emulator.config
  return deviationsFor(
    emulator.scenarios.all(account_id),
    { account, source, task },
    { amplitude: noise, seed },
  )
}

const taskDue = (task: Task | undefined): Due => (task ? dueOfTask(task) : {})
const sourceDue = (source: Source | undefined): Due => (source ? dueOfSource(source) : {})

/** The moment to wait for; null for none, and for one that no clock reaches. */
const timerAt = (due: number | null | undefined): number | null =>
  due === undefined || due === null || due > moment_max ? null : due

/**
 * Sets the timers of a resource that another moment is due at. They are what its document says
 * (docs/decisions/003-a-timer-belongs-to-a-document.md), so that those of the former one are there. One that
 * stays as it was keeps its place in the order.
 */
function scheduler({ timers }: Emulator, account_id: string, counters: Counters) {
  return (resource_id: string, former: Due, due: Due): void => {
    for (const kind of timer_kinds) {
      const [before, after] = [timerAt(former[kind]), timerAt(due[kind])]
      if (before === after) continue
      if (after === null) timers.clear(account_id, kind, resource_id)
      else {
        timers.set(account_id, { kind, resource_id, due_at: after, sequence: ++counters.timer })
      }
    }
  }
}

/** The next id of an account. A loaded fixture may hold ids that its counter does not know of: those are passed over. */
function nextUuid(
  { config, sources, tasks, templates, migprojects }: Emulator,
  account_id: string,
  counters: Counters,
): string {
  const stores = [sources, tasks, templates, migprojects]
  for (;;) {
    const id = uuidOf(config.seed, account_id, ++counters.uuid)
    if (!stores.some((store) => store.find(account_id, id))) return id
  }
}

function openSession(emulator: Emulator, account_id: string, counters: Counters): Session {
  const clock = clockOf(emulator, account_id)
  const { tasks, sources, timers, events } = emulator
  const schedule = scheduler(emulator, account_id, counters)

  return {
    emulator,
    account_id,
    clock,
    now: timeOf(clock, emulator.wall()),
    ids: {
      number: () => ++counters.number,
      uuid: () => nextUuid(emulator, account_id, counters),
    },
    tokenId: () => {
      const generation = emulator.accounts.generation(account_id)
      return uuidOf(emulator.config.seed, account_id, 'token', generation, ++counters.token)
    },
    deviations: (source, task) => deviationsIn(emulator, account_id, source, task),
    context(source, task) {
      const { now, ids } = this
      return { now, ids, pace: this.clock.pace, deviations: this.deviations(source, task) }
    },
    saveTask(task) {
      const former = tasks.save(account_id, task)
      schedule(task.id, taskDue(former), taskDue(task))
    },
    saveSource(source) {
      const former = sources.save(account_id, source)
      schedule(source.id, sourceDue(former), sourceDue(source))
    },
    saveMoved({ task, source, events: happened }) {
      if (task) this.saveTask(task)
      // Most of what happens to a task leaves its source as the store remembers it.
      if (sources.find(account_id, source.id) !== source) this.saveSource(source)
      this.record(happened)
    },
    removeTask(id) {
      const former = tasks.remove(account_id, id)
      schedule(id, taskDue(former), {})
    },
    removeSource(id) {
      const former = sources.remove(account_id, id)
      schedule(id, sourceDue(former), {})
    },
    record(happened) {
      for (const event of happened) events.add(account_id, ++counters.event, event)
    },
    raise(other) {
      for (const name of counter_names) {
        counters[name] = Math.max(counters[name], other[name] ?? 0)
      }
    },
    reorder(resource_ids) {
      for (const resource_id of resource_ids) {
        for (const kind of timer_kinds) {
          const due_at = timers.dueAt(account_id, kind, resource_id)
          if (due_at === undefined) continue
          timers.set(account_id, { kind, resource_id, due_at, sequence: ++counters.timer })
        }
      }
    },
  }
}

/** What people call an account. */
export const nameOf = (emulator: Emulator, account_id: string): string =>
  emulator.accounts.find(account_id)?.name ?? account_id
