import { isoOf } from '../../schemas/time.ts'
import type { Timer } from '../../store/timers.ts'
import { counted } from '../../text/numbers.ts'
import type { Account, View } from './account.ts'
import type { Session } from './session.ts'

/**
 * How much may happen by itself before the emulator takes it for something without end
 * (docs/decisions/040-what-has-no-end.md).
 */

/** The most timers that fire in one call that moves a clock. */
export const timers_max = 100_000

/**
 * How many timers may fire while an account catches up with its clock, a clock is set to a later moment, or a
 * fixture with steps is loaded. One migration on a noisy network fires about 140.
 */
export const timersMax = (tasks: number): number => 10_000 + 200 * tasks

/** Counts the timers that fire for each resource: at the current moment, and in all. */
export class Tally {
  readonly #at_once_max: number
  readonly #all = new Map<string, number>()
  readonly #at_once = new Map<string, number>()
  /** The moment of the latest timer, and how many there were. */
  moment = Number.NEGATIVE_INFINITY
  total = 0

  constructor({ internals }: Account) {
    this.#at_once_max = internals.limits.at_once_max
  }

  /** @returns the id of the timer's resource if more timers fire for it at this moment than the limit allows. */
  count({ resource_id, due_at }: Timer): string | undefined {
    if (due_at !== this.moment) {
      this.moment = due_at
      this.#at_once.clear()
    }
    this.total++
    increment(this.#all, resource_id)
    return increment(this.#at_once, resource_id) > this.#at_once_max ? resource_id : undefined
  }

  /** The id of the resource for which most timers have fired. */
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
 * Freezes the clock of an account where it is, because too much happens there. Timers that are due stay due
 * until the clock is moved or set; everything else goes on.
 *
 * @param what happens, as a sentence.
 * @returns the reason, as a person reads it.
 */
export function stopClock(session: Session, what: string): string {
  const { now, clock } = session
  const why = `${what} The clock was frozen at ${isoOf(now)}. Remove the scenario or lower the pace, then set or advance the clock.`
  session.saveClock({ mode: 'frozen', now, pace: clock.pace, halted: why })
  session.account.internals.warn(`account "${session.account.name}": ${why}`)
  return why
}

/** Says that too much happened to a resource at one moment. */
export const describeBurst = (session: Session, resource_id: string): string =>
  `At ${isoOf(session.now)} more than ${counted(session.account.internals.limits.at_once_max, 'event')} happened to ${describeResource(session, resource_id)}.`

/** Says that too much became due in an account at once. */
export const describeBacklog = (session: Session, { total, busiest }: Tally): string =>
  `More than ${counted(total - 1, 'event was', 'events were')} due at once, most of them for ${describeResource(session, busiest)}.`

/** A task or source in words: its name, its id and its scenario. */
export function describeResource(view: View, resource_id: string): string {
  const task = view.tasks.find(resource_id)
  const source = view.sources.find(task?.source_server_id ?? resource_id)
  if (!source) return `"${resource_id}"`
  const { name, id } = task ?? source
  const { scenario } = view.deviations(source, task)
  const why = scenario === undefined ? '' : `, to which scenario "${scenario}" applies`
  return `${task ? 'task' : 'source'} "${name}" (${id})${why}`
}
