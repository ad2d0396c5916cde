import { timeOf } from '../domain/clock.ts'
import type { Event } from '../domain/events.ts'
import { logEvent, logUploaded } from '../domain/logs.ts'
import { onCheck } from '../domain/registration.ts'
import { onStep } from '../domain/task-machine.ts'
import type { Emulator } from '../emulator.ts'
import type { Timer } from '../store/timers.ts'
import { clockOf, inSession, type Session } from './session.ts'

/**
 * Settling: before an operation reads or writes an account, everything that is due there happens,
 * in order of moment and then of sequence. So nobody has to read for things to move, and reading
 * moves nothing (DESIGN.md, promise 2).
 */

/** A limit on everything: a machine that schedules itself for ever must fail, not hang. */
const settled_timers_max = 1_000_000

/** What the timer was set for happens, at its own moment. @returns what happened. */
export function fire(session: Session, timer: Timer): Event[] {
  const { emulator, account_id } = session
  session.now = timer.due_at
  if (timer.kind === 'source') {
    const source = emulator.sources.find(account_id, timer.resource_id)
    if (!source) throw new Error(`timer of source ${timer.resource_id}, which is gone`)
    const checked = onCheck(source, session.now, session.ids)
    session.saveSource(checked.source)
    session.record(checked.events)
    return checked.events
  }
  const task = emulator.tasks.find(account_id, timer.resource_id)
  if (task && timer.kind === 'log') {
    const uploaded = logUploaded(task, session.now)
    session.saveTask(uploaded)
    const event = logEvent(uploaded, session.now)
    session.record([event])
    return [event]
  }
  const source = task && emulator.sources.find(account_id, task.source_server_id)
  if (!task || !source) throw new Error(`timer of task ${timer.resource_id}, which is gone`)
  const next = onStep(task, source, {
    now: session.now,
    pace: session.clock.pace,
    ids: session.ids,
    timings: session.timings(source, task),
  })
  session.saveTask(next.task)
  session.saveSource(next.source)
  session.record(next.events)
  return next.events
}

/** Lets everything happen in an account that is due by now. @returns that moment. */
export function settle(emulator: Emulator, account_id: string): number {
  const now = timeOf(clockOf(emulator, account_id), emulator.wall())
  if (emulator.timers.next(account_id, now)) {
    inSession(emulator, account_id, (session) => settleTo(session, now))
  }
  return now
}

function settleTo(session: Session, until: number): void {
  const { emulator, account_id } = session
  let fired = 0
  for (;;) {
    const timer = emulator.timers.next(account_id, until)
    if (!timer) break
    if (++fired > settled_timers_max) throw new Error(`over ${settled_timers_max} timers are due`)
    fire(session, timer)
  }
  session.now = until
}

/** Settles the account, then lets `work` look at it. It must not write. */
export function read<Result>(
  emulator: Emulator,
  account_id: string,
  work: (account: { now: number; account_id: string }) => Result,
): Result {
  return work({ now: settle(emulator, account_id), account_id })
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
