import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { publint } from 'publint'
import t from 'tap'
import { packed } from './packed.ts'
import { begin, folderOf, freePort, isGone, must, run, untilReady } from './tools.ts'

/**
 * The package as it is published: packed, installed into an empty folder, used from there.
 */

const root = process.cwd()
const name = 'huaweicloud-sms-emulator'
const tarball = await packed(t)

/** The commands of the README for a project of one's own: to install the package, and to start it. */
const [install = '', start_command = ''] =
  /\*\*With npm\*\*.*?```sh\n(.*?)```/s.exec(readFileSync('README.md', 'utf8'))?.[1]?.split('\n') ??
  []

/** An empty project with the package in it, installed as the README says, but from the tarball. */
async function installed(): Promise<string> {
  const folder = folderOf(t)
  writeFileSync(join(folder, 'package.json'), '{"private": true}')
  const [npm = '', ...words] = install.split(' ').map((word) => (word === name ? tarball : word))
  await must(npm, [...words, '--no-audit', '--no-fund'], { cwd: folder })
  return folder
}

const project = await installed()

t.test('without a binary for this machine it says so in two lines, and ends with 2', async (t) => {
  const binaries = join(project, 'node_modules', name, 'dist/better-sqlite3/prebuilds')
  renameSync(binaries, `${binaries}.away`)
  const { status, stdout, stderr } = await run('npx', ['sms-emulator', 'start', '--port', '0'], {
    cwd: project,
  })
  renameSync(`${binaries}.away`, binaries)
  t.equal(status, 2)
  t.equal(stdout, '')
  const lines = stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('npm '))
  t.equal(lines.length, 2)
  t.match(lines[0], /No binary of better-sqlite3 can be loaded on \w+-\w+/)
  t.match(lines[1], /install again/)
})

t.test('nothing comes with it, and nothing of a clone', async (t) => {
  const installed = readdirSync(join(project, 'node_modules'))
  t.strictSame(
    installed.filter((entry) => !entry.startsWith('.')),
    [name],
  )
  const manifest = JSON.parse(
    readFileSync(join(project, 'node_modules', name, 'package.json'), 'utf8'),
  )
  for (const field of ['dependencies', 'optionalDependencies', 'devDependencies', 'scripts']) {
    t.equal(manifest[field], undefined, field)
  }
  for (const file of [
    'dist/THIRD-PARTY-LICENSES.txt',
    'dist/bundle.cjs.map',
    'fixtures/fleet.yaml',
    'fixtures/scenarios/01-linux-file.yaml',
    'schemas/fixture.schema.json',
    'skills/sms-emulator/SKILL.md',
    'LICENSE',
  ]) {
    t.ok(existsSync(join(project, 'node_modules', name, file)), file)
  }
  const licenses = readFileSync(
    join(project, 'node_modules', name, 'dist/THIRD-PARTY-LICENSES.txt'),
    'utf8',
  )
  for (const bundled of [
    'better-sqlite3',
    'fastify',
    'zod',
    'yaml',
    '@peculiar/x509',
    '@modelcontextprotocol/sdk',
  ]) {
    t.match(licenses, new RegExp(`^${bundled} \\d+\\..* \\(.+\\)$`, 'm'))
  }
})

t.test('the command of the README starts it, with its pages and documents', async (t) => {
  const port = await freePort()
  const fixture = `node_modules/${name}/fixtures/fleet.yaml`
  t.match(readFileSync('README.md', 'utf8'), fixture, 'the file is where the README says')
  const [npx = '', ...words] = start_command.split(' ')
  const options = ['--port', String(port), '--fixture', fixture]
  const { child, log } = begin(t, npx, [...words, ...options], { cwd: project })
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, log)
  for (const [path, text] of [
    ['/_emulator/docs/', /swagger-ui/],
    ['/_emulator/docs/swagger-ui-bundle.js', /SwaggerUIBundle/],
    ['/_emulator/docs/swagger-ui.css', /swagger-ui/],
    ['/_emulator/docs/page.js', /credentials/],
    ['/_emulator/docs/states.md', /^# /],
    ['/_emulator/openapi/sms.json', /"openapi": "3\.1\.0"/],
    ['/_emulator/scenarios/library', /"name":"01-linux-file"/],
  ] as const) {
    const response = await fetch(url + path)
    t.equal(response.status, 200, path)
    t.match(await response.text(), text, path)
  }
  t.match(await run('npx', ['sms-emulator', 'health', '--url', url], { cwd: project }), {
    status: 0,
  })
  const fault = { effect: { status: 500 } }
  const body = JSON.stringify(Array(20_000).fill(fault))
  const long = await fetch(`${url}/_emulator/faults`, { method: 'POST', body })
  t.equal(long.status, 200, 'it reads long files in a thread')
  child.kill('SIGTERM')
  t.ok(await isGone(url), 'it stops with npx')
})

t.test('its schemas, which are made late, are those of the source', async (t) => {
  const out = folderOf(t)
  await must('npx', ['sms-emulator', 'openapi', '--out', out], { cwd: project })
  for (const path of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    if (!/\.\w+$/.test(path)) continue
    const [printed, committed] = [out, root].map((folder) =>
      readFileSync(join(folder, path), 'utf8'),
    )
    t.ok(printed === committed, path)
  }
})

