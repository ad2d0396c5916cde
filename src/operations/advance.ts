import type { Event } from '../domain/events.ts'
import type { Emulator } from '../emulator.ts'
import { ApiError } from '../errors.ts'
import type { AdvanceRequest, AdvanceResult, EventView } from '../schemas/clock.ts'
import { JsonOf } from '../schemas/json-text.ts'
import { isoOf, moment_max } from '../schemas/time.ts'
import { setClock } from './clock.ts'
import { type Plan, run, timers_max } from './clock-run.ts'
import { inSession, nameOf, type Session } from './session.ts'
import { write } from './settle.ts'

/** One call moves the clock at most this far. */
const advance_max_ms = 3650 * 86_400_000
const until_max_ms = 30 * 86_400_000

/** So many timers fire in one transaction, before others are let in: some tens of milliseconds. */
export const step_timers = 250

/**
 * Moves the clock by a duration, until a condition holds, until nothing is left to happen, or for
 * a number of timers; also a flowing one. Everything due on the way happens, in order.
 *
 * A long move is made in steps of a transaction each, between which other accounts are served. Who
 * calls this account meanwhile waits (http/plugins/clock-moves.ts); who moves its clock, too, comes next.
 *
 * @throws ApiError 400 for a move that makes no sense, 404 when the task does not exist, 507 when
 *   the file could not take a step; the message tells how far the clock has come.
 */
export async function advanceClock(
  emulator: Emulator,
  account_id: string,
  request: AdvanceRequest,
): Promise<JsonOf<AdvanceResult>> {
  const { moves } = emulator
  for (let other = moves.get(account_id); other; other = moves.get(account_id)) await other
  const move = stepByStep(emulator, account_id, request)
  const isOver = move.then(
    () => {},
    () => {},
  )
  moves.set(account_id, isOver)
  return move.finally(() => moves.delete(account_id))
}

/** Where a move stands: what is left of its plan, the moment, and why it has stopped, if it has. */
type Stand = { rest: Plan; now: number; stopped: AdvanceResult['stopped'] | undefined }

async function stepByStep(
  emulator: Emulator,
  account_id: string,
  request: AdvanceRequest,
): Promise<JsonOf<AdvanceResult>> {
  // A bundle tells calls one after the other.
  const step_max = emulator.recording ? timers_max : step_timers
  const told: string[] = []
  const step = (session: Session, plan: Plan): Stand => {
    const { events, fired, stopped } = run(session, plan, step_max)
    setClock(session, session.clock.mode, session.clock.pace)
    if (events.length > 0) told.push(JSON.stringify(events.map(eventView)).slice(1, -1))
    return { rest: { ...plan, timers: plan.timers - fired }, now: session.now, stopped }
  }
  const first = write(emulator, account_id, (session) => {
    const from = session.now
    return { from, ...step(session, planOf(session, request)) }
  })
  await emulator.committed()

  let stand: Stand = first
  while (stand.stopped === undefined) {
    await emulator.pause()
    const { rest, now } = stand
    try {
      stand = inSession(emulator, account_id, (session) => {
        // Also of a flowing clock: it flows on when the move is over.
        session.now = now
        return step(session, rest)
      })
      await emulator.committed()
    } catch (error) {
      const stored = emulator.storageRefusal(error)
      if (!stored) throw error
      throw new ApiError('moveCut', nameOf(emulator, account_id), isoOf(now), stored.message)
    }
  }
  const { now, stopped } = stand
  const ends = JSON.stringify({ from: isoOf(first.from), to: isoOf(now), stopped })
  return new JsonOf(`${ends.slice(0, -1)},"events":[${told.join()}]}`, [])
}

export const eventView = ({ at, ...event }: Event): EventView => ({ at: isoOf(at), ...event })

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
