/** Tested by: test/http/control/fixtures.test.ts, test/cli/commands.test.ts */
import { parseFixture, parseScenarios } from '../../formats/fixture-text.ts'
import { parseFaults } from '../deviations/faults.ts'
import { checkText } from './check-text.ts'

/** What a text can be, and what reads it. @throws ApiError 400 naming line, path and reason; `any` never throws. */
export const textKinds = {
  fixture: parseFixture,
  scenarios: parseScenarios,
  faults: parseFaults,
  any: checkText,
} as const

export type TextKind = keyof typeof textKinds
export type TextContent<Kind extends TextKind = TextKind> = ReturnType<(typeof textKinds)[Kind]>

/** Reads a text; a long one without keeping others waiting, as a promise. */
export type ReadText = (
  kind: TextKind,
  text: string,
  closing: AbortSignal,
) => TextContent | Promise<TextContent>
