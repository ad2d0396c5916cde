import { findChromium, startChromium } from '../browser/chromium.ts'
import './bar.ts'
import './calls.ts'
import './every-view.ts'
import './failures.ts'
import './migrations.ts'
import './palette.ts'
import './remote.ts'
import './servers.ts'
import './snapshots.ts'
import './timeline.ts'
import './timeline-looks.ts'
import { own_address, runTests } from './tools.ts'

/**
 * `npm test -- dashboard`: the dashboard, clicked through in Chromium.
 *
 * Without Chromium it says so and does nothing; with `CI=true` that is a failure.
 */
const limit_s = 600

let passed = 0
let failed = 0

function check(name: string, problem: string | null): void {
  if (problem === null) passed++
  else failed++
  console.log(`${problem === null ? 'ok' : 'not ok'} ${name}`)
  if (problem !== null) console.log(problem.replace(/^/gm, '  '))
}

// Whoever is told to stop takes its children along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** Ends the process, and by that whatever was left running. */
function finish(): never {
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

const command = findChromium()
if (command) {
  const late = setTimeout(() => {
    check(`all is over in ${limit_s} s`, 'it was not')
    finish()
  }, limit_s * 1000)
  const chromium = await startChromium(command, [], own_address === undefined ? [] : [own_address])
  await runTests(chromium, check)
  await chromium.close()
  clearTimeout(late)
  finish()
} else if (process.env.CI === 'true') {
  check('Chromium is there', 'it is not')
  finish()
} else {
  console.log('Chromium is missing, so nothing was tried')
}
