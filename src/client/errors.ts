import type { z } from 'zod'
import type { ControlFailure } from '../schemas/common.ts'
import type { AdvanceResult, JournalEntry, TaskOverview } from './types.ts'

/** A refusal, as the control API answers it. */
export type Failure = z.infer<typeof ControlFailure>['error']

/** An error of the library itself: its stack begins at the line that called the library. */
export class LibraryError extends Error {}

/** The emulator refused a call: what was wrong, where, and what to do. */
export class EmulatorError extends LibraryError {
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

/** No emulator answers at a URL, or it was closed. */
export class EmulatorUnreachable extends LibraryError {
  override readonly name = 'EmulatorUnreachable'
  /** Why, to end a sentence with. */
  readonly reason: string

  constructor(message: string, reason: string) {
    super(message)
    this.reason = reason
  }
}

/** Gives an error what programs read of it and nobody wants printed below its message. */
function setHidden<Properties extends object>(error: Properties, properties: Properties): void {
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(error, name, { value, writable: true, configurable: true })
  }
}

/** What the clock was moved for did not happen. The message says where the task is instead, and why it stays there. */
export class ConditionNotMet extends LibraryError {
  override readonly name = 'ConditionNotMet'
  /** How far the clock was moved, and what happened on the way. */
  declare readonly result: AdvanceResult
  /** The task as it is now; undefined if it is gone, or if the condition was `idle`. */
  declare readonly task: TaskOverview | undefined

  constructor(message: string, result: AdvanceResult, task: TaskOverview | undefined) {
    super(message)
    setHidden<Pick<ConditionNotMet, 'result' | 'task'>>(this, { result, task })
  }
}

/** Another number of calls was made than expected. The message lists the latest calls, with the reason of each refusal. */
export class UnexpectedRequests extends LibraryError {
  override readonly name = 'UnexpectedRequests'
  /** How many calls fit the filter. */
  declare readonly count: number
  /** All calls of the journal, oldest first. */
  declare readonly requests: JournalEntry[]

  constructor(message: string, count: number, requests: JournalEntry[]) {
    super(message)
    setHidden<Pick<UnexpectedRequests, 'count' | 'requests'>>(this, { count, requests })
  }
}
