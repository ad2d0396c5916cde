import { clockAt, clockView, timeOf } from '../domain/clock.ts'
import { holds, momentOf } from '../domain/conditions.ts'
import type { Event } from '../domain/events.ts'
import { replan } from '../domain/task-machine.ts'
import { atPace } from '../domain/timings.ts'
import type { Emulator } from '../emulator.ts'
import { ApiError } from '../errors.ts'
import type {
  AdvanceRequest,
  AdvanceResult,
  ClockChange,
  ClockView,
  EventView,
  TaskCondition,
} from '../schemas/clock.ts'
import { isoOf, moment_max } from '../schemas/time.ts'
import { findSource } from './servers.ts'
import { clockOf, nameOf, type Session } from './session.ts'
import { fire, read, write } from './settle.ts'

/** The clock of an account: shown, set, and moved. */

/** One call moves the clock at most this far and fires at most so many timers. */
const advance_max_ms = 3650 * 86_400_000
const until_max_ms = 30 * 86_400_000
const timers_max = 100_000

export function showClock(emulator: Emulator, account_id: string): ClockView {
  return read(emulator, account_id, ({ now }) => view(emulator, account_id, now))
}

function view(emulator: Emulator, account_id: string, now: number): ClockView {
  return clockView(clockOf(emulator, account_id), now)
}

/**
 * Sets mode, time and pace. What becomes due on the way to a later `now` happens; a new pace
 * re-plans what is under way from here on.
 *
 * @throws ApiError 400 when `now` lies before what the clock shows.
 */
export function updateClock(
  emulator: Emulator,
  account_id: string,
  { mode, now, pace }: ClockChange,
): ClockView {
  return write(emulator, account_id, (session) => {
    if (now !== undefined) {
      if (now < session.now) {
        throw new ApiError('clockBackwards', isoOf(session.now), isoOf(now))
      }
      const { stopped } = run(session, { until: now, condition: undefined, timers: timers_max })
      if (stopped === 'events') throw new ApiError('controlInvalid', too_many)
    }
    setClock(session, mode ?? session.clock.mode, pace ?? session.clock.pace)
    return view(emulator, account_id, session.now)
  })
}

const too_many = `More than ${timers_max} things would happen on the way; advance in smaller steps.`

/** Writes the clock as it shows `session.now`, and re-plans when the pace is another. */
function setClock(session: Session, mode: 'frozen' | 'flowing', pace: number): void {
  const { emulator, account_id, now, clock: former } = session
  session.clock = clockAt(mode, now, pace, emulator.wall())
  emulator.clocks.save(account_id, session.clock)
  if (pace === former.pace) return
  for (const task of emulator.tasks.underWay(account_id)) {
    const source = findSource(emulator, account_id, task.source_server_id)
    session.saveMoved(replan(task, source, former.pace, session.context(source, task)))
  }
  for (const source of emulator.sources.unchecked(account_id)) {
    const left = (source.check_due ?? now) - now
    session.saveSource({ ...source, check_due: now + atPace(left * former.pace, pace) })
  }
}

/**
 * Moves the clock by a duration, until a condition holds, until nothing is left to happen, or for
 * a number of timers; also a flowing one. Everything due on the way happens, in order, or nothing
 * does.
 *
 * @throws ApiError 400 for a move that makes no sense, 404 when the task does not exist.
 */
export function advanceClock(
  emulator: Emulator,
  account_id: string,
  request: AdvanceRequest,
): AdvanceResult {
  return write(emulator, account_id, (session) => {
    const from = session.now
    const { events, stopped } = run(session, planOf(session, request))
    setClock(session, session.clock.mode, session.clock.pace)
    return {
      from: isoOf(from),
      to: isoOf(session.now),
      stopped,
      events: events.map(eventView),
    }
  })
}

export const eventView = ({ at, ...event }: Event): EventView => ({ at: isoOf(at), ...event })

