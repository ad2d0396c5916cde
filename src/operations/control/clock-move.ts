import type { Event } from '../../domain/migration/events.ts'
import { ApiError, ClockMoveInterrupted } from '../../errors/refusals.ts'
import type { AdvanceResult } from '../../schemas/control/clock.ts'
import { isoOf } from '../../schemas/time.ts'
import type { Account } from '../account/account.ts'
import { type Plan, runStep } from '../account/clock-run.ts'
import { continueInSteps } from '../account/long-work.ts'
import { inSession, type Session } from '../account/session.ts'
import { setClock } from './clock.ts'

/** A move of a clock. Each of its parts is in the transaction of a step. */
export type ClockMove<Result> = {
  /** What is to be done, from where the clock stands. */
  plan(session: Session): Plan
  /** Told of what has happened in each step. */
  onEvents(events: readonly Event[]): void
  /** At its end, with the clock there. */
  finish(session: Session, plan: Plan, stopped: AdvanceResult['stopped']): Result
}

/**
 * Where a move has come to: what is left of its plan, the moment, and, at its end, its result. A refusal
 * is thrown once that moment is stored.
 */
type MoveProgress<Result> = { rest: Plan; now: number; end: End<Result> | undefined }
type End<Result> = { result: Result } | { refusal: ApiError }

/**
 * Moves a clock; a short move at once, and wholly or not at all. A long one goes in steps
 * (docs/decisions/031-long-moves.md).
 *
 * @throws ApiError 409 `clockHalted` when too much happens on the way.
 * @throws ClockMoveInterrupted when a later step fails, or is not made because the server closes.
 * @throws ApiError 409 `resetMeanwhile` when the account was reset meanwhile.
 */
export function moveClock<Result>(
  account: Account,
  planned: ClockMove<Result>,
  closing: AbortSignal,
): Result | Promise<Result> {
  const step = (session: Session, plan: Plan): MoveProgress<Result> => {
    const { events, rest, outcome } = runStep(session, plan)
    const { now } = session
    if (outcome && 'halted' in outcome) {
      const name = session.account.name
      return { rest, now, end: { refusal: new ApiError('clockHalted', name, outcome.halted) } }
    }
    setClock(session, session.clock.mode, session.clock.pace)
    planned.onEvents(events)
    return { rest, now, end: outcome && { result: planned.finish(session, rest, outcome.stopped) } }
  }
  const first = account.write((session) => step(session, planned.plan(session)))
  return first.end ? resultOf(first.end) : continueMove(account, first, step, closing)
}

function resultOf<Result>(end: End<Result>): Result {
  if ('refusal' in end) throw end.refusal
  return end.result
}

async function continueMove<Result>(
  account: Account,
  first: MoveProgress<Result>,
  step: (session: Session, plan: Plan) => MoveProgress<Result>,
  closing: AbortSignal,
): Promise<Result> {
  const name = account.name
  let progress = first
  /** The moment whose step is in the file. */
  let kept: number | undefined
  const work = {
    step: () => {
      progress = inSession(account, (session) => {
        // Also of a flowing clock: it flows on when the move is over.
        session.now = progress.now
        return step(session, progress.rest)
      })
      return progress.end !== undefined
    },
    stored: () => {
      kept = progress.now
    },
  }
  try {
    await continueInSteps(account, work, closing)
  } catch (error) {
    const isUndone = error instanceof ApiError && error.error === 'resetMeanwhile'
    if (isUndone || kept === undefined) throw error
    throw new ClockMoveInterrupted(name, isoOf(kept), account.refusalOf(error) ?? error)
  }
  if (!progress.end) throw new Error('a clock move ended without a result')
  return resultOf(progress.end)
}
