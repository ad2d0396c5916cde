import { readdirSync } from 'node:fs'
import { posix } from 'node:path'

/**
 * The test files by the process that runs them. To load the emulator costs more than most files of
 * tests do, so those of a group share a process; one file alone still runs by itself. Tap begins them in the order of
 * their names: the last ones are short, so that no long one is left alone at the end.
 */
export const groups = {
  command: ['cli', 'parity'],
  control: ['http/control'],
  docs: ['docs', 'examples'],
  emulator: ['.'],
  http: ['http', 'scenarios', 'companions'],
  library: ['client', 'generated', 'ui'],
  services: ['http/sms', 'http/iam', 'faults'],
  units: ['domain', 'operations', 'store', 'schemas', 'formats', 'sdk', 'fuzz', 'integrations'],
} as const satisfies Record<string, readonly string[]>

/** Folders whose tests are suites of their own, with commands of their own. */
export const suites = ['groups', 'image']

/** All test files below `test/`, with `/` on every system, without what suites install there, maybe at this moment. */
export const allTests = (folder = '.'): string[] =>
  readdirSync(posix.join('test', folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) return /^node_modules$|^\./.test(entry.name) ? [] : allTests(path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })

/** The test files right in a folder of `test/`, such as `http/fuzz.test.ts`. */
export const testsIn = (folder: string): string[] =>
  readdirSync(posix.join('test', folder))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => posix.join(folder, name))
    .sort()
