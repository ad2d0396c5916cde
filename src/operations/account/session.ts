import { clockAt, clockTold, timeOf } from '../../domain/clock.ts'
import { dueOfCompanion } from '../../domain/companions/records.ts'
import { withTarget } from '../../domain/companions/target.ts'
import { type Deviations, deviationsFor } from '../../domain/deviations/scenarios.ts'
import { type IdSource, uuidOf } from '../../domain/ids.ts'
import type { Moved } from '../../domain/migration/agent.ts'
import type { Context } from '../../domain/migration/draft.ts'
import { type Event, eventView } from '../../domain/migration/events.ts'
import { dueOfSource, dueOfTask, type TimerKind } from '../../domain/resources/timers.ts'
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { Counters } from '../../schemas/control/fixture.ts'
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { moment_max } from '../../schemas/time.ts'
import type { AccountStores } from '../../store/stores.ts'
import type { Timer } from '../../store/timers.ts'
import type { Account, Readable, View } from './account.ts'
import { cloudOf, moveTarget } from './target.ts'
import { tell, tellOf } from './tell.ts'

/**
 * One account, at one moment, inside one transaction: what the operations work on.
 *
 * A session carries its time, so that everything an operation writes has the same one, and keeps
 * each resource's timer in step with its document.
 */
export type Session = SessionStores & {
  readonly account: Account
  /** Epoch milliseconds on the account's clock. Only settling and advancing move it. */
  now: number
  readonly clock: ClockRecord
  readonly ids: IdSource
  /** An id for a token: of a sequence of its own, so that logins do not shift other ids. */
  tokenId(): string
  deviations: View['deviations']
  /** What the machine needs to know to move them. */
  context(source: Named, task?: Named | undefined): Context
  /** Sets the clock to show a moment. */
  setClock(mode: ClockRecord['mode'], now: number, pace: number): void
  saveClock(clock: ClockRecord): void
  setCounters(counters: Counters): void
  /** Saves a task that was just made, with an id from `ids`. */
  addTask(task: Task): void
  /** Saves a source that was just made, with an id from `ids`. */
  addSource(source: Source): void
  saveTask(task: Task): void
  saveSource(source: Source): void
  /** Saves a source and its task after an event, and records what happened. */
  saveMoved(moved: Moved): void
  saveCompanion(record: CompanionRecord): void
  removeCompanion(id: string): void
  removeTask(id: string): void
  removeSource(id: string): void
  record(events: readonly Event[]): void
  /** Raises the counters to at least these: ids that were given elsewhere are not given again. */
  raise(counters: Partial<Counters>): void
  /** Gives the timers of these resources new places in the order, one after another. */
  reorder(resource_ids: readonly string[]): void
}

/** Stores that only the methods of a session write, which keep timers and counters in step; others may read them. */
type Kept = 'companions' | 'sources' | 'tasks' | 'timers' | 'events' | 'counters'
type SessionStores = Omit<AccountStores, Kept | 'clocks'> & {
  readonly [Name in Kept]: Readable<AccountStores[Name]>
}

/** When the timers of a resource are due; without a moment there is none. */
type Due = Partial<Record<Timer['kind'], number | null>>

/** What scenarios match of a source or a task. */
export type Named = { id: string; name: string; os_type?: string; type?: string }

const timer_kinds = [
  'task',
  'log',
  'measure',
  'source',
  'agent',
  'job',
] as const satisfies TimerKind[]

export const no_counters: Counters = { number: 0, uuid: 0, timer: 0, event: 0, token: 0 }
const counter_names = Object.keys(no_counters) as (keyof Counters)[]

/**
 * Runs `work` on an account in one transaction; if it throws, nothing of it has happened.
 *
 * It does not settle the account: `read` and `write` do.
 */
export function inSession<Result>(account: Account, work: (session: Session) => Result): Result {
  const { commits, stores } = account.internals
  return commits.atomically(() => {
    const former = stores.counters.find() ?? no_counters
    const counters = { ...former }
    const result = work(openSession(account, counters))
    const counted = counter_names.filter((name) => counters[name] !== former[name])
    if (counted.length > 0) stores.counters.save(counters)
    // If only a token was made, the client may still wait for the same.
    if (counted.join() !== 'token') account.observed.standstill.written()
    return result
  })
}

/** Gives what `work` gives, and undoes what it wrote in the account. */
export const asIf = <Result>(account: Account, work: () => Result): Result =>
  account.internals.commits.asIf(work)

/** An account to look at, at a moment. */
export const viewAt = (account: Account, now: number): View => ({
  ...account.internals.stores,
  account,
  now,
  clock: account.clock,
  deviations: (source, task) => deviationsIn(account, source, task),
})

/** What the scenarios of an account, and the target, make go differently for a source and its task. */
function deviationsIn(
  account: Account,
  source: Named,
  task?: Named | Task | undefined,
): Deviations {
  const { seed, noise } = account.config
  const { stores } = account.internals
  const deviations = deviationsFor(
    account.rules.scenarios.all(),
    { account, source, task },
    { amplitude: noise, seed },
  )
  // A task that is still being created is not in the store yet.
  const whole = task && 'target_server' in task ? stores.tasks.find(task.id) : undefined
  return whole ? withTarget(deviations, whole, cloudOf(account)) : deviations
}

const taskDue = (task: Task | undefined): Due => (task ? dueOfTask(task) : {})
const sourceDue = (source: Source | undefined): Due => (source ? dueOfSource(source) : {})

