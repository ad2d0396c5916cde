import { ApiError } from '../../errors/refusals.ts'
import type { Account, AccountInternals } from './account.ts'

/** Long work on accounts, a step at a time: between its steps others are served, and calls to its own accounts wait for its end. */

/**
 * Work on an account that is done in steps.
 *
 * @property end resolves when it is over, even if it failed.
 * @property interrupt makes its next step the last, if it may be left unfinished.
 */
export type LongWork = { end: Promise<void>; interrupt(): void }

/** The work that is under way, as a long move of a clock or a long load, by the id of the account. */
export type LongWorks = Map<string, LongWork>

/** Goes on with work on one account as `workInSteps` does. */
export const continueInSteps = (
  account: Account,
  work: Steps,
  closing: AbortSignal,
): Promise<void> => workInSteps([account], account.internals, work, closing)

/**
 * The steps of a long work.
 *
 * @property step does the next one. @returns true when it was the last.
 * @property stored is told after each step that is in the file, also the first.
 * @property interrupt sees to it that the next step is the last; without it, calls cannot interrupt the work.
 */
type Steps = { step: () => boolean; stored?: () => void; interrupt?: () => void }

/**
 * Goes on, step by step, with work on accounts whose first step is done.
 *
 * @throws ApiError 409 when one of the accounts was reset meanwhile, 503 when the server closes; and what a
 *   step throws, which is undone: those before it stay.
 */
export async function workInSteps(
  accounts: readonly Account[],
  { commits, time }: Pick<AccountInternals, 'commits' | 'time'>,
  { step, stored = () => {}, interrupt = () => {} }: Steps,
  closing: AbortSignal,
): Promise<void> {
  const before = accounts.map(({ name, generation }) => ({ name, generation }))
  const findReset = () =>
    before.find(({ generation }, index) => accounts[index]?.generation !== generation)
  let end = (): void => {}
  const work: LongWork = {
    end: new Promise((resolve) => {
      end = resolve
    }),
    interrupt: () => {
      // After a reset it is not the account that this work is about.
      if (!findReset()) interrupt()
    },
  }
  for (const { id, internals } of accounts) internals.works.set(id, work)
  try {
    for (let isOver = false; ; isOver = step()) {
      await commits.committed()
      stored()
      if (isOver) return
      await time.pause()
      if (closing.aborted) throw new ApiError('stopping')
      const reset = findReset()
      if (reset) throw new ApiError('resetMeanwhile', reset.name)
    }
  } finally {
    for (const { id, internals } of accounts) internals.works.delete(id)
    end()
  }
}
