import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { isThere, run } from './child.ts'
import { type RunningEmulator, startEmulator } from './emulator.ts'
import { keyOf, lostTicks, matrixOf, newTicks } from './matrix.ts'
import { blocksFor } from './pages.ts'
import { type Result, resultIn } from './report.ts'
import { pageFile, prepare, type Suite, suites } from './suites.ts'

/**
 * The vendor's SDKs against the emulator: `npm run test:sdk`.
 *
 *   --only python,go   some suites
 *   --update           write docs/clients/matrix.md, from all suites
 *
 * `SDK_AUTH=off` starts the emulators with that `--auth`. Where a runtime is missing its suite is
 * left out with a word; with `CI=true` that is a failure.
 */
const { values: options } = parseArgs({
  options: { only: { type: 'string' }, update: { type: 'boolean', default: false } },
})
const matrix_file = 'docs/clients/matrix.md'

const results: Result[] = []
const failures: string[] = []
const ran: string[] = []
for (const suite of chosen(options.only)) {
  const began = Date.now()
  const missing = await missingOf(suite)
  if (missing) {
    if (process.env.CI === 'true') failures.push(`${suite.name}: ${missing} is missing`)
    else console.log(`${suite.name}: ${missing} is missing, so its suite was not run`)
    continue
  }
  const found = await resultsOf(suite)
  ran.push(...suite.clients)
  results.push(...found)
  const passed = found.filter(({ ok }) => ok).length
  console.log(
    `${suite.name}: ${passed} of ${found.length} in ${Math.round((Date.now() - began) / 1000)} s`,
  )
}
for (const { client, kind, name, ok, message } of results) {
  if (!ok) failures.push(`${client}: ${kind} ${name}: ${message ?? ''}`)
}
compareMatrix()

for (const failure of failures) console.log(`not ok ${failure.replaceAll(/\s*\n\s*/g, ' | ')}`)
const passed = results.filter(({ ok }) => ok).length
console.log(`\n${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

function chosen(names: string | undefined): Suite[] {
  const wanted = names?.split(',')
  const unknown = wanted?.filter((name) => !suites.some((suite) => suite.name === name)) ?? []
  if (unknown.length > 0) throw new Error(`there is no suite ${unknown.join(', ')}`)
  return suites.filter(({ name }) => wanted?.includes(name) ?? true)
}

async function missingOf({ needs }: Suite): Promise<string | undefined> {
  for (const need of needs) {
    const [command, ...args] = need
    if (!(await isThere(command, ...args))) return need.join(' ')
  }
  return undefined
}

/** All that a suite and its page find out, against an emulator of their own. */
async function resultsOf(suite: Suite): Promise<Result[]> {
  const broken = await prepare(suite)
  if (broken) {
    failures.push(`${suite.name} could not be made ready: ${broken}`)
    return []
  }
  const emulator = await startEmulator(suite.settings)
  try {
    return [...(await resultsOfTests(suite, emulator)), ...(await resultsOfPage(suite))]
  } finally {
    await emulator.stop()
  }
}

async function resultsOfTests({ name, tests }: Suite, { env }: RunningEmulator): Promise<Result[]> {
  if (!tests) return []
  const found: Result[] = []
  const onLine = (line: string): void => {
    const result = resultIn(line)
    if (result) found.push(result)
  }
  const { status, output } = await run({ ...tests, env, onLine })
  if (status !== 0) failures.push(`${name}: the suite ended with ${status}: ${output}`)
  return found
}

/** Each block meets a fresh emulator, as a reader's would. */
async function resultsOfPage(suite: Suite): Promise<Result[]> {
  const results: Result[] = []
  const file = pageFile(suite)
  mkdirSync(dirname(file), { recursive: true })
  const [client = suite.name] = suite.clients
  for (let index = 0; ; index += 1) {
    const emulator = await startEmulator(suite.settings)
    try {
      const block = blocksFor(suite.name, emulator.url)[index]
      if (!block) return results
      writeFileSync(file, block.code)
      const lines: string[] = []
      const ended = await run({
        ...suite.page.run(file),
        env: emulator.env,
        onLine: (line) => lines.push(line),
      })
      const printed = lines.map((line) => `${line}\n`).join('')
      const ok = ended.status === 0 && (block.output === undefined || block.output === printed)
      results.push({
        client,
        kind: 'page',
        name: `${suite.name}.md, block ${index + 1}`,
        ok,
        message: ended.output,
      })
    } finally {
      await emulator.stop()
    }
  }
}

function compareMatrix(): void {
  const page = existsSync(matrix_file) ? readFileSync(matrix_file, 'utf8') : ''
  if (options.update) {
    if (options.only) throw new Error('--update needs all suites: without --only')
    writeFileSync(matrix_file, matrixOf(results, operationsOfContract()))
    return
  }
  const failed = new Set(results.filter(({ ok }) => !ok).map(keyOf))
  for (const tick of lostTicks(page, results, ran)) {
    if (!failed.has(tick)) failures.push(`a tick of ${matrix_file} is gone: ${tick}`)
  }
  const fresh = newTicks(page, results)
  if (fresh.length > 0) {
    console.log(`${fresh.length} ticks are not in ${matrix_file} yet: npm run test:sdk -- --update`)
  }
}

function operationsOfContract(): string[] {
  const contract = JSON.parse(readFileSync('test/reference/sms-v3.contract.json', 'utf8')) as {
    operations: { operationId: string }[]
  }
  return contract.operations.map(({ operationId }) => operationId)
}
