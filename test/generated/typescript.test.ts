import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { start } from '../../src/index.ts'
import { run } from '../sdk/child.ts'
import { beginning, exampleFor, typescriptConfig } from './page.ts'

/** Types that openapi-typescript makes of the three documents: docs/clients/generated.md, and a whole migration. */

const limit_s = 120

const settings = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    // Those of Node; the generated ones are no declarations.
    skipLibCheck: true,
    types: ['node'],
    module: 'nodenext',
    target: 'es2023',
    rewriteRelativeImportExtensions: true,
    outDir: 'compiled',
  },
  include: ['*.ts'],
}

t.test('a program with the types of openapi-typescript compiles and migrates', async (t) => {
  // Below the clone, where its packages are found.
  const folder = mkdtempSync(resolve('.build', 'generated-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const emulator = await start({ now: beginning })
  t.teardown(() => emulator.close())

  const runNode = async (program: string, ...args: string[]): Promise<string> => {
    const command = { command: process.execPath, args: [program, ...args], cwd: folder, limit_s }
    const { status, output } = await run(command)
    t.equal(status, 0, [program, ...args, output].join(' '))
    return output
  }
  const config = typescriptConfig(emulator.url)
  writeFileSync(join(folder, config.name), config.text)
  const { commands, program } = exampleFor('TypeScript', emulator.url)
  for (const [npx, name, ...args] of commands) {
    t.equal(`${npx} ${name}`, 'npx openapi-typescript')
    await runNode(resolve('node_modules/openapi-typescript/bin/cli.js'), ...args)
  }
  copyFileSync('test/generated/typescript/walkthrough.ts', join(folder, 'walkthrough.ts'))
  writeFileSync(join(folder, 'page.ts'), program.code)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  await runNode(resolve('node_modules/typescript7/bin/tsc'), '--project', '.')

  t.equal(`${await runNode('compiled/page.js')}\n`, program.output, 'it prints what the page says')
  const { migrate } = await import(pathToFileURL(join(folder, 'compiled/walkthrough.js')).href)
  await migrate(emulator.url)
  const { tasks } = await emulator.client.tasks()
  t.match(tasks, [{ name: 'move-web-1', state: 'MIGRATE_SUCCESS' }])
})
