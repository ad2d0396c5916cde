import t from 'tap'
import { groups, testsIn } from './files.ts'

/** Loads the test files of a group; their tests begin when all of them are there. */
export function runGroup(name: keyof typeof groups): void {
  const files = groups[name].flatMap(testsIn)
  t.test(`${files.length} files of tests: ${groups[name].join(', ')}`, async (t) => {
    t.ok(files.length > 0)
    for (const file of files) {
      await import(new URL(`../${file.replace(/\.ts$/, '.js')}`, import.meta.url).href)
    }
  })
}
