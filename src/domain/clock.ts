import type { ClockRecord, ClockView } from '../schemas/control/clock.ts'
import type { ClockTold } from '../schemas/control/stream.ts'
import { isoOf, moment_max } from '../schemas/time.ts'

/** An account's clock (design.md §2). Pure: the wall's time comes in. */

export const timeOf = (clock: ClockRecord, wall: number): number =>
  clock.mode === 'frozen' ? clock.now : Math.min(wall + clock.offset, moment_max)

/** A clock that shows `now` at the wall's time `wall`. */
export const clockAt = (
  mode: ClockRecord['mode'],
  now: number,
  pace: number,
  wall: number,
): ClockRecord => (mode === 'frozen' ? { mode, now, pace } : { mode, offset: now - wall, pace })

export const clockView = (clock: ClockRecord, now: number): ClockView => ({
  mode: clock.mode,
  now: isoOf(now),
  now_ms: now,
  pace: clock.pace,
  ...(reasonStopped(clock) === undefined ? {} : { halted: reasonStopped(clock) }),
})

/** Why the emulator froze a clock; undefined for one that it did not. */
export const reasonStopped = (clock: ClockRecord | undefined): string | undefined =>
  clock?.mode === 'frozen' ? clock.halted : undefined

/** A clock as those who follow it can go on with it, at the wall's time `wall_ms`. */
export function clockTold(clock: ClockRecord, wall_ms: number): ClockTold {
  const { now: _, ...shown } = clockView(clock, timeOf(clock, wall_ms))
  return { ...shown, wall_ms }
}
