import { holds, momentOf } from '../../domain/migration/conditions.ts'
import type { Event } from '../../domain/migration/events.ts'
import type { AdvanceResult, TaskCondition } from '../../schemas/control/clock.ts'
import type { Timer } from '../../store/timers.ts'
import { halt, type Tally, tooMuchAtOnce } from './bounds.ts'
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
  /** Why it has come to its end; then only what shares that moment is left to happen. */
  end?: Stopped | undefined
}

type Stopped = AdvanceResult['stopped']

/** What came of a part of a plan: undefined, there is more to do; `halted`, the clock was frozen, and why. */
type Outcome = { stopped: Stopped } | { halted: string } | undefined

/**
 * Fires timers in order until the plan is fulfilled, or as many as `step`. Leaves `session.now` at that
 * moment.
 *
 * What shares the last moment happens, too: whoever looks next would settle it, and its events
 * would be told to nobody.
 *
 * Where more happens at one moment than can be meant, it freezes the clock.
 *
 * @returns what happened, what is left of the plan, and what came of it.
 */
export function run(
  session: Session,
  plan: Plan,
  step = Number.POSITIVE_INFINITY,
): { events: Event[]; rest: Plan; outcome: Outcome } {
  const { emulator, account_id } = session
  const events: Event[] = []
  let { timers, end } = plan
  const { tally } = plan
  for (let fired = 0; ; fired++) {
    let timer = emulator.timers.next(account_id, end === undefined ? plan.until : session.now)
    if (end === undefined) {
      end = endOf(session, { ...plan, timers }, timer)
      if (end !== undefined) timer = emulator.timers.next(account_id, session.now)
    }
    if (!timer) return { events, rest: plan, outcome: end && { stopped: end } }
    if (fired >= step) return { events, rest: { ...plan, timers, end }, outcome: undefined }
    const endless = tally.count(timer)
    if (endless !== undefined) {
      const halted = halt(session, tooMuchAtOnce(session, endless))
      return { events, rest: plan, outcome: { halted } }
    }
    events.push(...fire(session, timer))
    timers--
  }
}

/**
 * Why the plan ends here, with `session.now` at its last moment; undefined when it goes on.
 *
 * @param timer the next one on the way.
 */
function endOf(
  session: Session,
  { until, condition, timers, at_end = 'duration' }: Plan,
  timer: Timer | undefined,
): Stopped | undefined {
  const { emulator, account_id } = session
  if (typeof condition === 'object') {
    const reached = momentReached(session, condition, Math.min(timer?.due_at ?? until, until))
    if (reached !== undefined) {
      session.now = reached
      return 'condition'
    }
  }
  if (timers <= 0) return 'events'
  if (timer) return undefined
  // Nothing more to wait for: the clock stays where the last thing happened.
  if (condition !== undefined && !emulator.timers.next(account_id, Number.MAX_SAFE_INTEGER)) {
    return 'idle'
  }
  session.now = until
  return at_end
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
