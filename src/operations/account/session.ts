import { clockAt, clockTold, timeOf } from '../../domain/clock.ts'
import { withTarget } from '../../domain/companions/target.ts'
import { type Deviations, deviationsFor } from '../../domain/deviations/scenarios.ts'
import { type IdSource, uuidOf } from '../../domain/ids.ts'
import type { Moved } from '../../domain/migration/agent.ts'
import type { Context } from '../../domain/migration/draft.ts'
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { Counters } from '../../schemas/control/fixture.ts'
import type { Task } from '../../schemas/stored/records.ts'
import type { AccountStores } from '../../store/stores.ts'
import type { Account, Readable, View } from './account.ts'
import { type ResourceWrites, resourceWrites } from './session-resources.ts'
import { cloudOf, moveTarget } from './target.ts'
import { tell } from './tell.ts'

/**
 * One account, at one moment, inside one transaction: what the operations work on.
 *
 * A session carries its time, so that everything an operation writes has the same one, and keeps
 * each resource's timer in step with its document.
 */
export type Session = SessionStores &
  ResourceWrites & {
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
    /** Saves a source and its task after an event, and records what happened. */
    saveMoved(moved: Moved): void
    /** Raises the counters to at least these: ids that were given elsewhere are not given again. */
    raise(counters: Partial<Counters>): void
  }

/** Stores that only the methods of a session write, which keep timers and counters in step; others may read them. */
type Kept = 'companions' | 'sources' | 'tasks' | 'timers' | 'events' | 'counters'
type SessionStores = Omit<AccountStores, Kept | 'clocks'> & {
  readonly [Name in Kept]: Readable<AccountStores[Name]>
}

/** What scenarios match of a source or a task. */
export type Named = { id: string; name: string; os_type?: string; type?: string }

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
    commits.touch(account.id)
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
    ...resourceWrites(account, counters),
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
