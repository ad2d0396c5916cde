import { haltOf, timeOf } from '../../domain/clock.ts'
import type { Event } from '../../domain/migration/events.ts'
import { happen } from '../../domain/resources/timers.ts'
import type { Emulator } from '../../emulator.ts'
import type { Timer } from '../../store/timers.ts'
import { halt, movesMax, Tally, tooMuchAtOnce, tooMuchDue } from './bounds.ts'
import { inSteps } from './long-work.ts'
import { clockOf, inSession, type Session } from './session.ts'

/**
 * Settling: before an operation reads or writes an account, everything that is due there happens,
 * in order of moment and then of sequence. So nobody has to read for things to move, and reading
 * moves nothing (design.md, promise 2).
 */

/** What the timer was set for happens, at its own moment. @returns what happened. */
export function fire(session: Session, timer: Timer): Event[] {
  session.now = timer.due_at
  const { task, source } = meant(session, timer)
  const context = session.context(source, task)
  const moved = happen(timer.kind, source, task, context)
  session.saveMoved(moved)
  return moved.events
}

/** The source that a timer is about, with its task if it has one. */
function meant({ emulator, account_id }: Session, { kind, resource_id }: Timer) {
  const ofSource = kind === 'source' || kind === 'agent'
  const owner = ofSource ? undefined : emulator.tasks.find(account_id, resource_id)
  const source = emulator.sources.find(account_id, owner?.source_server_id ?? resource_id)
  if (!source) throw new Error(`timer ${kind} of ${resource_id}, which is gone`)
  const { task_id } = source
  return { source, task: task_id === null ? undefined : emulator.tasks.find(account_id, task_id) }
}

/**
 * Lets everything happen in an account that is due by now.
 *
 * @returns that moment; of a clock that was frozen on the way, as too much was due, the one that it shows.
 */
export function settle(emulator: Emulator, account_id: string): number {
  const clock = clockOf(emulator, account_id)
  const now = timeOf(clock, emulator.wall())
  if (!isSomethingDue(emulator, account_id)) return now
  return inSession(emulator, account_id, (session) => {
    fireDue(session, new Tally(emulator))
    return session.now
  })
}

/** Whether something is due in an account that nobody sees to yet. */
function isSomethingDue(emulator: Emulator, account_id: string): boolean {
  if (emulator.moves.has(account_id)) return false
  const clock = clockOf(emulator, account_id)
  if (haltOf(clock) !== undefined) return false
  return emulator.timers.next(account_id, timeOf(clock, emulator.wall())) !== undefined
}

const interrupted = 'The account was catching up with its clock when a call interrupted that.'

/**
 * Settles an account in steps, when much is due, as after a start on a file of long ago. What becomes due
 * meanwhile happens, too. An urgent call interrupts it: then the clock is frozen at the moment of the latest step, and
 * says so.
 *
 * @returns its end, when it does not come at once.
 */
export function settleInSteps(
  emulator: Emulator,
  account_id: string,
  closing: AbortSignal,
): Promise<void> | undefined {
  if (!isSomethingDue(emulator, account_id)) return undefined
  const tally = new Tally(emulator)
  const step = (): boolean =>
    inSession(
      emulator,
      account_id,
      (session) =>
        haltOf(session.clock) !== undefined || fireDue(session, tally, emulator.step_timers),
    )
  const interrupt = (): void =>
    inSession(emulator, account_id, (session) => {
      if (haltOf(session.clock) !== undefined) return
      session.now = tally.moment
      halt(session, interrupted)
    })
  return step() ? undefined : inSteps(emulator, account_id, { step, interrupt }, closing)
}

/**
 * Fires what is due by `session.now`, and leaves the session at that moment; or freezes the clock where it
 * finds no end.
 *
 * @param step so many at most fire now.
 * @returns whether it has come to its end.
 */
function fireDue(session: Session, tally: Tally, step = Number.POSITIVE_INFINITY): boolean {
  const { emulator, account_id, now } = session
  for (let fired = 0; ; fired++) {
    const timer = emulator.timers.next(account_id, now)
    if (!timer) break
    if (fired >= step) return false
    const reached = tally.moment
    const endless = tally.count(timer)
    const isTooMuch = tally.total > movesMax(emulator.sources.count(account_id))
    if (endless !== undefined || isTooMuch) {
      session.now = reached
      halt(session, isTooMuch ? tooMuchDue(session, tally) : tooMuchAtOnce(session, endless ?? ''))
      return true
    }
    fire(session, timer)
  }
  session.now = now
  return true
}

/**
 * Settles the account, then lets `work` look at it. It must not write.
 *
 * When what is due cannot be stored, as on a full disk, it happens for this look only: reads go on.
 */
export function read<Result>(
  emulator: Emulator,
  account_id: string,
  work: (account: { now: number; account_id: string }) => Result,
): Result {
  let now: number
  try {
    now = settle(emulator, account_id)
  } catch (error) {
    if (emulator.storageRefusal(error)?.error !== 'storageFull') throw error
    return emulator.asIf(() => work({ now: settle(emulator, account_id), account_id }))
  }
  return work({ now, account_id })
}

/** Settles the account, then does `work` in one transaction: all of it, or nothing. */
export function write<Result>(
  emulator: Emulator,
  account_id: string,
  work: (session: Session) => Result,
): Result {
  const now = settle(emulator, account_id)
  return inSession(emulator, account_id, (session) => {
    // The moment that is settled, not a later one: in between something else may have become due.
    session.now = now
    return work(session)
  })
}
