import { ApiError } from '../../errors/refusals.ts'
import type { Account } from './account.ts'

/**
 * Long work on an account, a transaction at a time: between its steps other accounts are served, and
 * calls to the account itself wait until its clock has stopped moving.
 */

/**
 * Work on an account that is done in steps.
 *
 * @property end resolves when it is over, even if it failed.
 * @property interrupt makes its next step the last, if it may be left unfinished.
 */
export type LongWork = { end: Promise<void>; interrupt(): void }

/** What is done in steps, as long moves of clocks, by the id of the account. */
export type Moves = Map<string, LongWork>

/**
 * Goes on, step by step, with work whose first step is done.
 *
 * @param step does the next one. @returns true when it was the last.
 * @param stored is told after each step that is in the file, also the first.
 * @param interrupt sees to it that the next step is the last; without it, calls cannot interrupt the work.
 * @throws ApiError 409 when the account was reset meanwhile, 503 when the server closes; and what a
 *   step throws, which is undone: those before it stay.
 */
export async function continueInSteps(
  account: Account,
  {
    step,
    stored = () => {},
    interrupt = () => {},
  }: { step: () => boolean; stored?: () => void; interrupt?: () => void },
  closing: AbortSignal,
): Promise<void> {
  const { id, name, generation } = account
  const { moves, commits, time } = account.internals
  let end = (): void => {}
  moves.set(id, {
    end: new Promise((resolve) => {
      end = resolve
    }),
    interrupt: () => {
      // After a reset it is not the account that this work is about.
      if (account.generation === generation) interrupt()
    },
  })
  try {
    for (let isOver = false; ; isOver = step()) {
      await commits.committed()
      stored()
      if (isOver) return
      await time.pause()
      if (closing.aborted) throw new ApiError('stopping')
      if (account.generation !== generation) throw new ApiError('resetMeanwhile', name)
    }
  } finally {
    moves.delete(id)
    end()
  }
}
