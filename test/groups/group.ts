import root from 'tap'
import { watchCosts } from '../costs.ts'
import { groups, testsIn } from './files.ts'

/** Loads the test files of a group; their tests begin when all of them are there. */
export function runGroup(name: keyof typeof groups): void {
  const files = groups[name].flatMap(testsIn)
  const loadCounted = watchCosts(root)
  root.test(`${files.length} files of tests: ${groups[name].join(', ')}`, async (t) => {
    t.ok(files.length > 0)
    for (const file of files) {
      const { href } = new URL(`../${file.replace(/\.ts$/, '.js')}`, import.meta.url)
      await loadCounted(`test/${file}`, () => import(href))
      t.equal(root.jobs, 1, `${file} leaves the tests of other files one after the other`)
      root.jobs = 1
    }
  })
}
