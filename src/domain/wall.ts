/** The longest that one call holds the wall's time back for others. */
const hold_max_ms = 50

/**
 * The wall's time, which no account ever sees going back: a laptop that wakes may set it. While a
 * call is carried out that is recorded it stands still, so that one moment is enough to replay it.
 *
 * @param wall the time as it is, in epoch milliseconds.
 */
export function steadyWall(wall: () => number) {
  let latest = wall()
  let held = false
  const now = (): number => {
    const real = wall()
    // A hold that nobody ends, ends.
    if (held && real < latest + hold_max_ms) return latest
    held = false
    latest = Math.max(latest, real)
    return latest
  }
  return {
    now,
    /** Stands still until it is let go. @returns where. */
    hold: (): number => {
      const at = now()
      held = true
      return at
    },
    letGo: (): void => {
      held = false
    },
  }
}