type Plan = {
  /** The furthest moment. */
  until: number
  condition: { task: string; wanted: TaskCondition } | 'idle' | undefined
  timers: number
  /** What `stopped` says when `until` is reached. */
  at_end?: 'duration' | 'max'
}

function planOf(session: Session, { by, until, max, events }: AdvanceRequest): Plan {
  const { now } = session
  // A clock ends somewhere; so near its end a move that is too long is cut, not refused.
  const within = (ms: number): number => Math.min(now + Math.min(ms, advance_max_ms), moment_max)
  if (by !== undefined) {
    if (by > advance_max_ms || now + by > moment_max) throw new ApiError('controlInvalid', too_far)
    return { until: now + by, condition: undefined, timers: timers_max }
  }
  if (events !== undefined) {
    const furthest = within(advance_max_ms)
    return { until: furthest, condition: 'idle', timers: events, at_end: 'max' }
  }
  const condition =
    typeof until === 'object'
      ? { task: taskMeant(session, until.task), wanted: until }
      : ('idle' as const)
  return { until: within(max ?? until_max_ms), condition, timers: timers_max, at_end: 'max' }
}

const too_far = 'by: the clock moves at most ten years in one call, and not past the year 9999.'

/** A task by its id, or by a name that only one task has. */
function taskMeant({ emulator, account_id }: Session, idOrName: string): string {
  if (emulator.tasks.find(account_id, idOrName)) return idOrName
  const [id, another] = emulator.tasks.idsNamed(account_id, idOrName)
  if (another !== undefined) {
    throw new ApiError('controlInvalid', `until.task: more than one task is named "${idOrName}".`)
  }
  if (id === undefined) {
    throw new ApiError('timelineNotFound', idOrName, nameOf(emulator, account_id))
  }
  return id
}

/**
 * Fires timers in order until the plan is fulfilled. Leaves `session.now` at that moment.
 *
 * What shares the last moment happens, too: whoever looks next would settle it, and its events
 * would be told to nobody.
 */
function run(session: Session, plan: Plan): { events: Event[]; stopped: AdvanceResult['stopped'] } {
  const events: Event[] = []
  const stopped = fireUntil(session, plan, events)
  const { emulator, account_id, now } = session
  for (;;) {
    const timer = emulator.timers.next(account_id, now)
    if (!timer) return { events, stopped }
    events.push(...fire(session, timer))
  }
}

/** @param events what happens is added to it. @returns why it stopped. */
function fireUntil(
  session: Session,
  { until, condition, timers, at_end = 'duration' }: Plan,
  events: Event[],
): AdvanceResult['stopped'] {
  const { emulator, account_id } = session
  for (let fired = 0; ; fired++) {
    const timer = emulator.timers.next(account_id, until)
    if (typeof condition === 'object') {
      const reached = momentReached(session, condition, Math.min(timer?.due_at ?? until, until))
      if (reached !== undefined) {
        session.now = reached
        return 'condition'
      }
    }
    if (fired >= timers) return 'events'
    if (!timer) {
      // Nothing more to wait for: the clock stays where the last thing happened.
      if (condition !== undefined && !emulator.timers.next(account_id, Number.MAX_SAFE_INTEGER)) {
        return 'idle'
      }
      session.now = until
      return at_end
    }
    events.push(...fire(session, timer))
  }
}

/** The moment at which the condition holds, now or by the progress of a row before `until`. */
function momentReached(
  { emulator, account_id, now }: Session,
  { task: id, wanted }: { task: string; wanted: TaskCondition },
  until: number,
): number | undefined {
  const task = emulator.tasks.find(account_id, id)
  if (!task) return undefined
  if (holds(wanted, task, now)) return now
  const moment = momentOf(wanted, task)
  return moment !== undefined && moment >= now && moment <= until ? moment : undefined
}

/** The time that a flowing or frozen clock shows, for what only needs the time. */
export const timeIn = (emulator: Emulator, account_id: string): number => {
  const clock = emulator.clocks.of(account_id)
  return clock ? timeOf(clock, emulator.wall()) : emulator.wall()
}
