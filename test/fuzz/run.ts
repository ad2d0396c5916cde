import { effort, hold, properties, seed } from './cases.ts'

/**
 * `npm test -- fuzz`: 100,000 signatures, tokens, fixtures, scenarios and faults from grammars.
 *
 * FUZZ_SEED=7 asks for other cases, FUZZ_EFFORT=10 for ten times as many.
 */

const cases = 100_000 * effort
/** A counterexample may be as long as a fixture. */
const told_max = 3_000

console.log(`seed ${seed}`)
let passed = 0
let failed = 0
for (const property of properties) {
  const begun = performance.now()
  const { count, counterexample } = await hold(property, cases)
  const seconds = Math.round((performance.now() - begun) / 1000)
  passed += counterexample === null ? count : count - 1
  failed += counterexample === null ? 0 : 1
  console.log(
    `${counterexample === null ? 'ok' : 'not ok'} ${property.name}: ${count} in ${seconds} s`,
  )
  if (counterexample !== null) console.log(counterexample.slice(0, told_max))
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
