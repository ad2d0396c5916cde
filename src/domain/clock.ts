import type { ClockRecord, ClockView } from '../schemas/clock.ts'
import { isoOf } from '../schemas/time.ts'

/** An account's clock (DESIGN.md §2). Pure: the wall's time comes in. */

export const timeOf = (clock: ClockRecord, wall: number): number =>
  clock.mode === 'frozen' ? clock.now : wall + clock.offset

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
})
