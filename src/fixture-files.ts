import { readFileSync } from 'node:fs'
import { ConfigRefused } from './config.ts'
import { parseFixture, parseScenarios } from './domain/fixture-text.ts'
import { ApiError } from './errors.ts'
import { filesIn } from './folders.ts'
import type { FixtureAccount } from './schemas/fixture.ts'
import type { Scenario } from './schemas/scenarios.ts'
import { textOfUtf8 } from './text/utf8.ts'

/** Fixtures and scenarios from the disk: files as they are given, folders in the order of their file names. */

/** @throws ConfigRefused for a path that cannot be read, ApiError naming file, line and path. */
export const readFixtures = (paths: readonly string[]): FixtureAccount[] =>
  paths.flatMap(filesOf).flatMap((file) => readFile(file, parseFixture).accounts)

/** @throws as readFixtures */
export const readScenarios = (paths: readonly string[]): Scenario[] =>
  paths.flatMap(filesOf).flatMap((file) => readFile(file, parseScenarios))

const filesOf = (path: string): string[] => attempt(path, () => filesIn(path))

function readFile<Result>(file: string, parse: (text: string) => Result): Result {
  const text = attempt(file, () => textOfUtf8(readFileSync(file)))
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof ApiError) {
      throw new ConfigRefused(`${file}: ${error.message}`)
    }
    throw error
  }
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigRefused(`${path} cannot be read: ${reason}.`)
  }
}
