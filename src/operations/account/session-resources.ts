import { dueOfCompanion } from '../../domain/companions/records.ts'
import { type Event, eventView } from '../../domain/migration/events.ts'
import { dueOfSource, dueOfTask, type TimerKind } from '../../domain/resources/timers.ts'
import type { Counters } from '../../schemas/control/fixture.ts'
import type { CompanionRecord } from '../../schemas/stored/companions.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { moment_max } from '../../schemas/time.ts'
import type { AccountStores } from '../../store/stores.ts'
import type { Timer } from '../../store/timers.ts'
import type { Account } from './account.ts'
import { tell, tellOf } from './tell.ts'

/** How a session writes the resources of its account: each with its timers, and told to those who follow. */

export type ResourceWrites = {
  /** Saves a task that was just made, with an id from `ids`. */
  addTask(task: Task): void
  /** Saves a source that was just made, with an id from `ids`. */
  addSource(source: Source): void
  saveTask(task: Task): void
  saveSource(source: Source): void
  saveCompanion(record: CompanionRecord): void
  removeCompanion(id: string): void
  removeTask(id: string): void
  removeSource(id: string): void
  record(events: readonly Event[]): void
  /** Gives the timers of a resource new places in the order, after all others. */
  reorder(resource_id: string): void
}

/** When each timer of a resource is due: null, or absent, where it has none. */
type Due = Partial<Record<Timer['kind'], number | null>>

const timer_kinds = [
  'task',
  'log',
  'measure',
  'source',
  'agent',
  'job',
] as const satisfies TimerKind[]

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

/** Whether a source has another description, of which no event tells. */
const isDescribedAnew = (former: Source, source: Source): boolean =>
  former.name !== source.name ||
  former.ip !== source.ip ||
  former.os_type !== source.os_type ||
  former.os_version !== source.os_version

/** What writes the resources of an account, each with its timers. */
export function resourceWrites(account: Account, counters: Counters): ResourceWrites {
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
    reorder(resource_id) {
      for (const kind of timer_kinds) {
        const due_at = timers.dueAt(kind, resource_id)
        if (due_at === undefined) continue
        timers.set({ kind, resource_id, due_at, sequence: ++counters.timer }, due_at)
      }
    },
  }
}
