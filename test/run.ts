import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import {
  folder_variable,
  gatherAnswers,
  judgeAnswers,
  readAnswers,
  record_file,
  update_option,
  writeAnswers,
} from './answers-met.ts'
import { type Asked, readArguments } from './arguments.ts'
import {
  costs_option,
  costs_variable,
  describeCosts,
  describeSlowest,
  gatherCosts,
} from './costs.ts'
import { groups } from './groups/files.ts'
import { program_variable } from './program.ts'
import { runFiles, runTap } from './tap.ts'

/**
 * `npm test`: compiles without a type check, then runs the quick tests, a suite or what tap is asked for.
 *
 *   npm test                                   the quick tests
 *   npm test -- --update-met                   the same, and writes down which answers they met
 *   npm test -- --costs                        the same, and prints what every file costs
 *   npm test -- sdk --only go                  a suite, with its arguments
 *   npm test -- test/http/sms/tasks.test.ts    one file; this and whatever else goes to tap
 */

/** Runs a program. @returns its exit code */
async function run(program: string, ...args: string[]): Promise<number> {
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' })
  const [code] = await once(child, 'close')
  return code ?? 1
}

/** Reads the arguments, or ends with what is wrong with them. */
function askedFor(args: readonly string[]): Asked {
  try {
    return readArguments(args)
  } catch (error) {
    console.error((error as Error).message)
    process.exit(2)
  }
}

/**
 * Gives tests the bundle of this clone to start, and makes it where there is none yet (test/program.ts). There still is
 * none if a source changes meanwhile, or another process is making it: then they start what was compiled.
 */
async function bundleProgram(): Promise<Record<string, string>> {
  const { bundleFolder, makeBundle } = createRequire(import.meta.url)(
    resolve('scripts/clone-bundle.cjs'),
  )
  const program = `${bundleFolder(process.cwd())}/cli.cjs`
  if (!existsSync(program)) await makeBundle(process.cwd())
  return existsSync(program) ? { [program_variable]: program } : {}
}

/** Runs the quick tests, and holds the answers that they met against the record of them. */
async function runQuickTests(
  options: readonly string[],
  bundled: Record<string, string>,
): Promise<void> {
  const folder = `.build/answers-met-${process.pid}`
  const costs_folder = `.build/costs-${process.pid}`
  const describe = options.includes(costs_option) ? describeCosts : describeSlowest
  const isWhole = await runFiles(
    // By name: a compiled group may be left of one that was taken away.
    Object.keys(groups).map((name) => `.build/test/groups/${name}.test.js`),
    {
      [folder_variable]: folder,
      [costs_variable]: costs_folder,
      ...bundled,
    },
    () => describe(gatherCosts(costs_folder)),
  )
  const met = gatherAnswers(folder)
  // Tests that failed, were skipped or tried other cases met other answers.
  if (!isWhole || process.env.FUZZ_SEED !== undefined) return
  if (options.includes(update_option)) return writeAnswers(record_file, met)
  const { problem, note } = judgeAnswers(readAnswers(record_file), met)
  if (note) console.log(`\n${note}`)
  if (problem) {
    console.log(`\nnot ok - ${problem}`)
    process.exitCode = 1
  }
}

const args = process.argv.slice(2)
const isQuick = args.every((one) => one === update_option || one === costs_option)
const asked = askedFor(args)

const bundling = Promise.allSettled([isQuick ? bundleProgram() : {}])
const compiled = await run('node_modules/typescript7/bin/tsc', '-p', 'tsconfig.test.json')
// What the compiler says of a source is plainer than what the bundle does.
const [bundled] = await bundling
if (compiled !== 0) process.exitCode = compiled
else if (asked.suite !== undefined)
  process.exitCode = await run(`.build/test/${asked.suite}/run.js`, ...asked.args)
else if (!isQuick) await runTap(asked.args)
else if (bundled.status === 'fulfilled') await runQuickTests(args, bundled.value)
else throw bundled.reason
