import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packed } from '../image/packed.ts'
import { blocksOf } from '../integrations/list.ts'
import { firstUnprinted } from '../integrations/printed.ts'
import { failing_file, pageOf, type Recipe, recipes, writeRecipe } from './pages.ts'

/**
 * `npm test -- recipes`: each recipe with its runner, as a reader runs it, and what its failing tests print.
 *
 * The runners are installed from a lock file of their own, and the package as it is published: the tarball that
 * `PACKED` names, or one that is packed now.
 */

const home = join(process.cwd(), 'test/recipes')
const work = join(home, '.work')
const time_limit_ms = 120_000

/** The environment of a person who pipes, not of npm or tap. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|TAP|FORCE_|SMS_)/.test(name)),
  ),
  NO_COLOR: '1',
}

function installPackage(tarball: string): void {
  const package_folder = join(work, 'node_modules/huaweicloud-sms-emulator')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(package_folder, { recursive: true })
  const options = ['--strip-components=1', '--directory', package_folder]
  execFileSync('tar', ['--extract', '--gzip', '--file', tarball, ...options])
}

/** Runs the tests of a recipe. @returns its exit code, and all that it printed. */
function runTests(cwd: string): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync('npm', ['test'], {
    cwd,
    env: environment,
    encoding: 'utf8',
    timeout: time_limit_ms,
  })
  return { status, text: `${stdout}${stderr}` }
}

/** @returns what is wrong with a recipe. */
function problemOf(recipe: Recipe): string | undefined {
  const { folder, writeFailing } = writeRecipe(recipe, work)
  const passing = runTests(folder)
  // Each runner says it in its own words: six tests, one of them twice, and none that failed.
  const isFine =
    passing.status === 0 &&
    /(pass|passed)\W+[67]\b|\b6 passed|^# \{ total: \d+, pass: \d+ \}/m.test(passing.text)
  if (!isFine) return passing.text

  writeFailing()
  const failing = runTests(folder)
  const shown = blocksOf(pageOf(recipe))[`output of ${failing_file}`] ?? 'no such block'
  const missing = firstUnprinted(shown, failing.text)
  if (failing.status !== 0 && missing === undefined) return undefined
  return `${pageOf(recipe)} shows what was not printed:\n${missing}\nIt was (${failing.status}):\n${failing.text}`
}

execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: home, stdio: 'inherit' })
const teardowns: (() => unknown)[] = []
installPackage(await packed({ teardown: (one) => teardowns.push(one) }))
for (const teardown of teardowns) teardown()

let failed = 0
for (const recipe of recipes) {
  const problem = problemOf(recipe)
  console.log(problem === undefined ? `ok - ${recipe}` : `not ok - ${recipe}\n${problem}`)
  if (problem !== undefined) failed++
}
console.log(`\n${recipes.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
