import { ConfigRefused } from '../config.ts'
import { ApiError } from '../errors/refusals.ts'
import { parseFixture, parseScenarios } from '../formats/fixture-text.ts'
import type { FixtureAccount } from '../schemas/control/fixture.ts'
import type { Scenario } from '../schemas/control/scenarios.ts'
import { endSentence, reasonOf } from '../text/failures.ts'
import { filesIn, textOfWrittenFile } from './files.ts'

/** Fixtures and scenarios from the disk: files as they are given, folders in the order of their file names. */

/**
 * Reads fixtures.
 *
 * @throws ConfigRefused for a path that cannot be read or a folder without such files, and for a file
 *   that is not valid, naming file, line and path.
 */
export const readFixtures = (paths: readonly string[]): FixtureAccount[] =>
  listFixtureFiles(paths).flatMap((file) => readFile(file, parseFixture).accounts)

/** Reads scenarios. @throws as readFixtures */
export const readScenarios = (paths: readonly string[]): Scenario[] =>
  listFixtureFiles(paths).flatMap((file) => readFile(file, parseScenarios))

/** The files that paths name, and those in the folders that they name. @throws ConfigRefused */
export const listFixtureFiles = (paths: readonly string[]): string[] =>
  paths.flatMap((path) => {
    const files = attempt(path, () => filesIn(path))
    if (files.length > 0) return files
    throw new ConfigRefused(`${path} is a folder without a file .yaml, .yml or .json.`)
  })

function readFile<Result>(file: string, parse: (text: string) => Result): Result {
  const text = attempt(file, () => textOfWrittenFile(file))
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof ApiError) {
      throw new ConfigRefused(endSentence(`${file}: ${error.message}`))
    }
    throw error
  }
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw new ConfigRefused(`${path} cannot be read: ${reasonOf(error)}.`)
  }
}
