import { clockAt, clockView, timeOf } from '../domain/clock.ts'
import { replan } from '../domain/task-machine.ts'
import { atPace } from '../domain/timings.ts'
import type { Emulator } from '../emulator.ts'
import { ApiError } from '../errors.ts'
import type { AdvanceResult, ClockChange, ClockView } from '../schemas/clock.ts'
import { isoOf } from '../schemas/time.ts'
import { type Plan, run, timers_max } from './clock-run.ts'
import { findSource } from './servers.ts'
import { clockOf, type Session } from './session.ts'
import { read, write } from './settle.ts'

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
    const { now } = change
    const stopped = now === undefined ? undefined : run(session, planTo(session, now)).stopped
    return arriveAt(session, change, stopped)
  })
}

/** @throws ApiError 400 when it lies before what the clock shows. */
export function planTo({ now }: Session, until: number): Plan {
  if (until < now) throw new ApiError('clockBackwards', isoOf(now), isoOf(until))
  return { until, condition: undefined, timers: timers_max }
}

/** Sets mode and pace where the clock has come to. @throws ApiError 400 when too much happened before. */
export function arriveAt(
  session: Session,
  { mode, pace }: ClockChange,
  stopped: AdvanceResult['stopped'] | undefined,
): ClockView {
  if (stopped === 'events') throw new ApiError('controlInvalid', too_many)
  setClock(session, mode ?? session.clock.mode, pace ?? session.clock.pace)
  return view(session.emulator, session.account_id, session.now)
}

const too_many = `More than ${timers_max} things would happen on the way; advance in smaller steps.`

/** Writes the clock as it shows `session.now`, and re-plans when the pace is another. */
export function setClock(session: Session, mode: 'frozen' | 'flowing', pace: number): void {
  const { emulator, account_id, now, clock: former } = session
  session.clock = clockAt(mode, now, pace, emulator.wall())
  emulator.clocks.save(account_id, session.clock)
  if (pace === former.pace) return
  for (const task of emulator.tasks.underWay(account_id)) {
    const source = findSource(emulator, account_id, task.source_server_id)
    session.saveMoved(replan(task, source, former.pace, session.context(source, task)))
  }
  for (const source of emulator.sources.unchecked(account_id)) {
    const left = (source.check_due ?? now) - now
    session.saveSource({ ...source, check_due: now + atPace(left * former.pace, pace) })
  }
}

/** The time that a flowing or frozen clock shows, for what only needs the time. */
export const timeIn = (emulator: Emulator, account_id: string): number => {
  const clock = emulator.clocks.of(account_id)
  return clock ? timeOf(clock, emulator.wall()) : emulator.wall()
}
