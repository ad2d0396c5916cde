import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'

/** Where tap writes all results, whatever it shows on a terminal. */
const results_file = '.build/results.tap'

/**
 * Runs compiled test files with tap, and ends with the plain line "N passed, N failed". The exit code
 * of this process becomes that of tap. With `CI=true`, a skipped test counts as a failure.
 *
 * @param args options and files for tap; without files it runs those that `.taprc` names
 * @param environment variables for the tests, added to those of this process
 * @param describe more to print of the tests that ran, above what failed and the totals
 * @returns whether all tests ran and passed
 */
export async function runTap(
  args: readonly string[],
  environment: Record<string, string> = {},
  describe = (): string => '',
): Promise<boolean> {
  // To a terminal tap shows a summary only. Elsewhere it would print results twice if it also wrote them to a file.
  const isTerminal = process.stdout.isTTY
  rmSync(results_file, { force: true })
  const program = 'node_modules/tap/dist/esm/run.mjs'
  const output = isTerminal ? [`--output-file=${results_file}`] : []
  const tap = spawn(process.execPath, [program, ...output, ...args], {
    stdio: ['inherit', isTerminal ? 'inherit' : 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  })
  let results = ''
  tap.stdout?.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text)
    results += text
  })
  const [code] = await once(tap, 'close')
  process.exitCode = code ?? 1
  if (existsSync(results_file)) results = readFileSync(results_file, 'utf8')
  const description = describe()
  if (description) console.log(`\n${description}`)
  const totals = readTotals(results)
  if (totals === undefined) return false
  const { passed, failed, skipped } = totals
  const may_skip = process.env.CI !== 'true'
  if (skipped > 0 && !may_skip) {
    console.log(`\nnot ok - in CI nothing may be skipped, and ${skipped} tests were`)
    process.exitCode = 1
  }
  const failures = failuresIn(results)
  if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`)
  console.log(`\n${passed} passed, ${failed + (may_skip ? 0 : skipped)} failed`)
  return code === 0 && skipped === 0
}

type Totals = { passed: number; failed: number; skipped: number }

/** Reads tap's summary, such as "# { total: 9, pass: 7, fail: 1, skip: 1 }"; it has none if tap was ended. */
function readTotals(results: string): Totals | undefined {
  const [summary] = results.match(/^# \{ total: .*\}$/gm)?.slice(-1) ?? []
  if (summary === undefined) return undefined
  const count = (name: string): number =>
    Number(new RegExp(`${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
  return { passed: count('pass'), failed: count('fail'), skipped: count('skip') }
}

/**
 * The tests that failed, each with the place of its last failed assertion: `test/tls.test.ts:31  its title`.
 *
 * @param results as tap prints them: an assertion and its place, then the tests that it is a part of
 */
export function failuresIn(results: string): string[] {
  const failures: string[] = []
  let isAssertion = false
  let file = ''
  let place: string | undefined
  for (const line of results.split('\n')) {
    const [failed, title = '', time] = /^ *not ok \d+ - (.*?)( # time=.*)?$/.exec(line) ?? []
    if (failed !== undefined) isAssertion = time === undefined
    if (time !== undefined && place !== undefined) {
      failures.push(`  ${place}  ${title}`)
      place = undefined
    }
    const [, name, value = ''] = /^ +(fileName|lineNumber): (.*)$/.exec(line) ?? []
    if (name === 'fileName') file = value
    // The compiled file comes after the source, where both are told.
    if (name === 'lineNumber' && isAssertion && !file.startsWith('.build/')) {
      place = `${file}:${value}`
    }
  }
  return failures
}
