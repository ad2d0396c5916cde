import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import ts from 'typescript'
import { EmulatorClient } from '../../src/index.ts'
import { declared, described, exported, page, programs } from './page.ts'

/** docs/library.md: every call with its result, every export, and programs that run. `npm run typecheck` checks their types. */

const byCall = (one: { call: string }, other: { call: string }) => (one.call < other.call ? -1 : 1)

t.test('the page has every call with its result, and no others', async (t) => {
  t.ok(described.length > 50)
  t.strictSame([...described].sort(byCall), declared().sort(byCall))
})

t.test('the calls that the source declares are those that a client has', async (t) => {
  const client = new EmulatorClient('http://127.0.0.1:1')
  const methods = Object.entries(Object.getOwnPropertyDescriptors(client)).flatMap(
    ([name, { value }]) =>
      typeof value === 'function'
        ? [name]
        : typeof value === 'object'
          ? Object.getOwnPropertyNames(value).map((method) => `${name}.${method}`)
          : [],
  )
  const known = declared()
    .map(({ call }) => call)
    .filter((call) => !/^(emulator|account)\./.test(call))
  t.strictSame(methods.sort(), known.sort())
})

t.test('the page names every export of the package', async (t) => {
  const names = exported()
  t.ok(names.length > 70)
  for (const name of names) t.match(page, new RegExp(`\`(new )?${name}\\b`), name)
})

t.test('the page names files that exist', async (t) => {
  const paths = [...page.matchAll(/'((?:fixtures|docs)\/[^']+)'/g)].map(([, path = '']) => path)
  t.ok(paths.length > 1)
  for (const path of paths) t.ok(existsSync(path), path)
})

t.test('the programs of the page run', async (t) => {
  const folder = resolve('.build/library-page')
  const library = pathToFileURL(resolve('.build/src/index.js')).href
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  t.ok(programs.length > 5)
  for (const [index, { text, output }] of programs.entries()) {
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    })
    const file = join(folder, `program-${index}.mjs`)
    writeFileSync(file, outputText.replaceAll("'huaweicloud-sms-emulator'", `'${library}'`))
    const printed: unknown[] = []
    const restore = t.intercept(console, 'log', { value: (one: unknown) => printed.push(one) })
    await t.resolves(import(pathToFileURL(file).href), `program ${index + 1}`)
    restore.restore()
    if (output !== undefined) t.equal(`${printed.join('\n')}\n`, output)
  }
})
