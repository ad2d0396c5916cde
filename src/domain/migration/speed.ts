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
function holdsAt({ start, end }: { start: string; end: string }, ofDay: number): boolean {
  const [from, to] = [minuteOf(start), minuteOf(end)]
  if (from === to) return true
  return from < to ? ofDay >= from && ofDay < to : ofDay >= from || ofDay < to
}

const ofDay = (now: number): number => ((now % day_ms) + day_ms) % day_ms

/** The limit that holds, in Mbit/s, and by how much in percent it may be exceeded; 0 is none. */
export function limitAt(
  task: Limited & Pick<Task, 'over_speed_threshold'>,
  now: number,
): { limit: number; threshold: number } {
  if (!task.obeys_limits) return { limit: 0, threshold: 0 }
  const window = task.speed_limits.find((one) => holdsAt(one, ofDay(now)))
  return window
    ? { limit: window.speed, threshold: window.over_speed_threshold }
    : { limit: task.speed_limit, threshold: task.over_speed_threshold }
}

/** The rate of a copy at pace 1, in Mbit/s: the limit that holds, or what the network carries. */
export function rateAt(task: Limited, now: number): number {
  const { limit } = limitAt({ ...task, over_speed_threshold: 0 }, now)
  return limit === 0 ? task.bandwidth : Math.min(limit, task.bandwidth)
}

/** The next moment after `now` at which a window begins or ends; undefined without windows. */
export function nextWindowEdge(
  { speed_limits, obeys_limits }: Limited,
  now: number,
): number | undefined {
  if (speed_limits.length === 0 || !obeys_limits) return undefined
  const today = now - ofDay(now)
  const edges = speed_limits.flatMap(({ start, end }) => [minuteOf(start), minuteOf(end)])
  const later = edges.map((edge) => (today + edge > now ? today + edge : today + edge + day_ms))
  return Math.min(...later)
}

/** When a copy of so many megabits ends that goes on from `now`, through all windows. */
export function copyEnds(
  task: Limited,
  megabits: number,
  now: number,
  { pace, factor }: { pace: number; factor: number },
): number {
  let left = (megabits * factor) / pace
  let at = now
  const carried = (until: number): number => (rateAt(task, at) * (until - at)) / 1000
  // Whole days first, which are all alike: a copy may take years.
  let inADay = 0
  for (const end = now + day_ms; at < end; ) {
    const edge = Math.min(nextWindowEdge(task, at) ?? end, end)
    inADay += carried(edge)
    at = edge
  }
  const days = Math.floor(left / inADay)
  left -= days * inADay
  if (!(now + days * day_ms <= moment_max)) return never
  at = now + days * day_ms
  for (;;) {
    const edge = nextWindowEdge(task, at)
    if (edge === undefined || carried(edge) >= left) {
      return momentAfter(at, (left / rateAt(task, at)) * 1000)
    }
    left -= carried(edge)
    at = edge
  }
}
