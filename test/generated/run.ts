import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { start } from '../../src/index.ts'
import { isThere, run } from '../sdk/child.ts'
import { beginning, exampleFor } from './page.ts'

/**
 * `npm test -- generated`: Python clients that openapi-python-client makes of the three OpenAPI documents.
 *
 * They are checked with `mypy --strict`, together with a whole migration and the program of docs/clients/generated.md, which
 * are then run. Without Python 3.11 it says so and does nothing; with `CI=true` that is a failure.
 */

const here = resolve('test/generated/python')
const limit_s = 300
const venv = resolve('.build/generated-python')
const bin = join(venv, 'bin')

let passed = 0
let failed = 0

function check(name: string, problems: readonly string[]): void {
  if (problems.length === 0) passed++
  else failed++
  if (problems.length > 0) console.log([`not ok ${name}`, ...problems].join('\n  '))
}

/** Runs a program in a folder, checks that it ends with 0, and returns what it printed. */
async function checkRun(
  cwd: string,
  [command = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const lines: string[] = []
  const PATH = [bin, process.env.PATH].join(delimiter)
  const { status, output } = await run({
    command,
    args,
    cwd,
    env: { ...process.env, PATH, ...env },
    limit_s,
    onLine: (line) => lines.push(line),
  })
  check([command, ...args].join(' '), status === 0 ? [] : [output])
  return lines.join('\n')
}

type Paths = Record<string, Record<string, { operationId: string }>>

/** Checks that a client has a module for each operation of its document. */
function checkOperations(folder: string, name: string): void {
  const { paths } = JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8')) as { paths: Paths }
  const api = join(folder, `${name}_client`, 'api')
  const modules = readdirSync(api, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.py') && !path.endsWith('__init__.py'))
    .map((path) => path.replace(/^.*[\\/]|\.py$|_/g, ''))
  const operations = Object.values(paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  const missing = operations.filter((id) => !modules.includes(id.toLowerCase()))
  check(`${name}_client has all ${operations.length} operations`, missing)
}

async function examineClients(folder: string): Promise<void> {
  await using emulator = await start({ now: beginning })
  const { commands, program } = exampleFor('Python', emulator.url)
  for (const command of commands) {
    const printed = await checkRun(folder, command)
    check('no operation is left out', /will not be generated/.test(printed) ? [printed] : [])
  }
  const names = ['sms', 'iam', 'control']
  for (const name of names) checkOperations(folder, name)
  if (failed > 0) return
  copyFileSync(join(here, 'walkthrough.py'), join(folder, 'walkthrough.py'))
  writeFileSync(join(folder, 'page.py'), program.code)
  const clients = names.map((name) => `${name}_client`)
  await checkRun(folder, ['mypy', '--strict', 'walkthrough.py', 'page.py', ...clients])
  const printed = await checkRun(folder, ['python', 'page.py'])
  check('it prints what the page says', `${printed}\n` === program.output ? [] : [printed])
  await checkRun(folder, ['python', 'walkthrough.py'], { EMULATOR_URL: emulator.url })
  const { tasks } = await emulator.client.tasks()
  const states = tasks.map(({ name, state }) => `${name} ${state}`)
  check('the migration has ended', states.join() === 'move-web-1 MIGRATE_SUCCESS' ? [] : states)
}

const needed = 'import ensurepip, venv, sys; assert sys.version_info >= (3, 11)'
if (!(await isThere('python3', '-c', needed))) {
  console.log('npm test -- generated needs python3 (3.11 or later) with venv; nothing was tested.')
  process.exit(process.env.CI === 'true' ? 1 : 0)
}
const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-generated-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
await checkRun('.', ['python3', '-m', 'venv', venv])
const requirements = join(here, 'requirements.txt')
await checkRun('.', ['python', '-m', 'pip', 'install', '--quiet', '-r', requirements])
if (failed === 0) await examineClients(folder)
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
