/**
 * The wall's time, which no account ever sees going back: a laptop that wakes may set it. It stands
 * still until boot is over, and while a call is carried out that is recorded: so one moment is enough
 * to replay either.
 *
 * @param wall the time as it is, in epoch milliseconds.
 * @param later does something at the end of this turn of the event loop, in which a call does all that
 *   it does at once, however long that takes; for calls that go on after it nobody waits.
 */
export function steadyWall(wall: () => number, later: (work: () => void) => void) {
  let latest = wall()
  let flows = false
  let held = false
  const now = (): number => {
    if (flows && !held) latest = Math.max(latest, wall())
    return latest
  }
  const letGo = (): void => {
    held = false
  }
  return {
    now,
    /** Lets the time go on after boot. */
    flow: (): void => {
      flows = true
    },
    /** Stands still until it is let go, or this turn ends. @returns where. */
    hold: (): number => {
      const at = now()
      held = true
      later(letGo)
      return at
    },
    letGo,
  }
}
