import { steadyWall } from '../domain/wall.ts'

/** The real time, which an emulator is given from outside. */
export type Time = {
  /** The wall's time in epoch milliseconds, which never goes back. */
  now(): number
  /** The moment of the boot, which a frozen clock shows after it, and again after a reset. */
  readonly started_at: number
  /** Ends the boot, which is all at one moment. */
  flow(): void
  /** Holds the wall's time while a recorded call is carried out. @returns where. */
  hold(): number
  /** Lets it go. */
  letGo(): void
  sleep: Sleep
  /** Lets others go first. */
  pause(): Promise<void>
}

/** Waits in real time: resolves after these milliseconds, or at once when the signal is aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

/** @param later does something at the end of this turn of the event loop. */
export function createTime(
  wall: () => number,
  later: (work: () => void) => void,
  sleep: Sleep,
): Time {
  const steady = steadyWall(wall, later)
  return {
    ...steady,
    started_at: steady.now(),
    sleep,
    pause: () => new Promise((resolve) => later(resolve)),
  }
}
