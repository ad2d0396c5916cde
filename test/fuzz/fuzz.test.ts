import t from 'tap'
import { effort, hold, properties } from './cases.ts'

/** A small share of what `npm test -- fuzz` tries. FUZZ_SEED=7 FUZZ_EFFORT=10 asks for others, or more. */

for (const property of properties) {
  t.test(property.name, async (t) => {
    const { counterexample } = await hold(property, 1_000 * effort)
    t.equal(counterexample, null)
  })
}
