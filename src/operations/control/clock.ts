import { clockAt, clockView } from '../../domain/clock.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { AdvanceResult, ClockChange, ClockView } from '../../schemas/control/clock.ts'
import { isoOf } from '../../schemas/time.ts'
import { culprit, movesMax, Tally, timers_max } from '../account/bounds.ts'
import { type Plan, run } from '../account/clock-run.ts'
import { clockOf, nameOf, type Session } from '../account/session.ts'
import { read, write } from '../account/settle.ts'
import { replanAll } from './replan.ts'

/** The clock of an account: shown and set; advance.ts moves it on. */

export function showClock(emulator: Emulator, account_id: string): ClockView {
  return read(emulator, account_id, ({ now }) => view(emulator, account_id, now))
}

function view(emulator: Emulator, account_id: string, now: number): ClockView {
  return clockView(clockOf(emulator, account_id), now)
}

/**
 * Sets mode, time and pace in one transaction. What becomes due on the way to a later `now` happens; a
 * new pace re-plans what is under way from here on.
 *
 * @throws ApiError 400 when `now` lies before what the clock shows.
 */
export function updateClock(
  emulator: Emulator,
  account_id: string,
  change: ClockChange,
): ClockView {
  return write(emulator, account_id, (session) => {
    if (change.now !== undefined) {
      const plan = planTo(session, change.now, movesMax(emulator.sources.count(account_id)))
      const { outcome } = run(session, plan)
      if (outcome && 'halted' in outcome) {
        throw new ApiError('clockHalted', nameOf(emulator, account_id), outcome.halted)
      }
      checkArrival(session, plan, outcome?.stopped)
    }
    return arriveAt(session, change)
  })
}

/** @throws ApiError 400 when it lies before what the clock shows. */
export function planTo({ now, emulator }: Session, until: number, timers = timers_max): Plan {
  if (until < now) throw new ApiError('clockBackwards', isoOf(now), isoOf(until))
  return { until, condition: undefined, timers, tally: new Tally(emulator) }
}

/** @throws ApiError 400 when so much has happened that the clock has not come to where it was to go. */
export function checkArrival(
  { emulator, account_id }: Session,
  { tally }: Plan,
  stopped: AdvanceResult['stopped'] | undefined,
): void {
  if (stopped !== 'events') return
  const who = culprit(emulator, account_id, tally.busiest)
  throw new ApiError('tooManyTimers', tally.total, who)
}

/** Sets mode and pace where the clock has come to. */
export function arriveAt(session: Session, { mode, pace }: ClockChange): ClockView {
  setClock(session, mode ?? session.clock.mode, pace ?? session.clock.pace)
  return view(session.emulator, session.account_id, session.now)
}

/** Writes the clock as it shows `session.now`, and re-plans when the pace is another. */
export function setClock(session: Session, mode: 'frozen' | 'flowing', pace: number): void {
  const { emulator, account_id, now, clock: former } = session
  session.clock = clockAt(mode, now, pace, emulator.wall())
  emulator.clocks.save(account_id, session.clock)
  if (pace !== former.pace) replanAll(session, former.pace)
}
