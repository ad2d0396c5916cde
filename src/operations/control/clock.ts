import { clockView } from '../../domain/clock.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { AdvanceResult, ClockChange, ClockView } from '../../schemas/control/clock.ts'
import { isoOf } from '../../schemas/time.ts'
import type { Account, View } from '../account/account.ts'
import { describeResource, Tally, timers_max, timersMax } from '../account/bounds.ts'
import { type Plan, run } from '../account/clock-run.ts'
import type { Session } from '../account/session.ts'
import { replanAll } from './replan.ts'

/** The clock of an account: shown and set; advance.ts moves it on. */

export function showClock(account: Account): ClockView {
  return account.read((view) => viewOf(view, view.now))
}

function viewOf(view: View, now: number): ClockView {
  return clockView(view.clock, now)
}

/**
 * Sets mode, time and pace in one transaction. What becomes due on the way to a later `now` happens; a
 * new pace re-plans what is under way from here on.
 *
 * @throws ApiError 400 when `now` lies before what the clock shows.
 */
export function setClockAtOnce(account: Account, change: ClockChange): ClockView {
  return account.write((session) => {
    if (change.now !== undefined) {
      const plan = planTo(session, change.now, timersMax(session.sources.count()))
      const { outcome } = run(session, plan)
      if (outcome && 'halted' in outcome) {
        throw new ApiError('clockHalted', account.name, outcome.halted)
      }
      checkArrival(session, plan, outcome?.stopped)
    }
    return arriveAt(session, change)
  })
}

/** @throws ApiError 400 when it lies before what the clock shows. */
export function planTo(session: Session, until: number, timers = timers_max): Plan {
  if (until < session.now) throw new ApiError('clockBackwards', isoOf(session.now), isoOf(until))
  return { until, condition: undefined, timers, tally: new Tally(session.account) }
}

/** @throws ApiError 400 when too many timers fired before the clock arrived. */
export function checkArrival(
  session: Session,
  { tally }: Plan,
  stopped: AdvanceResult['stopped'] | undefined,
): void {
  if (stopped !== 'events') return
  const who = describeResource(session, tally.busiest)
  throw new ApiError('tooManyTimers', tally.total, who)
}

/** Sets mode and pace where the clock has come to. */
export function arriveAt(session: Session, { mode, pace }: ClockChange): ClockView {
  setClock(session, mode ?? session.clock.mode, pace ?? session.clock.pace)
  return viewOf(session, session.now)
}

/** Writes the clock as it shows `session.now`, and re-plans when the pace is another. */
export function setClock(session: Session, mode: 'frozen' | 'flowing', pace: number): void {
  const former = session.clock.pace
  session.setClock(mode, session.now, pace)
  if (pace !== former) replanAll(session, former)
}
