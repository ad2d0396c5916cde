import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allTests } from '../groups/files.ts'
import { runTap } from '../tap.ts'

/**
 * `npm test -- thorough`: the property tests of `npm test` with twenty times the cases.
 *
 * FUZZ_EFFORT=100 asks for more, FUZZ_SEED=7 for others.
 */

const files = allTests()
  .filter((name) => /\/effort\.ts'$/m.test(readFileSync(join('test', name), 'utf8')))
  .map((name) => join('.build/test', name.replace(/\.ts$/, '.js')))

await runTap(files, { FUZZ_EFFORT: process.env.FUZZ_EFFORT ?? '20' })
