import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packed } from './packed.ts'
import { environment, folderOf, freePort, must, run } from './tools.ts'

/**
 * A project that depends on the package, as a CI job installs it: `npm ci` from its lock file, with the
 * oldest and the newest npm and Node that people have, and nothing on the PATH that could compile.
 */

const nodes = ['22.14', '24']
const npms = ['10.8', '11.19']

const { platform, arch } = process
const skip =
  platform === 'linux'
    ? false
    : `npm brings Node only for Linux in this test, and this is ${platform}`

const program = `
import { start } from 'huaweicloud-sms-emulator'
const emulator = await start({ port: Number(process.argv[2]) })
const ready = await fetch(emulator.endpoints.control + '/ready')
console.log(process.version.split('.')[0], ready.status)
await emulator.close()
`

t.test('a consumer installs the package and compiles nothing', { skip }, async (t) => {
  const tools = folderOf(t)
  const tarball = await packed(t)
  const install = (folder: string, what: string) =>
    must('npm', ['install', '--prefix', join(tools, folder), '--no-audit', '--no-fund', what])
  for (const version of npms) await install(`npm-${version}`, `npm@${version}`)

  for (const version of nodes) {
    await install(`node-${version}`, `node-${platform}-${arch}@${version}`)
    const path = join(tools, `path-${version}`)
    mkdirSync(path)
    const node = join(tools, `node-${version}/node_modules/node-${platform}-${arch}/bin/node`)
    symlinkSync(node, join(path, 'node'))
    symlinkSync('/bin/sh', join(path, 'sh'))
    const env = { ...environment, PATH: path }

    for (const npm of npms) {
      await t.test(`Node ${version} and npm ${npm}`, async (t) => {
        const cwd = folderOf(t)
        const cli = join(tools, `npm-${npm}/node_modules/npm/bin/npm-cli.js`)
        const consumer = { private: true, dependencies: { 'huaweicloud-sms-emulator': tarball } }
        writeFileSync(join(cwd, 'package.json'), JSON.stringify(consumer))
        writeFileSync(join(cwd, 'consumer.mjs'), program)
        await must(node, [cli, 'install', '--no-audit', '--no-fund'], { cwd, env })
        rmSync(join(cwd, 'node_modules'), { recursive: true })
        await must(node, [cli, 'ci', '--no-audit', '--no-fund'], { cwd, env })

        const printed = await must(node, ['consumer.mjs', String(await freePort())], { cwd, env })
        t.equal(printed, `v${version.split('.')[0]} 200`, 'the library')
        const help = await must(node, [cli, 'exec', 'sms-emulator', '--', '--version'], {
          cwd,
          env,
        })
        t.match(help, /^\d+\.\d+\.\d+$/, 'the command')
      })
    }
  }
})

t.test(
  'an older Node.js gets one sentence, from the command and from start()',
  { skip },
  async (t) => {
    const cwd = folderOf(t)
    writeFileSync(join(cwd, 'package.json'), '{"private": true}')
    const old = `node-${platform}-${arch}`
    const what = [await packed(t), `${old}@20`]
    await must('npm', ['install', '--no-audit', '--no-fund', '--silent', ...what], { cwd })
    const node = join(cwd, `node_modules/${old}/bin/node`)
    const sentence =
      /^(sms-emulator: )?huaweicloud-sms-emulator needs Node\.js 22\.14 or later; this is 20\..*\n$/

    const cli = 'node_modules/huaweicloud-sms-emulator/dist/cli.cjs'
    for (const args of [
      ['start', '--port', '0'],
      ['openapi', '--out', '.'],
    ]) {
      const refused = { status: 2, stdout: '', stderr: sentence }
      t.match(await run(node, [cli, ...args], { cwd }), refused, args.join(' '))
    }
    const library =
      "require('huaweicloud-sms-emulator').start().catch(({ message }) => console.error(message))"
    t.match(await run(node, ['-e', library], { cwd }), { status: 0, stdout: '', stderr: sentence })
  },
)
