import { spawnSync } from 'node:child_process'
import t from 'tap'
import { environment } from './crash/child.ts'

/** Which test fails of an error that nobody catches. */

t.test('an uncaught error fails the innermost test that runs, and the next ones run', async (t) => {
  const args = ['--import=./.build/test/uncaught.js', '.build/test/leaks/uncaught.js']
  const { status, stdout } = spawnSync(process.execPath, args, {
    env: environment,
    encoding: 'utf8',
  })
  t.equal(status, 1)
  for (const told of [
    / {4}# Subtest: thrown\n {8}not ok 1 - too late\n/,
    /\n {4}not ok 1 - thrown /,
    /\n# Subtest: rejected\n {4}not ok 1 - nobody waits\n/,
    /\nnot ok 2 - rejected /,
    /\nok 3 - another /,
  ]) {
    t.match(stdout, told)
  }
})
