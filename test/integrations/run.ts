import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isThere, run } from '../sdk/child.ts'
import { blocksOf, integrations } from './list.ts'
import { firstUnprinted } from './printed.ts'
import { command_folder, type Step, type Suite, suites } from './suites.ts'

/**
 * `npm test -- integrations`: the integrations with pytest, Go's testing and JUnit, each on its runtime. Each is built
 * as it is published; then its own tests run, the tests that its page shows, and one that fails.
 *
 *   --only python,go   some of them
 *
 * Where a runtime is missing its part is left out with a word; with `CI=true` that is a failure.
 */
const { values: options } = parseArgs({ options: { only: { type: 'string' } } })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const wanted = options.only?.split(',')
const unknown = wanted?.filter((name) => !suites.some((suite) => suite.name === name)) ?? []
if (unknown.length > 0) throw new Error(`there is no integration ${unknown.join(', ')}`)

writeCommand()
let passed = 0
let failed = 0
for (const suite of suites.filter(({ name }) => wanted?.includes(name) ?? true)) {
  await runSuite(suite)
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** The emulator of this clone as a command on the PATH, as a user's is after `npm install --global`. */
function writeCommand(): void {
  mkdirSync(command_folder, { recursive: true })
  const file = join(command_folder, 'sms-emulator')
  const program = resolve('.build/src/cli.js')
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`)
  chmodSync(file, 0o755)
}

async function runSuite({ name, needs, steps }: Suite): Promise<void> {
  for (const [command, ...args] of needs) {
    if (await isThere(command, ...args)) continue
    if (process.env.CI !== 'true') {
      console.log(`${name}: ${command} is missing, so its tests were not run`)
      return
    }
    failed++
    console.log(`not ok - ${name}: ${command} is missing`)
    return
  }
  const page = integrations.find((one) => one.name === name)?.page ?? ''
  for (const step of steps) {
    const problem = await problemOf(step, page)
    console.log(`${problem === undefined ? 'ok' : 'not ok'} - ${name}: ${step.about}`)
    if (problem === undefined) continue
    failed++
    console.log(problem)
    // What follows needs what this one makes.
    return
  }
}

/** Runs a step, and counts what passed. @returns what is wrong with how it ended. */
async function problemOf(step: Step, page: string): Promise<string | undefined> {
  const lines: string[] = []
  const { status, output } = await run({ ...step, onLine: (line) => lines.push(line) })
  const printed = lines.join('\n')
  const isExpected = step.printed === undefined ? status === 0 : status !== null && status !== 0
  if (!isExpected) return `it ended with ${status}:\n${printed}\n${output}`
  for (const line of printed.match(/^.*an account of its own.*$/gm) ?? []) console.log(line)
  if (step.printed !== undefined) {
    const shown = blocksOf(page)[step.printed]
    if (shown === undefined) return `${page} has no block "${step.printed}":\n${printed}`
    const missing = firstUnprinted(shown, printed)
    if (missing !== undefined)
      return `${page} shows what was not printed:\n${missing}\nIt was:\n${printed}`
  }
  passed += step.countPassed?.(printed) ?? 1
  return undefined
}
