import type { ErrorDetail } from '../errors/refusals.ts'

/** What a text says, and how to tell in which lines places of it are. */
export type Read = {
  content: unknown
  lines(paths: readonly (readonly PropertyKey[])[]): (number | undefined)[]
}

/** A text that cannot be read, or does not say what it should. */
export class Unreadable extends Error {
  readonly details: ErrorDetail[]

  constructor(details: ErrorDetail[]) {
    super('the text cannot be read')
    this.details = details
  }
}
