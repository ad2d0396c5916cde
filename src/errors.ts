import { format } from 'node:util'
import { catalogue, other_statuses } from './error-table/index.ts'

export type ErrorName = keyof typeof catalogue

/** The table itself, for the page and the tests that compare it. */
export const errors: Record<
  ErrorName,
  readonly [statusCode: number, code: string, message: string]
> = catalogue

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
  readonly details: ErrorDetail[] | undefined

  constructor(error: ErrorName, ...params: (string | number | ErrorDetail[])[]) {
    const [statusCode, code, message] = catalogue[error]
    const details = params.find((param): param is ErrorDetail[] => Array.isArray(param))
    const values = params.filter((param) => !Array.isArray(param)).map(String)
    super(format(message, ...values))
    this.params = values
    this.error = error
    this.statusCode = statusCode
    this.code = code
    this.details = details
  }
}

/** Too many calls in a window; `Retry-After` says in how many seconds the next one begins. */
export class Throttled extends ApiError {
  readonly retry_after_s: number

  constructor(calls: number, window_s: number, retry_after_s: number) {
    super('throttled', calls, window_s)
    this.retry_after_s = retry_after_s
  }
}

/** A refusal that a scenario or a fault asks for: any code of the service's, also one that no call provokes. */
export class AskedRefusal extends ApiError {
  override readonly statusCode: number
  override readonly code: string

  /** @param status if it is not to be the one that belongs to the code. */
  constructor(code: string, message: string | undefined, asker: string, status?: number) {
    const known = Object.values(catalogue).find(([, one]) => one === code)
    // Words with a gap for a value would look odd without it.
    const words = known && !known[2].includes('%s') ? known[2] : undefined
    super('asked', message ?? words ?? `Refused, as ${asker} says.`)
    this.code = code
    this.statusCode = status ?? known?.[0] ?? other_statuses[code] ?? 400
  }
}

/** A move of a clock that has not come to its end: as its cause, and with the moment that it has come to. */
export class MoveCut extends ApiError {
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
