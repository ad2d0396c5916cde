import { ApiError } from '../../errors/refusals.ts'
import type { Account } from './account.ts'
import { settleInSteps } from './settle.ts'

/** Waiting for accounts that are busy: their clocks are on a long way, or much is due in them. */

/**
 * Does `work` once the clocks of these accounts stand, and what is due there has happened: at once, when that
 * takes no longer than a step. Calls that wait go on in the order in which they came.
 *
 * @throws ApiError 503 when the server closes before what is due has happened: a stop does not wait for that.
 * @param isReset is told, instead, when one of them was reset meanwhile.
 * @param isUrgent interrupts accounts that are catching up instead of waiting for their ends.
 */
export function afterClockMove<Result>(
  accounts: readonly Account[],
  closing: AbortSignal,
  work: () => Result,
  isReset: (account: Account) => Result,
  isUrgent = false,
): Result | Promise<Result> {
  const unsettled = new Set(accounts)
  const inTheWay = (): Promise<void> | undefined => {
    for (const account of accounts) {
      const { id, inside } = account
      const end =
        inside.moves.get(id)?.end ??
        (unsettled.delete(account) ? settling(account, closing) : undefined)
      if (!end) continue
      if (isUrgent) inside.moves.get(id)?.interrupt()
      return end
    }
    return undefined
  }
  const generations = accounts.map(({ generation }) => generation)
  const continueWork = (): Result | Promise<Result> => {
    const reset = accounts.find(({ generation }, index) => generation !== generations[index])
    if (reset) return isReset(reset)
    return inTheWay()?.then(continueWork) ?? work()
  }
  return continueWork()
}

/** Begins to settle an account. What goes wrong, but for a stop, is met again by the call itself, which says so. */
function settling(account: Account, closing: AbortSignal): Promise<void> | undefined {
  try {
    return settleInSteps(account, closing)?.catch((error: unknown) => {
      if (error instanceof ApiError && error.error === 'stopping') throw error
    })
  } catch {
    return undefined
  }
}
