import { reasonStopped, timeOf } from '../../domain/clock.ts'
import { endJob } from '../../domain/companions/jobs.ts'
import type { Event } from '../../domain/migration/events.ts'
import { applyTimer } from '../../domain/resources/timers.ts'
import type { Timer } from '../../store/timers.ts'
import type { Account, ReadStores } from './account.ts'
import { describeBacklog, describeBurst, stopClock, Tally, timersMax } from './bounds.ts'
import { continueInSteps } from './long-work.ts'
import { inSession, type Session } from './session.ts'

/**
 * Settling: before an operation reads or writes an account, everything that is due there happens,
 * in order of moment and then of sequence. So nobody has to read for things to move, and reading
 * moves nothing (design.md, promise 2).
 */

/** What the timer was set for happens, at its own moment. @returns what happened. */
export function fire(session: Session, timer: Timer): Event[] {
  session.now = timer.due_at
  const { kind, resource_id } = timer
  if (kind === 'job') return fireJob(session, resource_id)
  const { task, source } = resourceOf(session, timer)
  const context = session.context(source, task)
  const moved = applyTimer(kind, source, task, context)
  session.saveMoved(moved)
  return moved.events
}

/** A job of a companion ends. No event tells of it: events are those of migrations. */
function fireJob(session: Session, id: string): Event[] {
  const job = session.companions.find(id)
  if (job?.kind !== 'job') throw new Error(`timer of job ${id}, which no longer exists`)
  const find = (of: string) => session.companions.find(of)
  const { saved, removed } = endJob(job, find, session.now)
  for (const record of saved) session.saveCompanion(record)
  for (const of of removed) removeServer(session, of)
  return []
}

/** If the server is the target of a task, a mark stays, so that the migration finds that it was deleted. */
function removeServer(session: Session, id: string): void {
  const former = session.companions.find(id)
  if (former?.kind === 'server' && session.tasks.withTarget(id)) {
    const { project_id, name } = former
    session.saveCompanion({ kind: 'removed', id, project_id, name, created_at: session.now })
  } else {
    session.removeCompanion(id)
  }
}

/** The source that a timer is about, with its task if it has one. */
export function resourceOf({ tasks, sources }: ReadStores, { kind, resource_id }: Timer) {
  const ofSource = kind === 'source' || kind === 'agent'
  const owner = ofSource ? undefined : tasks.find(resource_id)
  const source = sources.find(owner?.source_server_id ?? resource_id)
  if (!source) throw new Error(`timer ${kind} of ${resource_id}, which no longer exists`)
  const { task_id } = source
  return { source, task: task_id === null ? undefined : tasks.find(task_id) }
}

/**
 * Fires all timers of an account that are due now.
 *
 * @returns now, or the moment at which the clock was frozen because too much was due.
 */
export function settle(account: Account): number {
  const now = account.now()
  if (!isSomethingDue(account)) return now
  return inSession(account, (session) => {
    fireDue(session, new Tally(account))
    return session.now
  })
}

/** Whether timers are due that settling would fire. */
function isSomethingDue({ id, clock, internals }: Account): boolean {
  const { works, stores, time } = internals
  if (works.has(id) || reasonStopped(clock) !== undefined) return false
  return stores.timers.next(timeOf(clock, time.now())) !== undefined
}

const interrupted = 'The account was catching up with its clock when a call interrupted that.'

/**
 * Settles an account in steps, if much is due, as after a start on an old file. Timers that become due meanwhile
 * fire, too. An urgent call interrupts it: then the clock is frozen at the latest moment reached, with the reason.
 *
 * @returns a promise of the end; undefined if it took one step at most.
 */
export function settleInSteps(account: Account, closing: AbortSignal): Promise<void> | undefined {
  if (!isSomethingDue(account)) return undefined
  const tally = new Tally(account)
  const step = (): boolean =>
    inSession(
      account,
      (session) =>
        reasonStopped(session.clock) !== undefined ||
        fireDue(session, tally, account.internals.limits.step_timers),
    )
  const interrupt = (): void =>
    inSession(account, (session) => {
      if (reasonStopped(session.clock) !== undefined) return
      session.now = tally.moment
      stopClock(session, interrupted)
    })
  return step() ? undefined : continueInSteps(account, { step, interrupt }, closing)
}

/**
 * Fires what is due by `session.now`, and leaves the session at that moment; or freezes the clock where it
 * finds no end.
 *
 * @param step the most timers that fire now.
 * @returns whether it has come to its end.
 */
function fireDue(session: Session, tally: Tally, step = Number.POSITIVE_INFINITY): boolean {
  const { now } = session
  for (let fired = 0; ; fired++) {
    const timer = session.timers.next(now)
    if (!timer) break
    if (fired >= step) return false
    const reached = tally.moment
    const endless = tally.count(timer)
    const isTooMuch = tally.total > timersMax(session.sources.count())
    if (endless !== undefined || isTooMuch) {
      session.now = reached
      stopClock(
        session,
        isTooMuch ? describeBacklog(session, tally) : describeBurst(session, endless ?? ''),
      )
      return true
    }
    fire(session, timer)
  }
  session.now = now
  return true
}
