import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allTests } from '../groups/files.ts'
import { tapSuite } from '../tap-suite.ts'

/**
 * `npm run test:thorough`: the tests of properties that `npm test` runs, with twenty times the cases,
 * or with as many as FUZZ_EFFORT says.
 */

const files = allTests()
  .filter((name) => /\/effort\.ts'$/m.test(readFileSync(join('test', name), 'utf8')))
  .map((name) => join('.build/test', name.replace(/\.ts$/, '.js')))

await tapSuite(files, [], { FUZZ_EFFORT: process.env.FUZZ_EFFORT ?? '20' })
