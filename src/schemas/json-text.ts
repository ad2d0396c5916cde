/** What one answer shows of where things are. */
export type ObservedStates = { task_states: string[]; source_states: string[]; subtasks: string[] }

/** An answer that is JSON already: text that stands for a value of `Answer`. */
export class SerializedJson<Answer> {
  readonly text: string
  /** The states and sub-tasks that its parts show, which nobody reads it again for. */
  readonly observed_states: readonly ObservedStates[]
  /** Gives the text anew, at any time: whoever keeps this need not keep the text. */
  readonly regenerate: (() => string) | undefined
  /** Never set: it makes texts of different answers different types. */
  declare readonly answer: Answer

  constructor(text: string, observed_states: readonly ObservedStates[], again?: () => string) {
    this.text = text
    this.observed_states = observed_states
    this.regenerate = again
  }
}

/** A text where a route wants the value itself: the writer of answers knows it, and sends it as it is. */
export const asResponse = <Answer>(text: SerializedJson<Answer>): Answer => text as Answer

/** An answer that is JSON already, and may be too long to be one text: its pieces, one after the other. */
export class JsonPieces<Answer> {
  readonly pieces: readonly string[]
  /** Never set: see `JsonOf`. */
  declare readonly answer: Answer

  constructor(pieces: readonly string[]) {
    this.pieces = pieces
  }
}
