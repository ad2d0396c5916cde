import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
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
  emulator: Emulator,
  account_ids: readonly string[],
  closing: AbortSignal,
  work: () => Result,
  isReset: (account_id: string) => Result,
  isUrgent = false,
): Result | Promise<Result> {
  const { moves, accounts } = emulator
  const unsettled = new Set(account_ids)
  const inTheWay = (): Promise<void> | undefined => {
    for (const id of account_ids) {
      const end =
        moves.get(id)?.end ?? (unsettled.delete(id) ? settling(emulator, id, closing) : undefined)
      if (!end) continue
      if (isUrgent) moves.get(id)?.interrupt()
      return end
    }
    return undefined
  }
  const generations = account_ids.map(accounts.generation)
  const continueWork = (): Result | Promise<Result> => {
    const reset = account_ids.find((id, index) => accounts.generation(id) !== generations[index])
    if (reset !== undefined) return isReset(reset)
    return inTheWay()?.then(continueWork) ?? work()
  }
  return continueWork()
}

/** Begins to settle an account. What goes wrong, but for a stop, is met again by the call itself, which says so. */
function settling(
  emulator: Emulator,
  account_id: string,
  closing: AbortSignal,
): Promise<void> | undefined {
  try {
    return settleInSteps(emulator, account_id, closing)?.catch((error: unknown) => {
      if (error instanceof ApiError && error.error === 'stopping') throw error
    })
  } catch {
    return undefined
  }
}

/** Whether anything is due in an account whose clock flows, and nobody sees to it yet. */
export function isAnythingDue({ timers, moves, wall }: Emulator): boolean {
  const first = timers.earliestFlowing(moves)
  return first !== undefined && first.wall_due <= wall()
}
