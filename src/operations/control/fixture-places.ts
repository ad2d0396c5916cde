import { ApiError } from '../../errors/refusals.ts'
import type { Account } from '../account/account.ts'

/** Says where in the fixture something went wrong; a failure of the disk is not the fixture's. */
export function withPlace<Result>(
  disk: Pick<Account, 'refusalOf'>,
  path: string,
  work: () => Result,
): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof ApiError && error.error === 'fixtureInvalid') throw error
    if (!(error instanceof Error) || disk.refusalOf(error)) throw error
    const message = error.message
    throw new ApiError('fixtureInvalid', `${path}: ${message}`, [{ path, message }])
  }
}
