import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'

/** Says where in the fixture something went wrong; a failure of the disk is not the fixture's. */
export function at<Result>(emulator: Emulator, path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof ApiError && error.error === 'fixtureInvalid') throw error
    if (!(error instanceof Error) || emulator.storageRefusal(error)) throw error
    const message = error.message
    throw new ApiError('fixtureInvalid', `${path}: ${message}`, [{ path, message }])
  }
}
