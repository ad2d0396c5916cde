import { timeOf } from '../domain/clock.ts'
import type { Event } from '../domain/events.ts'
import { type IdSource, uuidOf } from '../domain/ids.ts'
import { timingsFor } from '../domain/timings.ts'
import type { Emulator } from '../emulator.ts'
import type { ClockRecord } from '../schemas/clock.ts'
import type { Counters } from '../schemas/fixture.ts'
import type { Source, Task } from '../schemas/records.ts'
import type { Timings } from '../schemas/scenarios.ts'
import type { Timer } from '../store/timers.ts'

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
  /** How the scenarios of the account time this task of this source. */
  timings(source: { id: string; name: string }, task: { id: string; name: string }): Timings
  saveTask(task: Task): void
  saveSource(source: Source): void
  removeTask(id: string): void
  removeSource(id: string): void
  record(events: readonly Event[]): void
  /** Raises the counters to at least these: ids that were given elsewhere are not given again. */
  raise(counters: Counters): void
  /** Gives the timers of these resources new places in the order, one after another. */
  reorder(resource_ids: readonly string[]): void
}

export const no_counters: Counters = { number: 0, uuid: 0, timer: 0, event: 0, token: 0 }

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
    const before = JSON.stringify(emulator.counters.of(account_id) ?? no_counters)
    const counters: Counters = JSON.parse(before)
    const result = work(openSession(emulator, account_id, counters))
    if (JSON.stringify(counters) !== before) emulator.counters.save(account_id, counters)
    return result
  })
}

/** The clock of an account. Every account has one from its birth. */
export function clockOf(emulator: Emulator, account_id: string): ClockRecord {
  const clock = emulator.clocks.of(account_id)
  if (!clock) throw new Error(`account ${account_id} has no clock`)
  return clock
}

function openSession(emulator: Emulator, account_id: string, counters: Counters): Session {
  const clock = clockOf(emulator, account_id)
  const { tasks, sources, timers, events } = emulator

  /** A timer that stays as it was keeps its place in the order. */
  const schedule = (kind: Timer['kind'], resource_id: string, due_at: number | null) => {
    const current = timers.dueAt(account_id, kind, resource_id)
    if (due_at === null) {
      if (current !== undefined) timers.clear(account_id, kind, resource_id)
    } else if (current !== due_at) {
      timers.set(account_id, { kind, resource_id, due_at, sequence: ++counters.timer })
    }
  }

  return {
    emulator,
    account_id,
    clock,
    now: timeOf(clock, emulator.wall()),
    ids: {
      number: () => ++counters.number,
      uuid: () => uuidOf(emulator.config.seed, account_id, ++counters.uuid),
    },
    tokenId: () => {
      const generation = emulator.resetsOf(account_id)
      return uuidOf(emulator.config.seed, account_id, 'token', generation, ++counters.token)
    },
    timings: (source, task) => timingsFor(emulator.scenarios.all(account_id), source, task),
    saveTask(task) {
      tasks.save(account_id, task)
      schedule('task', task.id, task.step?.until ?? null)
      schedule('log', task.id, task.log.due)
    },
    saveSource(source) {
      sources.save(account_id, source)
      schedule('source', source.id, source.check_due)
    },
    removeTask(id) {
      tasks.remove(account_id, id)
      timers.clear(account_id, 'task', id)
      timers.clear(account_id, 'log', id)
    },
    removeSource(id) {
      sources.remove(account_id, id)
      timers.clear(account_id, 'source', id)
    },
    record(happened) {
      for (const event of happened) events.add(account_id, ++counters.event, event)
    },
    raise(other) {
      counters.number = Math.max(counters.number, other.number)
      counters.uuid = Math.max(counters.uuid, other.uuid)
    },
    reorder(resource_ids) {
      for (const resource_id of resource_ids) {
        for (const kind of ['task', 'source', 'log'] as const) {
          const due_at = timers.dueAt(account_id, kind, resource_id)
          if (due_at === undefined) continue
          timers.set(account_id, { kind, resource_id, due_at, sequence: ++counters.timer })
        }
      }
    },
  }
}
