/** What was tried, and how it went: a line each, and the totals. */

let passed = 0
let failed = 0

export function check(name: string, problems: readonly string[]): boolean {
  const isGood = problems.length === 0
  if (isGood) passed++
  else failed++
  console.log(`${isGood ? 'ok' : 'not ok'} ${name}`)
  for (const problem of problems.slice(0, 5)) console.log(`  ${problem.slice(0, 2_000)}`)
  return isGood
}

export const note = (text: string): void => console.log(`  ${text}`)

/** @returns the exit code. */
export function totals(): number {
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

/** Whole numbers below `below`, the same for the same seed (mulberry32). */
export function chanceOf(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
