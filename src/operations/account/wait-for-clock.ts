import { ApiError } from '../../errors/refusals.ts'
import type { Account } from './account.ts'
import { settleInSteps } from './settle.ts'

/** Waiting for accounts that are busy: a long move of the clock is under way, or many timers are due. */

/**
 * What waits for accounts.
 *
 * @property closing is aborted when the server closes.
 * @property onReset takes the place of `work` when one of the accounts was reset meanwhile.
 * @property isUrgent interrupts accounts that are catching up instead of waiting for their ends.
 */
export type ClockWait<Result> = {
  closing: AbortSignal
  work: () => Result | Promise<Result>
  onReset: (account: Account) => Result
  isUrgent?: boolean | undefined
}

/**
 * Does `work` once these accounts are settled and no long work is under way in them: at once, if settling takes one
 * step at most. Calls that wait go on in the order of their arrival.
 *
 * @throws ApiError 503 when the server closes before that.
 */
export function runAfterClockMoves<Result>(
  accounts: readonly Account[],
  { closing, work, onReset, isUrgent = false }: ClockWait<Result>,
): Result | Promise<Result> {
  const unsettled = new Set(accounts)
  const nextBlockingWork = (): Promise<void> | undefined => {
    for (const account of accounts) {
      const { id, internals } = account
      const end =
        internals.works.get(id)?.end ??
        (unsettled.delete(account) ? beginSettling(account, closing) : undefined)
      if (!end) continue
      if (isUrgent) internals.works.get(id)?.interrupt()
      return end
    }
    return undefined
  }
  const generations = accounts.map(({ generation }) => generation)
  const continueWork = (): Result | Promise<Result> => {
    const reset = accounts.find(({ generation }, index) => generation !== generations[index])
    if (reset) return onReset(reset)
    return nextBlockingWork()?.then(continueWork) ?? work()
  }
  return continueWork()
}

/** Begins to settle an account. Of its errors only a stop is thrown: the call itself meets the others again. */
function beginSettling(account: Account, closing: AbortSignal): Promise<void> | undefined {
  try {
    return settleInSteps(account, closing)?.catch((error: unknown) => {
      if (error instanceof ApiError && error.error === 'stopping') throw error
    })
  } catch {
    return undefined
  }
}