t.test('an agent gets its tools as docs/mcp.md says', async (t) => {
  const [, config = ''] = /^```json\n(.*?)^```/ms.exec(readFileSync('docs/mcp.md', 'utf8')) ?? []
  const { command, args, env } = JSON.parse(config).mcpServers['sms-emulator']
  const url = `http://127.0.0.1:${await freePort()}`
  t.ok(env.SMS_EMULATOR_URL)
  const agent = new Client({ name: 'a test', version: '1.0.0' })
  t.teardown(() => agent.close())
  await agent.connect(
    new StdioClientTransport({ command, args, env: { SMS_EMULATOR_URL: url }, cwd: project }),
  )
  t.match(await agent.listTools(), { tools: [{ name: 'show_account' }] })
  t.match(await agent.callTool({ name: 'list_tasks' }), {
    isError: true,
    content: [{ text: new RegExp(`^No emulator answers at ${url} `) }],
  })
})

t.test('the test of the README runs as it is printed', async (t) => {
  const [, example = ''] = /^```ts\n(.*?)^```/ms.exec(readFileSync('README.md', 'utf8')) ?? []
  writeFileSync(join(project, 'readme.mjs'), example)
  const { status, stdout, stderr } = await run('node', ['readme.mjs'], { cwd: project })
  const [major] = process.versions.node.split('.')
  if (Number(major) < 24) t.match(stderr, /SyntaxError/, '`await using` needs Node.js 24')
  else t.strictSame([status, stdout.trim()], [0, 'MIGRATE_LINUX_FILE 63'], stderr)
})

const program = `
const emulator = await start({ now: '2026-01-01T00:00:00Z', port: 0 })
const response = await fetch(emulator.endpoints.control + '/clock')
console.log((await response.json()).now)
const wrong = { accounts: [{ name: 'a', faults: Array(20000).fill({ effect: { status: 500 } }) }, 1] }
const long = { method: 'POST', body: JSON.stringify(wrong) }
console.log((await (await fetch(emulator.endpoints.control + '/fixtures', long)).json()).error.details[0].path)
await emulator.close()
try { await start({ pace: -1 }) } catch (error) { console.log(error instanceof ConfigRefused) }
`
const printed = '2026-01-01T00:00:00.000Z\naccounts.1\ntrue'

t.test('the library works from ESM and from CommonJS', async (t) => {
  writeFileSync(
    join(project, 'esm.mjs'),
    `import { ConfigRefused, start } from '${name}'\n${program}`,
  )
  writeFileSync(
    join(project, 'common.cjs'),
    `const { ConfigRefused, start } = require('${name}')\n;(async () => {${program}})()`,
  )
  t.equal(await must('node', ['esm.mjs'], { cwd: project }), printed)
  t.equal(await must('node', ['common.cjs'], { cwd: project }), printed)
})

t.test('what test runners load works from ESM and from CommonJS', async (t) => {
  const runs = `
const { smsAccount } = vitest
const { withAccount } = testing
await withAccount({ now: 0 }, async ({ client }) => console.log((await client.clock.get()).now))()
console.log(typeof vitest.default, typeof testing.default)
await smsAccount()({ task: {} }, async ({ client }) => console.log(client instanceof library.EmulatorClient))
`
  const [library, vitest, testing] = ['', '/vitest', '/testing'].map((path) => `'${name}${path}'`)
  const imports = `import * as library from ${library}
import * as vitest from ${vitest}
import * as testing from ${testing}`
  const requires = `const library = require(${library})
const vitest = require(${vitest})
const testing = require(${testing})`
  writeFileSync(join(project, 'runner.mjs'), `${imports}\n${runs}`)
  writeFileSync(join(project, 'runner.cjs'), `${requires}\n;(async () => {${runs}})()`)
  const printed = '1970-01-01T00:00:00.000Z\nfunction function\ntrue'
  t.equal(await must('node', ['runner.mjs'], { cwd: project }), printed)
  t.equal(await must('node', ['runner.cjs'], { cwd: project }), printed)
})

t.test('a program that uses its types compiles, however it looks for modules', async (t) => {
  const text = `import { ConfigRefused, type Endpoints, start, type TestAccount } from '${name}'
import { withAccount } from '${name}/testing'
import { smsAccount } from '${name}/vitest'
export async function main(): Promise<string> {
  const { endpoints, close } = await start({ port: 0, pace: 2, fixture: ['a.yaml'], now: 0 })
  const { sms }: Endpoints = endpoints
  await close()
  return sms
}
export const account = smsAccount({ fixture: 'web.yaml' })
export const migrates = withAccount({ now: 0 }, async ({ client }: TestAccount, percent: number) => {
  await client.clock.advanceUntil({ task: 'move-web-1', percent })
})
// @ts-expect-error: an option that does not exist
smsAccount({ color: 'red' })
// @ts-expect-error: a setting that does not exist
start({ color: 'red' }).catch((error: unknown) => error instanceof ConfigRefused)
`
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  for (const [module, resolution, ...files] of [
    ['node16', 'node16', 'user.mts', 'user.cts'],
    ['nodenext', 'nodenext', 'user.mts', 'user.cts'],
    ['esnext', 'bundler', 'user.ts'],
  ] as const) {
    for (const file of files) writeFileSync(join(project, file), text)
    const flags = ['--strict', '--noEmit', '--skipLibCheck', 'false']
    const place = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022']
    const { status, stdout } = await run('node', [tsc, ...flags, ...place, ...files], {
      cwd: project,
    })
    for (const file of files) t.equal(status, 0, `${module}, ${resolution}, ${file}: ${stdout}`)
  }
})

t.test('publint and are-the-types-wrong find nothing', async (t) => {
  const data = readFileSync(tarball)
  const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
  const { messages } = await publint({ pack: { tarball: bytes as ArrayBuffer }, strict: true })
  t.strictSame(messages, [])
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(data)))
  t.strictSame('problems' in result ? result.problems : result, [])
})
