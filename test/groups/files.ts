import { readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { filesBelow } from '../repository.ts'

/**
 * The test files by the process that runs them. To load the emulator costs more than most files of
 * tests do, so those of a group share a process; one file alone still runs by itself. There are as many groups as run
 * at a time (.taprc), and each takes as long as the others: what waits for processes of its own is in `command`.
 */
export const groups = {
  command: ['cli', 'client', 'docs', 'examples', 'faults', 'generated', 'parity'],
  control: [
    ...['http/control', 'http/sms', 'http/iam', 'scenarios', 'companions', 'ui'],
    ...['domain', 'operations', 'store', 'schemas', 'formats', 'sdk', 'fuzz', 'integrations'],
  ],
  http: ['http', '.'],
} as const satisfies Record<string, readonly string[]>

/** Folders whose tests are suites of their own, with commands of their own. */
export const suites = ['groups', 'image']

/** All test files below `test/`, such as `http/fuzz.test.ts`. */
export const allTests = (): string[] =>
  filesBelow('test')
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => posix.relative('test', path))

/** The test files right in a folder of `test/`, such as `http/fuzz.test.ts`. */
export const testsIn = (folder: string): string[] =>
  readdirSync(posix.join('test', folder))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => posix.join(folder, name))
    .sort()
