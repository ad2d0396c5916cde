/**
 * A step of the story that the examples of the documents are recorded from: one call.
 *
 * Texts in `<angle brackets>` are filled in from what earlier answers held (`keep`), so that the ids of the story
 * are in every example.
 */
export type Step = Request & {
  /** The operationId; method and path are its own. */
  operation: string
  /** What the example shows, in one sentence without a full stop. Its name is made of it. */
  summary: string
  /** The expected status of the answer. */
  status: number
}

/** What a step sends, and what it remembers of its answer. */
export type Request = {
  /** Values of the parameters in the path and in the query. */
  path?: Record<string, string>
  query?: Record<string, string>
  /** Besides the token of the story, which calls to SMS and IAM carry unless `anonymous` says otherwise. */
  headers?: Record<string, string>
  anonymous?: true
  /** A text is sent as YAML, anything else as JSON. */
  body?: unknown
  /** What later steps use of the answer: a name, and where it is: `/a/b` in the body, or a header. */
  keep?: Record<string, string>
}

/** A step of a story. */
export const call = (
  operation: string,
  status: number,
  summary: string,
  request: Request = {},
): Step => ({ operation, status, summary, ...request })

/** What earlier answers held, by the names that steps gave it. */
export type Kept = Map<string, string>

/**
 * A value with its `<names>` filled in.
 *
 * @throws Error for a name that no earlier step keeps.
 */
export function fillIn<T>(value: T, kept: Kept): T {
  const text = JSON.stringify(value)
  if (text === undefined) return value
  return JSON.parse(
    text.replace(/<(\w+)>/g, (_, name: string) => {
      const found = kept.get(name)
      if (found === undefined) throw new Error(`no earlier step keeps <${name}>`)
      return JSON.stringify(found).slice(1, -1)
    }),
  )
}
