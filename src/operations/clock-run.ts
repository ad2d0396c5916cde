import { holds, momentOf } from '../domain/conditions.ts'
import type { Event } from '../domain/events.ts'
import type { AdvanceResult, TaskCondition } from '../schemas/clock.ts'
import type { Session } from './session.ts'
import { fire } from './settle.ts'

/** What happens while a clock goes from one moment to another. */

/** One call fires at most so many timers. */
export const timers_max = 100_000

export type Plan = {
  /** The furthest moment. */
  until: number
  condition: { task: string; wanted: TaskCondition } | 'idle' | undefined
  timers: number
  /** What `stopped` says when `until` is reached. */
  at_end?: 'duration' | 'max'
}

/**
 * Fires timers in order until the plan is fulfilled, or as many as `step`. Leaves `session.now` at that
 * moment.
 *
 * What shares the last moment happens, too: whoever looks next would settle it, and its events
 * would be told to nobody.
 *
 * @returns what happened, how many timers of the plan it took, and why it stopped: undefined when there
 *   is more to do.
 */
export function run(session: Session, plan: Plan, step = timers_max) {
  const events: Event[] = []
  const { fired, stopped } = fireUntil(session, plan, step, events)
  if (stopped === undefined) return { events, fired, stopped }
  const { emulator, account_id, now } = session
  for (;;) {
    const timer = emulator.timers.next(account_id, now)
    if (!timer) return { events, fired, stopped }
    events.push(...fire(session, timer))
  }
}

/** @param events what happens is added to it. */
function fireUntil(
  session: Session,
  { until, condition, timers, at_end = 'duration' }: Plan,
  step: number,
  events: Event[],
): { fired: number; stopped: AdvanceResult['stopped'] | undefined } {
  const { emulator, account_id } = session
  for (let fired = 0; ; fired++) {
    const timer = emulator.timers.next(account_id, until)
    if (typeof condition === 'object') {
      const reached = momentReached(session, condition, Math.min(timer?.due_at ?? until, until))
      if (reached !== undefined) {
        session.now = reached
        return { fired, stopped: 'condition' }
      }
    }
    if (fired >= timers) return { fired, stopped: 'events' }
    if (!timer) {
      // Nothing more to wait for: the clock stays where the last thing happened.
      if (condition !== undefined && !emulator.timers.next(account_id, Number.MAX_SAFE_INTEGER)) {
        return { fired, stopped: 'idle' }
      }
      session.now = until
      return { fired, stopped: at_end }
    }
    if (fired >= step) return { fired, stopped: undefined }
    events.push(...fire(session, timer))
  }
}

/** The moment at which the condition holds, now or by the progress of a row before `until`. */
function momentReached(
  { emulator, account_id, now }: Session,
  { task: id, wanted }: { task: string; wanted: TaskCondition },
  until: number,
): number | undefined {
  const task = emulator.tasks.find(account_id, id)
  if (!task) return undefined
  if (holds(wanted, task, now)) return now
  const moment = momentOf(wanted, task)
  return moment !== undefined && moment >= now && moment <= until ? moment : undefined
}
