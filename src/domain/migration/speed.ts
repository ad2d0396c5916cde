import type { Task } from '../../schemas/stored/records.ts'
import { moment_max, never } from '../../schemas/time.ts'
import { momentAfter } from './timings.ts'

/**
 * How fast a copy goes, minute by minute (behaviour.md §8.3): the network's rate, the constant
 * limit, and up to five windows of the day, which hold in its stead. Windows are read in UTC on the
 * account's clock, as the agent's clock is not known here. *Inferred.*
 */

const day_ms = 86_400_000
const minute_ms = 60_000

export type Limited = Pick<Task, 'speed_limit' | 'speed_limits' | 'bandwidth' | 'obeys_limits'>

const minuteOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * minute_ms
}

/** A window that ends where it begins is the whole day; one that ends earlier goes over midnight. */
function isWindowOpen({ start, end }: { start: string; end: string }, timeOfDay: number): boolean {
  const [from, to] = [minuteOf(start), minuteOf(end)]
  if (from === to) return true
  return from < to ? timeOfDay >= from && timeOfDay < to : timeOfDay >= from || timeOfDay < to
}

const timeOfDay = (now: number): number => ((now % day_ms) + day_ms) % day_ms

const windowAt = ({ speed_limits }: Limited, now: number) =>
  speed_limits.find((one) => isWindowOpen(one, timeOfDay(now)))

/** The limit that holds, in Mbit/s; 0 is none. */
const speedLimitAt = (task: Limited, now: number): number =>
  task.obeys_limits ? (windowAt(task, now)?.speed ?? task.speed_limit) : 0

/** The limit that holds, in Mbit/s, and by how much in percent it may be exceeded; 0 is none. */
export function limitAt(
  task: Limited & Pick<Task, 'over_speed_threshold'>,
  now: number,
): { limit: number; threshold: number } {
  const { over_speed_threshold } = windowAt(task, now) ?? task
  return {
    limit: speedLimitAt(task, now),
    threshold: task.obeys_limits ? over_speed_threshold : 0,
  }
}

/** The rate of a copy at pace 1, in Mbit/s: the limit that holds, or what the network carries. */
export function rateAt(task: Limited, now: number): number {
  const limit = speedLimitAt(task, now)
  return limit === 0 ? task.bandwidth : Math.min(limit, task.bandwidth)
}

/** The next moment after `now` at which a window begins or ends; undefined without windows. */
export function nextWindowEdge(
  { speed_limits, obeys_limits }: Limited,
  now: number,
): number | undefined {
  if (speed_limits.length === 0 || !obeys_limits) return undefined
  const today = now - timeOfDay(now)
  const edges = speed_limits.flatMap(({ start, end }) => [minuteOf(start), minuteOf(end)])
  const later = edges.map((edge) => (today + edge > now ? today + edge : today + edge + day_ms))
  return Math.min(...later)
}

/** A stretch of time in which one rate holds, in Mbit/s. */
type Segment = { from: number; to: number; rate: number }

/** The segments from a moment on: between the edges of windows for ever, or without windows one that has no end. */
function* segments(task: Limited, from: number): Generator<Segment, undefined> {
  for (let at = from; at < Number.POSITIVE_INFINITY; ) {
    const to = nextWindowEdge(task, at) ?? Number.POSITIVE_INFINITY
    yield { from: at, to, rate: rateAt(task, at) }
    at = to
  }
}

/** What is copied in a segment, in megabits. */
const megabitsInSegment = ({ from, to, rate }: Segment): number => (rate * (to - from)) / 1000

/** What is copied within a day from a moment on, in megabits. */
function megabitsInDay(task: Limited, from: number): number {
  const end = from + day_ms
  let carried = 0
  for (const segment of segments(task, from)) {
    if (segment.from >= end) break
    carried += megabitsInSegment({ ...segment, to: Math.min(segment.to, end) })
  }
  return carried
}

/** When a copy of these megabits ends that goes on from `now`, through all windows. */
export function copyEndMoment(
  task: Limited,
  megabits: number,
  now: number,
  { pace, factor }: { pace: number; factor: number },
): number {
  let left = (megabits * factor) / pace
  // Whole days first, which are all alike: a copy may take years.
  const inADay = megabitsInDay(task, now)
  const days = Math.floor(left / inADay)
  left -= days * inADay
  const lastDay = now + days * day_ms
  if (!(lastDay <= moment_max)) return never
  for (const segment of segments(task, lastDay)) {
    const carried = megabitsInSegment(segment)
    if (carried >= left) return momentAfter(segment.from, (left / segment.rate) * 1000)
    left -= carried
  }
  return never
}
