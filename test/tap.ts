import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

/** Where all results are, whatever is shown on a terminal. */
const results_file = '.build/results.tap'

/**
 * Runs compiled test files with tap, and ends with the plain line "N passed, N failed". The exit code
 * of this process becomes that of tap. With `CI=true`, a skipped test counts as a failure.
 *
 * @param args options and files for tap; without files it runs those that `.taprc` names
 * @param environment variables for the tests, added to those of this process
 */
export async function runTap(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<void> {
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
  const totals = readTotals(results)
  if (totals !== undefined) reportTotals(totals, failuresIn(results))
}

/** What `.taprc` says of how test files run. */
type Settings = { jobs: number; timeout: number; 'node-arg': string[] }

type Ran = {
  file: string
  results: string
  /** Its exit code, or the signal that ended it. */
  end: number | string
  totals: Totals
  /** What ended it beside its tests, such as a listener that was left open. */
  problem?: string
}

/**
 * Runs compiled test files as tap does by `.taprc`, and ends as `runTap` does, without tap's own process and loaders
 * (docs/decisions/005-tests-run-compiled.md). Coverage and other options need `runTap`.
 *
 * @param describe more to print of the tests that ran, above what failed and the totals
 * @returns whether all tests ran and passed
 */
export async function runFiles(
  files: readonly string[],
  environment: Record<string, string>,
  describe: () => string,
): Promise<boolean> {
  const settings: Settings = parse(readFileSync('.taprc', 'utf8'))
  const waiting = [...files]
  const ran: Ran[] = []
  const runNext = async (): Promise<void> => {
    const file = waiting.shift()
    if (file === undefined) return
    const one = await runFile(file, settings, environment)
    ran.push(one)
    // A terminal gets a line for each: all is in the file.
    const line = `${one.end === 0 ? 'ok' : 'not ok'} - ${file}\n`
    process.stdout.write(process.stdout.isTTY ? line : `${one.results}${line}`)
    return runNext()
  }
  await Promise.all(Array.from({ length: settings.jobs }, runNext))
  const results = ran.map(({ results }) => results).join('')
  writeFileSync(results_file, results)
  console.log(`\n${describe()}`)
  const sum = (name: keyof Totals): number => ran.reduce((all, { totals }) => all + totals[name], 0)
  const totals = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
  const isGood = ran.every(({ end }) => end === 0)
  if (!isGood) process.exitCode = 1
  reportTotals(totals, [...failuresIn(results), ...ran.flatMap(({ problem }) => problem ?? [])])
  return isGood && totals.skipped === 0
}

/** Runs one test file in a process of its own, which prints its results by itself. */
async function runFile(
  file: string,
  { timeout, 'node-arg': node_args }: Settings,
  environment: Record<string, string>,
): Promise<Ran> {
  const child = spawn(process.execPath, ['--enable-source-maps', ...node_args, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // One that hangs in a loop does not end by its own limit.
    timeout: (timeout + 60) * 1000,
    killSignal: 'SIGKILL',
    env: { ...process.env, TAP_TIMEOUT: `${timeout}`, ...environment },
  })
  let results = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    results += text
  })
  const [code, signal] = await once(child, 'close')
  const end: number | string = code ?? signal
  const totals = readTotals(results)
  if (totals && (end === 0 || totals.failed > 0)) return { file, results, end, totals }
  const problem = `  ${file}  ended with ${end}${totals ? '' : ', without a summary'}`
  const { passed, skipped } = totals ?? { passed: 0, skipped: 0 }
  return { file, results, end: end || 1, totals: { passed, failed: 1, skipped }, problem }
}

function reportTotals({ passed, failed, skipped }: Totals, failures: readonly string[]): void {
  const may_skip = process.env.CI !== 'true'
  if (skipped > 0 && !may_skip) {
    console.log(`\nnot ok - in CI nothing may be skipped, and ${skipped} tests were`)
    process.exitCode = 1
  }
  if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`)
  console.log(`\n${passed} passed, ${failed + (may_skip ? 0 : skipped)} failed`)
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
