/** Tested by: test/http/control/validation.test.ts, test/cli/commands.test.ts */
import { ApiError, type ErrorDetail } from '../../errors/refusals.ts'
import { recognizeKind } from '../../formats/file-kinds.ts'
import { parseFixture, parseScenarios } from '../../formats/fixture-text.ts'
import { WrittenText } from '../../formats/written-files.ts'
import type { Fixture } from '../../schemas/control/fixture.ts'
import type { FileKind } from '../../schemas/control/validation.ts'
import { parseFaults } from '../deviations/faults.ts'

/** What a text holds, and what is wrong with its shape. */
export type CheckedText = {
  /** null for a text that says nothing: it was read as a fixture. */
  kind: FileKind | null
  /** What there is to rehearse: null of a text that is no fixture or is not valid. */
  fixture: Fixture | null
  problems: readonly ErrorDetail[]
}

/** Reads a text as what it holds. What only turns out when a fixture is loaded is not looked at. */
export function checkText(text: string): CheckedText {
  const written = new WrittenText(text)
  const kind = recognizeKind(written)
  try {
    const fixture = readAs(kind ?? 'fixture', written)
    return { kind, fixture, problems: [] }
  } catch (error) {
    return { kind, fixture: null, problems: problemsIn(error) }
  }
}

function readAs(kind: FileKind, text: WrittenText): Fixture | null {
  if (kind === 'fixture') return parseFixture(text)
  if (kind === 'scenarios') parseScenarios(text)
  else parseFaults(text)
  return null
}

/** What a refusal says of a document. @throws the error, if it is no refusal. */
export function problemsIn(error: unknown): readonly ErrorDetail[] {
  if (!(error instanceof ApiError)) throw error
  return error.details ?? [{ path: 'the document', message: error.message }]
}
