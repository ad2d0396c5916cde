import { ApiError, type ErrorDetail } from '../../errors/refusals.ts'
import { fileRefusal, linesOf } from '../../formats/written-files.ts'
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
    if (error instanceof ApiError && isPlaced(error)) throw error
    if (!(error instanceof Error) || disk.refusalOf(error)) throw error
    const invalid = new ApiError('fixtureInvalid', `${path}: ${error.message}`, [
      { path, message: error.message },
    ])
    const held = conflictOf(error)
    if (held === undefined) throw invalid
    const isOfClock = error instanceof ApiError && error.error === 'clockBackwards'
    throw conflictAt([{ path, message: held }], isOfClock ? undefined : invalid)
  }
}

/** Whether a refusal says already where in the fixture it is. */
const isPlaced = ({ error }: ApiError): boolean =>
  error === 'fixtureInvalid' || error === 'fixtureConflict'

/** There is a source or a task of this id already. */
export class RecordTaken extends Error {}

/** What the account may hold from an earlier load, in a sentence without a full stop; undefined for another error. */
function conflictOf(error: Error): string | undefined {
  if (error instanceof RecordTaken) return error.message
  if (!(error instanceof ApiError)) return undefined
  const [first = '', second = ''] = error.params
  if (error.error === 'sourceAmbiguous') return `The account has another source "${first}" already`
  if (error.error !== 'clockBackwards') return undefined
  return `The clock of the account shows ${first} already, and cannot go back to ${second}`
}

/**
 * The refusal of a fixture that cannot be loaded beside what the account holds.
 *
 * @param invalid its cause: what to say where the account holds nothing, so that the fixture contradicts itself.
 */
function conflictAt(details: ErrorDetail[], invalid?: ApiError): ApiError {
  const [{ path, message, line } = { path: '', message: '' }] = details
  const place = line === undefined ? path : `line ${line}, ${path}`
  return Object.assign(new ApiError('fixtureConflict', message, place, details), { cause: invalid })
}

/** What a conflict is where the account held nothing; other errors as they are. */
export const asContradiction = (error: unknown): unknown =>
  error instanceof ApiError && error.error === 'fixtureConflict' && error.cause
    ? error.cause
    : error

/** A refusal with the line of the text in the place of the path alone. */
export function withLine(error: unknown, text: string): unknown {
  if (!(error instanceof ApiError) || !isPlaced(error) || !error.details) return error
  const details = linesOf(error.details, text)
  return error.error === 'fixtureConflict'
    ? conflictAt(details)
    : fileRefusal('fixtureInvalid', details)
}
