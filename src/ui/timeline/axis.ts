/** The axis of a timeline: linear while something is at work, and compressed where nothing is for long. */

/** From one moment to another, in epoch milliseconds. */
export type Span = { from: number; to: number }

/** Long idle time, and whether it is shown narrow or, as somebody asked, in full; null for all else. */
export type Fold = 'compressed' | 'expanded' | null

/** A stretch of the axis, from one x to another. */
export type Stretch = Span & { x: number; width: number; fold: Fold }

/** Where moments are in a picture. */
export type Axis = {
  stretches: readonly Stretch[]
  /** Pixels of a millisecond, where time is not compressed. */
  scale: number
  x: (ms: number) => number
  at: (x: number) => number
}

/** How wide a compressed stretch is, in pixels. */
const idle_width = 44

/** From which share of all that is shown idle time is compressed. */
const idle_share = 0.12

/**
 * @param work when something is at work; anything in between is idle.
 * @param shown the moments at both ends.
 * @param width of the picture, in pixels.
 * @param expanded the beginnings of idle stretches that are shown in full.
 */
export function makeAxis(
  work: readonly Span[],
  shown: Span,
  width: number,
  expanded: ReadonlySet<number> = new Set(),
): Axis {
  const whole = Math.max(1, shown.to - shown.from)
  const parts = splitByWork(work, shown)
  const worked = lengthOf(parts.filter(({ isIdle }) => !isIdle))
  const long = Math.min(whole, worked * 4) * idle_share
  const foldOf = ({ from, to, isIdle }: Span & { isIdle: boolean }): Fold => {
    if (!isIdle || worked === 0 || to - from <= long) return null
    return expanded.has(from) ? 'expanded' : 'compressed'
  }
  const compressed = parts.filter((part) => foldOf(part) === 'compressed')
  const linear = lengthOf(parts) - lengthOf(compressed)
  const scale = Math.max(0, width - compressed.length * idle_width) / Math.max(1, linear)
  let x = 0
  const stretches = parts.map((part): Stretch => {
    const fold = foldOf(part)
    const { from, to } = part
    const wide = fold === 'compressed' ? idle_width : (to - from) * scale
    const stretch = { from, to, x, width: wide, fold }
    x += wide
    return stretch
  })
  return {
    stretches,
    scale,
    x: (ms) => xOf(stretches, ms),
    at: (place) => momentAt(stretches, place),
  }
}

const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { from, to }) => sum + to - from, 0)

function splitByWork(work: readonly Span[], { from, to }: Span): (Span & { isIdle: boolean })[] {
  const parts: (Span & { isIdle: boolean })[] = []
  let end = from
  for (const span of [...work].sort((one, other) => one.from - other.from)) {
    const begin = Math.max(span.from, end)
    const stop = Math.min(span.to, to)
    if (stop <= begin) continue
    if (begin > end) parts.push({ from: end, to: begin, isIdle: true })
    parts.push({ from: begin, to: stop, isIdle: false })
    end = stop
  }
  if (end < to || parts.length === 0)
    parts.push({ from: end, to: Math.max(to, end + 1), isIdle: true })
  return parts
}

function xOf(stretches: readonly Stretch[], ms: number): number {
  const first = stretches[0]
  if (first === undefined || ms <= first.from) return 0
  const stretch = stretches.find(({ to }) => ms <= to) ?? stretches.at(-1) ?? first
  const share = (ms - stretch.from) / (stretch.to - stretch.from)
  return stretch.x + Math.min(1, share) * stretch.width
}

function momentAt(stretches: readonly Stretch[], x: number): number {
  const first = stretches[0]
  if (first === undefined) return 0
  const stretch = stretches.find((one) => x <= one.x + one.width) ?? stretches.at(-1) ?? first
  const share = stretch.width === 0 ? 0 : (x - stretch.x) / stretch.width
  return Math.round(stretch.from + Math.min(1, Math.max(0, share)) * (stretch.to - stretch.from))
}
