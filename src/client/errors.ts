import type { z } from 'zod'
import type { ControlFailure } from '../schemas/common.ts'

type Failure = z.infer<typeof ControlFailure>['error']

/** The emulator refused: what was wrong, where, and what to do. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError'
  /** The HTTP status. */
  readonly status: number
  /** Such as `EMULATOR.0404`; docs/errors.md has them all. */
  readonly code: string
  /** The places that were wrong, for a document that was sent. */
  readonly details: NonNullable<Failure['details']>

  constructor(status: number, { code, message, details = [] }: Failure) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

/** No emulator answers there. */
export class EmulatorUnreachable extends Error {
  override readonly name = 'EmulatorUnreachable'
  /** Why, to end a sentence with. */
  readonly reason: string

  constructor(url: string, reason: string, cause?: unknown) {
    super(`No emulator answers at ${url}: ${reason}`, { cause })
    this.reason = reason
  }
}
