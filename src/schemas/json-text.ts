/** An answer that is JSON already: text that stands for a value of `Answer`. */
export class JsonOf<Answer> {
  readonly text: string
  /** Never set: it makes texts of different answers different types. */
  declare readonly answer: Answer

  constructor(text: string) {
    this.text = text
  }
}

/** Says what a text stands for. */
export const jsonOf = <Answer>(text: string): JsonOf<Answer> => new JsonOf<Answer>(text)

/** A text where a route wants the value itself: the writer of answers knows it, and sends it as it is. */
export const asAnswer = <Answer>(text: JsonOf<Answer>): Answer => text as Answer
