import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { recipes, writeRecipe } from './pages.ts'

/**
 * `npm test -- recipes`: each recipe of docs/recipes with its runner, as a reader runs it.
 *
 * The runners are installed from a lock file of their own.
 */

const home = join(process.cwd(), 'test/recipes')
const time_limit_ms = 120_000

/** The environment of a person who pipes, not of npm or tap. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|TAP|FORCE_)/.test(name)),
  ),
  NO_COLOR: '1',
}

execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: home, stdio: 'inherit' })

let failed = 0
for (const recipe of recipes) {
  const cwd = writeRecipe(recipe, join(home, '.work'))
  const { status, stdout, stderr } = spawnSync('npm', ['test'], {
    cwd,
    env: environment,
    encoding: 'utf8',
    timeout: time_limit_ms,
  })
  const text = `${stdout}${stderr}`
  // Each runner says it in its own words: three tests, and none that failed.
  const isFine =
    status === 0 && /(pass|passed)\W+3\b|\b3 passed|^# \{ total: 3, pass: 3/m.test(text)
  process.stdout.write(`${isFine ? 'ok' : 'not ok'} - ${recipe}\n${isFine ? '' : `${text}\n`}`)
  if (!isFine) failed++
}
process.stdout.write(`\n${recipes.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
