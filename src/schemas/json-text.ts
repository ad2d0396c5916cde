/** What one answer shows of where things are. */
export type ObservedStates = { task_states: string[]; source_states: string[]; subtasks: string[] }

/** An answer that is JSON already, and may be too long to be one text: its pieces, one after the other. */
export class JsonPieces<Answer> {
  readonly pieces: readonly string[]
  /** Never set: it makes pieces of different answers different types. */
  declare readonly answer: Answer

  constructor(pieces: readonly string[]) {
    this.pieces = pieces
  }
}
