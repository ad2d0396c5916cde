import { noCostGrows, noTableIsReadWhole } from './check-growth.ts'
import { noLeak } from './check-leak.ts'
import { noWriteIsLost } from './check-writes.ts'
import { noAccountIsLeft } from './scale-memory.ts'
import { compiled } from './serve.ts'

/**
 * `npm run bench -- check`: what betrays a lost write, a leak or an operation that costs as much as there is, without a
 * stopwatch. docs/decisions/027-seeded-defects.md shows each of them turn red.
 */

const checks: [name: string, run: () => Promise<string | undefined>][] = [
  ['what was acknowledged under 32 connections is there, also after a restart', noWriteIsLost],
  ['what is reachable in heap and buffers does not grow with the calls', noLeak],
  [
    'accounts that are made and deleted leave nothing in memory',
    () => noAccountIsLeft(1_000, { command: compiled() }),
  ],
  ['no statement reads a whole table', noTableIsReadWhole],
  ['no operation costs more because there are more accounts', noCostGrows],
]

let failed = 0
for (const [name, run] of checks) {
  const began = performance.now()
  const time = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
  try {
    const said = await run()
    console.log(`ok - ${name} (${time()})${said ? `\n  ${said}` : ''}`)
  } catch (error) {
    failed++
    console.log(`not ok - ${name} (${time()})\n  ${error instanceof Error ? error.message : error}`)
  }
}
console.log(`\n${checks.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
