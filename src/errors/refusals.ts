import { format } from 'node:util'
import { catalog, other_statuses } from './index.ts'
import { samples } from './samples.ts'

export type ErrorName = keyof typeof catalog

/** The table itself, for the page and the tests that compare it. */
export const errors: Record<
  ErrorName,
  readonly [statusCode: number, code: string, message: string]
> = catalog

/** One place in a document that is wrong. */
export type ErrorDetail = { path: string; message: string; line?: number }

/** A refusal: what was wrong, where, and what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly error: ErrorName
  readonly statusCode: number
  readonly code: string
  /** The values that the message names, in their order. */
  readonly params: string[]
  /** What it is about beside those: the resource, where the message names none. It is not sent. */
  readonly about: string[]
  readonly details: ErrorDetail[] | undefined

  constructor(error: ErrorName, ...params: (string | number | ErrorDetail[])[]) {
    const [statusCode, code, message] = catalog[error]
    const details = params.find((param): param is ErrorDetail[] => Array.isArray(param))
    const values = params.filter((param) => !Array.isArray(param)).map(String)
    const gaps = message.split('%s').length - 1
    super(format(message, ...values.slice(0, gaps)))
    this.params = values.slice(0, gaps)
    this.about = values.slice(gaps)
    this.error = error
    this.statusCode = statusCode
    this.code = code
    this.details = details
  }
}

/** Too many calls in a window; `Retry-After` says in how many seconds the next one begins. */
export class Throttled extends ApiError {
  readonly retry_after_s: number
  /** The scenario that asks for it. */
  readonly requestedBy: string

  constructor(calls: number, window_s: number, retry_after_s: number, requestedBy: string) {
    super('throttled', calls, window_s)
    this.retry_after_s = retry_after_s
    this.requestedBy = requestedBy
  }
}

/** A refusal that a scenario or a fault asks for: any code of the service's, also one that no call provokes. */
export class InjectedError extends ApiError {
  override readonly statusCode: number
  override readonly code: string
  /** The scenario or the fault that asks for it. */
  readonly requestedBy: string

  /**
   * @param message if it is not to be the one that belongs to the code.
   * @param status likewise.
   */
  constructor(code: string, message: string | undefined, requestedBy: string, status?: number) {
    super('asked', message ?? wordsOf(code))
    this.requestedBy = requestedBy
    this.code = code
    const known = Object.values(catalog).find(([, one]) => one === code)
    this.statusCode = status ?? known?.[0] ?? other_statuses.get(code) ?? 400
  }
}

/** A move of a clock that has not come to its end: as its cause, and with the moment that it has come to. */
export class ClockMoveInterrupted extends ApiError {
  override readonly error: ErrorName
  override readonly statusCode: number
  override readonly code: string

  constructor(account: string, moment: string, cause: unknown) {
    const refusal = cause instanceof ApiError ? cause : new ApiError('internal')
    super('moveCut', account, moment, refusal.message)
    this.cause = cause
    this.error = refusal.error
    this.statusCode = refusal.statusCode
    this.code = refusal.code
  }
}

/** What the service says with a code, if the table knows it: else a sentence of its kind (*inferred*). */
function wordsOf(code: string): string {
  if (code === 'SMS.6000') return 'Internal error.'
  const known = Object.entries(catalog).filter(([, [, one]]) => one === code)
  const [plain] = known.filter(([, [, , message]]) => !message.includes('%s'))
  if (plain) return plain[1][2]
  const [filled] = known.filter(([name]) => samples.has(name))
  if (filled) return format(filled[1][2], ...(samples.get(filled[0]) ?? []))
  if (code.startsWith('SMS.')) return 'Failed to process the request.'
  return code.startsWith('IAM.')
    ? 'The request could not be processed.'
    : 'API request error: the request is refused.'
}
