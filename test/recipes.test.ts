import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { filesOf, recipes, writeRecipe } from './recipes/pages.ts'

/** The recipes of docs/ whose runners are here anyway; `npm run test:recipes` runs them all. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|TAP)/.test(name)),
)

t.test('every page of a recipe is known to the tests', async (t) => {
  const pages = readdirSync('docs/recipes').filter((name) => name !== 'README.md')
  t.strictSame(pages.map((name) => name.replace('.md', '')).sort(), [...recipes].sort())
})

t.test('a block of code that names a file is that file', async (t) => {
  t.strictSame(filesOf('text\n```js a.js\none\n```\n```sh\nnpm test\n```\n'), { 'a.js': 'one\n' })
})

for (const [recipe, args] of [
  ['node-test', ['--test']],
  ['tap', ['migrations.test.js']],
] as const) {
  t.test(`the recipe ${recipe} works`, async (t) => {
    const cwd = writeRecipe(recipe, folder)
    symlinkSync(join(process.cwd(), 'node_modules/tap'), join(cwd, 'node_modules/tap'))
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env: environment })
    t.match(stdout, /pass[: ]+3|^# \{ total: 3, pass: 3|ok 3 - /m)
  })
}
