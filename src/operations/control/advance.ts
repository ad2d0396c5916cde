import { conditionProblem } from '../../domain/migration/conditions.ts'
import { eventView } from '../../domain/migration/events.ts'
import { ApiError } from '../../errors/refusals.ts'
import type {
  AdvanceRequest,
  AdvanceResult,
  ClockChange,
  ClockView,
  TaskCondition,
} from '../../schemas/control/clock.ts'
import { JsonPieces } from '../../schemas/json-text.ts'
import { isoOf, moment_max } from '../../schemas/time.ts'
import type { Account } from '../account/account.ts'
import { Tally, timers_max } from '../account/bounds.ts'
import type { Plan } from '../account/clock-run.ts'
import { findTaskId } from '../account/find-by-name.ts'
import type { Session } from '../account/session.ts'
import { arriveAt, checkArrival, planTo, setClockAtOnce } from './clock.ts'
import { type ClockMove, moveClock } from './clock-move.ts'

/** One call moves the clock at most this far. */
const advance_max_ms = 3650 * 86_400_000
const until_max_ms = 30 * 86_400_000

/**
 * Moves the clock by a duration, until a condition holds, until nothing is left to happen, or for
 * a number of timers; also a flowing one. Everything due on the way happens, in order.
 *
 * @returns the answer's JSON, in pieces: more may happen than one text should hold.
 * @throws ApiError 400 for a move that makes no sense, 404 when the task does not exist; and as `move` does.
 */
export function advanceClock(
  account: Account,
  request: AdvanceRequest,
  closing: AbortSignal,
): JsonPieces<AdvanceResult> | Promise<JsonPieces<AdvanceResult>> {
  const told: string[] = []
  let from = 0
  const planned: ClockMove<JsonPieces<AdvanceResult>> = {
    plan: (session) => {
      from = session.now
      return planOf(session, request)
    },
    onEvents: (events) => {
      if (events.length === 0) return
      const separator = told.length > 0 ? ',' : ''
      told.push(separator + JSON.stringify(events.map(eventView)).slice(1, -1))
    },
    finish: ({ now }, _, stopped) => {
      const ends = JSON.stringify({ from: isoOf(from), to: isoOf(now), stopped })
      return new JsonPieces([`${ends.slice(0, -1)},"events":[`, ...told, ']}'])
    },
  }
  return moveClock(account, planned, closing)
}

/**
 * Sets mode, time and pace as `setClockAtOnce` does, in steps when the way to a later `now` is long.
 *
 * @throws ApiError as `setClockAtOnce` and `move` do.
 */
export function updateClock(
  account: Account,
  change: ClockChange,
  closing: AbortSignal,
): ClockView | Promise<ClockView> {
  const { now } = change
  if (now === undefined) return setClockAtOnce(account, change)
  const planned: ClockMove<ClockView> = {
    plan: (session) => planTo(session, now),
    onEvents: () => {},
    finish: (session, plan, stopped) => {
      checkArrival(session, plan, stopped)
      return arriveAt(session, change)
    },
  }
  return moveClock(account, planned, closing)
}

function planOf(session: Session, { by, until, max, events }: AdvanceRequest): Plan {
  const { now } = session
  const tally = new Tally(session.account)
  // A clock ends somewhere; so near its end a move that is too long is cut, not refused.
  const within = (ms: number): number => Math.min(now + Math.min(ms, advance_max_ms), moment_max)
  if (by !== undefined) {
    if (by > advance_max_ms || now + by > moment_max) throw new ApiError('controlInvalid', too_far)
    return { until: now + by, condition: undefined, timers: timers_max, tally }
  }
  if (events !== undefined) {
    const furthest = within(advance_max_ms)
    return { until: furthest, condition: 'idle', timers: events, at_end: 'max', tally }
  }
  const condition = typeof until === 'object' ? conditionOn(session, until) : ('idle' as const)
  return { until: within(max ?? until_max_ms), condition, timers: timers_max, at_end: 'max', tally }
}

const too_far = 'by: the clock moves at most ten years in one call, and not past the year 9999.'

/**
 * A condition on a task, as a plan has it.
 *
 * @throws ApiError 404 for a task that does not exist, 400 for a sub-task or a round that it can never have.
 */
function conditionOn(session: Session, wanted: TaskCondition): Plan['condition'] {
  const id = findTaskId(session, wanted.task)
  const task = session.tasks.find(id)
  const problem = task && conditionProblem(wanted, task)
  if (problem === undefined) return { task: id, wanted }
  const { field, message } = problem
  throw new ApiError('controlInvalid', `until.${field}: ${message}`, [
    { path: `body.until.${field}`, message },
  ])
}
