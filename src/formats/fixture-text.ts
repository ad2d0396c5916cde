import { Fixture } from '../schemas/control/fixture.ts'
import { ScenarioFile } from '../schemas/control/scenario-files.ts'
import type { Scenario } from '../schemas/control/scenarios.ts'
import { hasField, parseText, type TextOrWritten } from './written-files.ts'

/** Fixtures and scenarios from their text. */

/** @throws ApiError 400 `fixtureInvalid` whose details name line, path and reason. */
export const parseFixture = (text: TextOrWritten): Fixture =>
  parseText(text, () => Fixture, 'fixtureInvalid')

/**
 * A file of one scenario or of a list of them.
 *
 * @throws ApiError 400 `scenarioInvalid` whose details name line, path and reason.
 */
export function parseScenarios(text: TextOrWritten): Scenario[] {
  const [one, many] = ScenarioFile.options
  const file = parseText<(typeof ScenarioFile.options)[number]>(
    text,
    (content) => (isList(content) ? many : one),
    'scenarioInvalid',
  )
  if ('scenarios' in file) return file.scenarios
  const { $schema: _, ...scenario } = file
  return [scenario]
}

const isList = (content: unknown): boolean => hasField(content, 'scenarios')
