import { isoOf } from '../../schemas/time.ts'
import type { Timer } from '../../store/timers.ts'
import { counted } from '../../text/numbers.ts'
import type { Account, View } from './account.ts'
import type { Session } from './session.ts'

/**
 * How much may happen by itself before the emulator takes it for something without end
 * (docs/decisions/038-bounds.md).
 */

/** The most timers that one call which moves a clock fires. */
export const timers_max = 100_000

/**
 * How much may happen in one go where nobody has asked for a number: what an account has to make up for, or
 * what a fixture has its tasks live through. A migration on a noisy network comes to 140 things.
 */
export const timersMax = (tasks: number): number => 10_000 + 200 * tasks

/** Counts the timers that fire, of each resource: at the moment at hand, and in all. */
export class Tally {
  readonly #at_once_max: number
  readonly #all = new Map<string, number>()
  readonly #at_once = new Map<string, number>()
  /** The moment of the latest timer, and how many there were. */
  moment = Number.NEGATIVE_INFINITY
  total = 0

  constructor({ internals: inside }: Account) {
    this.#at_once_max = inside.limits.at_once_max
  }

  /** @returns the resource if more happens to it at this moment than can be meant. */
  count({ resource_id, due_at }: Timer): string | undefined {
    if (due_at !== this.moment) {
      this.moment = due_at
      this.#at_once.clear()
    }
    this.total++
    increment(this.#all, resource_id)
    return increment(this.#at_once, resource_id) > this.#at_once_max ? resource_id : undefined
  }

  /** The resource to which most has happened. */
  get busiest(): string {
    const [first] = [...this.#all].sort(([, one], [, other]) => other - one)
    return first?.[0] ?? ''
  }
}

function increment(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1
  counts.set(key, count)
  return count
}

/**
 * Freezes the clock of an account where it is, as more happens there than can be meant. What is due stays due
 * until the clock is moved or set; everything else goes on.
 *
 * @param what happens, as a sentence.
 * @returns why, for people.
 */
export function stopClock(session: Session, what: string): string {
  const { now, clock } = session
  const why = `${what} The clock was frozen at ${isoOf(now)}. Remove the scenario or lower the pace, then set or advance the clock.`
  session.saveClock({ mode: 'frozen', now, pace: clock.pace, halted: why })
  session.account.internals.warn(`account "${session.account.name}": ${why}`)
  return why
}

/** That more happens to a resource at the moment at hand than can be meant. */
export const describeBurst = (session: Session, resource_id: string): string =>
  `At ${isoOf(session.now)} more than ${counted(session.account.internals.limits.at_once_max, 'event')} happened to ${describeResource(session, resource_id)}.`

/** That more has become due in an account than can be meant. */
export const describeBacklog = (session: Session, { total, busiest }: Tally): string =>
  `More than ${counted(total - 1, 'event was', 'events were')} due at once, most of them for ${describeResource(session, busiest)}.`

/** The resource to which too much happens, in words: its name, its id and its scenario. */
export function describeResource(view: View, resource_id: string): string {
  const task = view.tasks.find(resource_id)
  const source = view.sources.find(task?.source_server_id ?? resource_id)
  if (!source) return `"${resource_id}"`
  const { name, id } = task ?? source
  const { scenario } = view.deviations(source, task)
  const why = scenario === undefined ? '' : `, to which scenario "${scenario}" applies`
  return `${task ? 'task' : 'source'} "${name}" (${id})${why}`
}
