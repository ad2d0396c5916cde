import { isMet, momentOf } from '../../domain/migration/conditions.ts'
import type { Event } from '../../domain/migration/events.ts'
import { movesByItself } from '../../domain/resources/timers.ts'
import type { AdvanceResult, TaskCondition } from '../../schemas/control/clock.ts'
import type { Timer } from '../../store/timers.ts'
import { describeBurst, stopClock, type Tally } from './bounds.ts'
import type { Session } from './session.ts'
import { fire } from './settle.ts'

/** What happens while a clock goes from one moment to another. */

export type Plan = {
  /** The furthest moment. */
  until: number
  condition: { task: string; wanted: TaskCondition } | 'idle' | undefined
  timers: number
  /** Notices what has no end. */
  tally: Tally
  /** What `stopped` says when `until` is reached. */
  at_end?: 'duration' | 'max'
  /** Why the plan has ended; then only timers of the same moment still fire. */
  end?: Stopped | undefined
}

type Stopped = AdvanceResult['stopped']

/** How a part of a plan ended; `halted` says why the clock was frozen. Undefined: there is more to do. */
type Outcome = { stopped: Stopped } | { halted: string } | undefined

/** As `run`, as many timers as may fire in one go. */
export const runStep = (session: Session, plan: Plan): ReturnType<typeof run> =>
  run(session, plan, session.account.internals.limits.step_timers)

/**
 * Fires timers in order until the plan is fulfilled, or as many as `step`. Leaves `session.now` at the moment
 * reached.
 *
 * Other timers of the last moment fire, too: the next read would fire them, and nobody would be told of their events.
 *
 * If too much happens at one moment, it freezes the clock.
 *
 * @returns what happened, what is left of the plan, and how it ended.
 */
export function run(
  session: Session,
  plan: Plan,
  step = Number.POSITIVE_INFINITY,
): { events: Event[]; rest: Plan; outcome: Outcome } {
  const events: Event[] = []
  let rest = plan
  for (let fired = 0; ; fired++) {
    const next = nextStop(session, rest)
    if ('stopped' in next) return { events, rest, outcome: next }
    rest = next.plan
    if (fired >= step) return { events, rest, outcome: undefined }
    const endless = plan.tally.count(next.fire)
    if (endless !== undefined) {
      const halted = stopClock(session, describeBurst(session, endless))
      return { events, rest, outcome: { halted } }
    }
    events.push(...fire(session, next.fire))
    rest = { ...rest, timers: rest.timers - 1 }
  }
}

/**
 * The next timer to fire, with the plan as it is then; or why the plan has ended, with `session.now` at its last
 * moment.
 */
function nextStop(
  session: Session,
  plan: Plan,
): { fire: Timer; plan: Plan } | { stopped: Stopped } {
  if (plan.end !== undefined) {
    const last = session.timers.next(session.now)
    return last ? { fire: last, plan } : { stopped: plan.end }
  }
  const next = timerOrEnd(session, plan)
  return typeof next === 'object' ? { fire: next, plan } : nextStop(session, { ...plan, end: next })
}

/** The next timer on the way; or why the plan ends before it, with `session.now` at its last moment. */
function timerOrEnd(
  session: Session,
  { until, condition, timers, at_end = 'duration' }: Plan,
): Timer | Stopped {
  const timer = session.timers.next(until)
  if (typeof condition === 'object') {
    const reached = momentReached(session, condition, Math.min(timer?.due_at ?? until, until))
    if (reached !== undefined) {
      session.now = reached
      return 'condition'
    }
    // Nothing that happens to others moves this task: they are left where they are.
    if (!hasTimers(session, condition.task)) return 'idle'
  }
  if (timers <= 0) return 'events'
  if (timer) return timer
  // Nothing more to wait for: the clock stays where the last thing happened.
  if (condition !== undefined && !session.timers.next(Number.MAX_SAFE_INTEGER)) {
    return 'idle'
  }
  session.now = until
  return at_end
}

/** Whether something is left that happens to a task, or to its source, by itself. */
function hasTimers({ tasks, sources }: Session, id: string): boolean {
  const task = tasks.find(id)
  const source = task && sources.find(task.source_server_id)
  return task !== undefined && source !== undefined && movesByItself(task, source)
}

/** The moment at which the condition holds, now or by the progress of a row before `until`. */
function momentReached(
  session: Session,
  { task: id, wanted }: { task: string; wanted: TaskCondition },
  until: number,
): number | undefined {
  const task = session.tasks.find(id)
  if (!task) return undefined
  if (isMet(wanted, task, session.now)) return session.now
  const moment = momentOf(wanted, task)
  return moment !== undefined && moment >= session.now && moment <= until ? moment : undefined
}
