import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import { nameOf } from './session.ts'

/**
 * Long work on an account, a transaction at a time: between its steps other accounts are served, and
 * whoever calls the account itself waits until its clock stands.
 */

/**
 * Goes on, step by step, with work whose first step is done.
 *
 * @param step does the next one. @returns true when it was the last.
 * @param stored is told after each step that is in the file, also the first.
 * @param interrupt sees to it that the next step is the last; without it, calls cannot interrupt the work.
 * @throws ApiError 409 when the account was reset meanwhile, 503 when the server closes; and what a
 *   step throws, which is undone: those before it stay.
 */
export async function inSteps(
  emulator: Emulator,
  account_id: string,
  {
    step,
    stored = () => {},
    interrupt = () => {},
  }: { step: () => boolean; stored?: () => void; interrupt?: () => void },
  closing: AbortSignal,
): Promise<void> {
  const { moves, accounts } = emulator
  const name = nameOf(emulator, account_id)
  const generation = accounts.generation(account_id)
  let end = (): void => {}
  moves.set(account_id, {
    end: new Promise((resolve) => {
      end = resolve
    }),
    interrupt: () => {
      // What a reset has put there is not what this work is about.
      if (accounts.generation(account_id) === generation) interrupt()
    },
  })
  try {
    for (let isOver = false; ; isOver = step()) {
      await emulator.committed()
      stored()
      if (isOver) return
      await emulator.pause()
      if (closing.aborted) throw new ApiError('stopping')
      if (accounts.generation(account_id) !== generation) {
        throw new ApiError('resetMeanwhile', name)
      }
    }
  } finally {
    moves.delete(account_id)
    end()
  }
}
