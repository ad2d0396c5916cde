import type { ErrorDetail } from '../errors/refusals.ts'

/** What a text says, and how to tell in which lines places of it are. */
export type Read = {
  content: unknown
  /** What the places of a text are that aliases (`*x`) repeat; absent for a text that cannot have any. */
  origins?(paths: readonly (readonly PropertyKey[])[]): Origin[]
  lines(paths: readonly (readonly PropertyKey[])[]): (number | undefined)[]
}

/** The part of a text that says what is at a place: several places have the same where an alias repeats it. */
export type Origin = {
  /** The part itself, to be compared; undefined where the place is not in the text. */
  node: object | undefined
  /** What is below that part and not there. */
  below: string
  /** The alias on the way, and its line. */
  use?: { anchor: string; line: number }
}

/** A text that cannot be read, or does not say what it should. */
export class Unreadable extends Error {
  readonly details: ErrorDetail[]

  constructor(details: ErrorDetail[]) {
    super('the text cannot be read')
    this.details = details
  }
}
