import { type Document, LineCounter, parseDocument } from 'yaml'
import { ApiError, type ErrorDetail } from '../errors.ts'
import { Fixture } from '../schemas/fixture.ts'
import { flatIssues, pathText } from '../schemas/issues.ts'

/**
 * A fixture from its text, YAML or JSON (which is YAML too).
 *
 * @throws ApiError 400 `fixtureInvalid` whose details name line, path and reason.
 */
export function parseFixture(text: string): Fixture {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true })
  const [syntax] = document.errors
  if (syntax) {
    const line = lines.linePos(syntax.pos[0]).line
    const message = syntax.message.split('\n')[0] ?? syntax.message
    throw invalid([{ path: '(root)', message, line }])
  }
  const { data, error } = Fixture.safeParse(contentOf(document))
  if (data) return data
  throw invalid(
    flatIssues(error.issues).map(({ path, message }) => ({
      path: pathText(path),
      message,
      ...lineOf(document, lines, path),
    })),
  )
}

const invalid = (details: ErrorDetail[]): ApiError => {
  const [first] = details
  const place = first?.line === undefined ? first?.path : `line ${first.line}, ${first.path}`
  return new ApiError('fixtureInvalid', `${place}: ${first?.message}`, details)
}

/** Aliases are bounded by the parser: a fixture that unfolds without end is refused. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw invalid([{ path: '(root)', message }])
  }
}

/** The line of the nearest thing on the path that stands in the text. */
function lineOf(document: Document, lines: LineCounter, path: PropertyKey[]): { line?: number } {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined
    const start = node?.range?.[0]
    if (start !== undefined) return { line: lines.linePos(start).line }
  }
  return {}
}
