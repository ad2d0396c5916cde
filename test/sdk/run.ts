import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { isThere, run } from './child.ts'
import { type RunningEmulator, startEmulator } from './emulator.ts'
import { effects, type Measured, openFaultAccounts, sdks, updateFaults } from './faults.ts'
import { clients, keyOf, lostTicks, matrixOf, newTicks } from './matrix.ts'
import { type Block, blocksOf, pointedAt } from './pages.ts'
import { type FaultReport, faultReportIn, type Result, resultIn } from './report.ts'
import { pageFile, prepare, type Suite, suites } from './suites.ts'

/**
 * `npm test -- sdk`: the vendor's SDKs against the emulator, and the code of docs/clients.
 *
 *   --only python,go   some clients
 *   --update           write docs/clients/matrix.md, from all clients, and the SDKs' table of docs/faults.md
 *
 * `SDK_AUTH=off` starts the emulators with that `--auth`. Where a runtime is missing its suite is
 * left out with a word; with `CI=true` that is a failure.
 */
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    update: { type: 'boolean', default: false },
  },
})
// Whoever is told to stop takes its children along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const matrix_file = 'docs/clients/matrix.md'
const faults_file = 'docs/faults.md'

const results: Result[] = []
const measured: Measured[] = []
const failures: string[] = []
const ran: string[] = []
// To install mostly is to wait for registries: it begins for all suites at once.
const preparations = chosen(options.only).map((suite) => ({ suite, state: stateOf(suite) }))
for (const { suite, state } of preparations) {
  const began = Date.now()
  const { missing, broken } = await state
  if (missing) {
    if (process.env.CI === 'true') failures.push(`${suite.name}: ${missing} is missing`)
    else console.log(`${suite.name}: ${missing} is missing, so its suite was not run`)
    continue
  }
  if (broken) {
    failures.push(`${suite.name} could not be made ready: ${broken}`)
    continue
  }
  const found = await resultsOf(suite).catch((error: Error) => {
    failures.push(`${suite.name}: ${error.message}`)
    return []
  })
  ran.push(...suite.clients)
  results.push(...found)
  const passed = found.filter(({ ok }) => ok).length
  console.log(
    `${suite.name}: ${passed} of ${found.length} in ${Math.round((Date.now() - began) / 1000)} s`,
  )
}
for (const { client, kind, name, ok, message, seconds } of results) {
  if (seconds !== undefined) console.log(`${client}: ${name} took ${seconds} s`)
  if (!ok) failures.push(`${client}: ${kind} ${name}: ${message ?? ''}`)
}
compareMatrix()
const rows = compareFaults()

for (const failure of failures) console.log(`not ok ${failure.replaceAll(/\s*\n\s*/g, ' | ')}`)
const passed = results.filter(({ ok }) => ok).length + rows
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

/** What a suite lacks, or what went wrong when it was made ready; nothing, if it is. */
async function stateOf(suite: Suite): Promise<{ missing?: string; broken?: string }> {
  const missing = await missingOf(suite)
  if (missing) return { missing }
  const broken = await prepare(suite)
  return broken ? { broken } : {}
}

/** All that a suite and its page find out. */
async function resultsOf(suite: Suite): Promise<Result[]> {
  const results = await withEmulator(suite, async (emulator) => {
    const found = await resultsOfTests(suite, emulator)
    const problems = await emulator.recorded()
    failures.push(...problems.map((problem) => `${suite.name}: ${problem}`))
    return found
  })
  for (const [index, block] of blocksOf(suite.name).entries()) {
    // Each meets a fresh emulator, as a reader's would.
    const outcome = await withEmulator(suite, (emulator) => outcomeOf(suite, block, emulator))
    const [client = suite.name] = suite.clients
    const name = `${suite.name}.md, block ${index + 1}`
    results.push({ client, kind: 'page', name, ...outcome })
  }
  return results
}

async function withEmulator<Found>(
  { settings }: Suite,
  work: (emulator: RunningEmulator) => Promise<Found>,
): Promise<Found> {
  const emulator = await startEmulator(settings)
  try {
    return await work(emulator)
  } finally {
    await emulator.stop()
  }
}

async function resultsOfTests(
  { name, tests }: Suite,
  { url, env }: RunningEmulator,
): Promise<Result[]> {
  if (!tests) return []
  const found: Result[] = []
  const reports: FaultReport[] = []
  const onLine = (line: string): void => {
    const result = resultIn(line)
    if (result) found.push(result)
    const report = faultReportIn(line)
    if (report) reports.push(report)
  }
  const accounts = name in sdks ? await openFaultAccounts(url) : undefined
  const { status, output } = await run({ ...tests, env: { ...env, ...accounts?.env }, onLine })
  if (status !== 0) failures.push(`${name}: the suite ended with ${status}: ${output}`)
  else if (accounts) measured.push(...(await accounts.measure(name, reports)))
  return found
}

/** Whether a block of a page runs, and prints what the page says. */
async function outcomeOf(
  suite: Suite,
  block: Block,
  { url, env }: RunningEmulator,
): Promise<{ ok: boolean; message: string }> {
  const { code, output } = pointedAt(url, block)
  const file = pageFile(suite)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, code)
  let printed = ''
  const onLine = (line: string): void => {
    printed += `${line}\n`
  }
  const ended = await run({ ...suite.page.run(file), env, onLine })
  const ok = ended.status === 0 && (output === undefined || output === printed)
  return { ok, message: ended.output }
}

function compareMatrix(): void {
  const page = existsSync(matrix_file) ? readFileSync(matrix_file, 'utf8') : ''
  if (options.update) {
    if (ran.length !== clients.length) {
      failures.push(`${matrix_file} is written from a run of every suite only`)
      return
    }
    const order = [...operationsOfContract(), ...operationsOfCompanions()]
    writeFileSync(matrix_file, matrixOf(results, order))
    return
  }
  const failed = new Set(results.filter(({ ok }) => !ok).map(keyOf))
  for (const tick of lostTicks(page, results, ran)) {
    if (!failed.has(tick)) failures.push(`a tick of ${matrix_file} is gone: ${tick}`)
  }
  const fresh = newTicks(page, results)
  if (fresh.length > 0) {
    console.log(`${fresh.length} ticks are not in ${matrix_file} yet: npm test -- sdk --update`)
  }
}

/** @returns how many rows of the table are as measured. */
function compareFaults(): number {
  if (measured.length === 0) return 0
  const { page, problems } = updateFaults(readFileSync(faults_file, 'utf8'), measured)
  const rows = Object.keys(effects).length
  if (options.update) {
    writeFileSync(faults_file, page)
    return rows
  }
  failures.push(...problems)
  return Math.max(rows - problems.length, 0)
}

function operationsOfContract(): string[] {
  const contract = JSON.parse(readFileSync('test/reference/sms-v3.contract.json', 'utf8')) as {
    operations: { operationId: string }[]
  }
  return contract.operations.map(({ operationId }) => operationId)
}

function operationsOfCompanions(): string[] {
  const { paths } = JSON.parse(readFileSync('openapi/companions.json', 'utf8')) as {
    paths: Record<string, Record<string, { operationId: string }>>
  }
  return Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
}