const companionDue = (record: CompanionRecord | undefined): Due =>
  record ? dueOfCompanion(record) : {}

/** The moment to wait for; undefined for none, and for one that no clock reaches. */
const timerAt = (due: number | null | undefined): number | undefined =>
  due === null || due === undefined || due > moment_max ? undefined : due

/**
 * Updates the timers of a resource whose moments changed. Timers follow from the document
 * (docs/decisions/003-a-timer-belongs-to-a-document.md), so those of the former document are in the table. A timer
 * whose moment stays keeps its place in the order.
 */
function scheduler({ timers }: AccountStores, counters: Counters) {
  return (resource_id: string, former: Due, due: Due): void => {
    for (const kind of timer_kinds) {
      const [before, after] = [timerAt(former[kind]), timerAt(due[kind])]
      if (before === after) continue
      if (after === undefined) timers.clear(kind, resource_id, before)
      else timers.set({ kind, resource_id, due_at: after, sequence: ++counters.timer }, before)
    }
  }
}

/** The next id of an account. A loaded fixture may hold ids that its counter does not know of: those are passed over. */
function nextUuid({ id: account_id, config, internals }: Account, counters: Counters): string {
  for (;;) {
    const id = uuidOf(config.seed, account_id, ++counters.uuid)
    if (!internals.stores.takenIds.has(id)) return id
  }
}

function openSession(account: Account, counters: Counters): Session {
  const { stores, time } = account.internals
  const { clock } = account

  return {
    ...stores,
    ...resourcesIn(account, counters),
    account,
    clock,
    now: timeOf(clock, time.now()),
    ids: {
      number: () => ++counters.number,
      uuid: () => nextUuid(account, counters),
    },
    tokenId: () => {
      const { id, config, generation } = account
      return uuidOf(config.seed, id, 'token', generation, ++counters.token)
    },
    deviations: (source, task) => deviationsIn(account, source, task),
    context(source, task) {
      const { now, ids } = this
      return { now, ids, pace: this.clock.pace, deviations: this.deviations(source, task) }
    },
    setClock(mode, now, pace) {
      this.saveClock(clockAt(mode, now, pace, time.now()))
    },
    saveClock(clock) {
      stores.clocks.save(clock)
      account.observed.standstill.moved()
      tell(account, () => ({ event: 'clock', data: clockTold(clock, time.now()) }))
      Object.assign(this, { clock })
    },
    saveMoved({ task, source, events: happened }) {
      if (task) this.saveTask(task)
      // Most of what happens to a task leaves its source as the store remembers it.
      if (stores.sources.find(source.id) !== source) this.saveSource(source)
      this.record(happened)
      if (task) moveTarget(this, cloudOf(account), happened, task)
    },
    setCounters(given) {
      Object.assign(counters, given)
    },
    raise(other) {
      for (const name of counter_names) {
        counters[name] = Math.max(counters[name], other[name] ?? 0)
      }
    },
  }
}

/** Whether a source has another description, of which no event tells. */
const isDescribedAnew = (former: Source, source: Source): boolean =>
  former.name !== source.name ||
  former.ip !== source.ip ||
  former.os_type !== source.os_type ||
  former.os_version !== source.os_version

type Saving =
  | 'addTask'
  | 'addSource'
  | 'saveTask'
  | 'saveSource'
  | 'saveCompanion'
  | 'removeTask'
  | 'removeSource'
  | 'removeCompanion'

/** What writes the resources of an account, each with its timers. */
function resourcesIn(
  account: Account,
  counters: Counters,
): Pick<Session, Saving | 'record' | 'reorder'> {
  const { stores } = account.internals
  const { companions, tasks, sources, timers, events } = stores
  const schedule = scheduler(stores, counters)
  return {
    addTask(task) {
      tasks.add(task)
      schedule(task.id, {}, taskDue(task))
    },
    addSource(source) {
      sources.add(source)
      schedule(source.id, {}, sourceDue(source))
    },
    saveTask(task) {
      const former = tasks.save(task)
      schedule(task.id, taskDue(former), taskDue(task))
    },
    saveSource(source) {
      const former = sources.save(source)
      if (former && isDescribedAnew(former, source)) tellOf(account, 'sources')
      schedule(source.id, sourceDue(former), sourceDue(source))
    },
    saveCompanion(record) {
      const former = companions.save(record)
      tellOf(account, 'servers')
      schedule(record.id, companionDue(former), companionDue(record))
    },
    removeCompanion(id) {
      const former = companions.remove(id)
      tellOf(account, 'servers')
      schedule(id, companionDue(former), {})
    },
    removeTask(id) {
      const former = tasks.remove(id)
      schedule(id, taskDue(former), {})
    },
    removeSource(id) {
      const former = sources.remove(id)
      schedule(id, sourceDue(former), {})
    },
    record(happened) {
      events.add(counters.event + 1, happened)
      counters.event += happened.length
      for (const event of happened) {
        tell(account, () => ({ event: 'event', data: eventView(event) }))
      }
    },
    reorder(resource_ids) {
      for (const resource_id of resource_ids) {
        for (const kind of timer_kinds) {
          const due_at = timers.dueAt(kind, resource_id)
          if (due_at === undefined) continue
          timers.set({ kind, resource_id, due_at, sequence: ++counters.timer }, due_at)
        }
      }
    },
  }
}
