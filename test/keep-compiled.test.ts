import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { environment } from './crash/child.ts'

/** Keeps what is compiled of a bundle, whose command is given as the body of a function. */
function keepCompiled(t: Test, command: string) {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const bundle = `(exports, require) => { exports.command = () => { ${command} } }`
  writeFileSync(join(folder, 'bundle.cjs'), bundle)
  const args = ['scripts/keep-compiled.cjs', folder]
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: environment,
    encoding: 'utf8',
    timeout: 30_000,
  })
  return { status, stderr, isKept: existsSync(join(folder, 'bundle.cache')) }
}

/** A command that answers all that is asked of an emulator. */
const answering = `
  const server = require('node:http').createServer((_, response) => {
    response.setHeader('x-subject-token', 'a token').end('{}')
  })
  server.listen(0, '127.0.0.1', () => {
    const url = 'http://127.0.0.1:' + server.address().port
    require('node:fs').writeFileSync(process.argv.at(-1), JSON.stringify({ url }))
  })
  process.once('SIGTERM', () => process.exit())`

t.test('a build whose emulator cannot start ends with its words, and keeps nothing', async (t) => {
  const broken = "console.error('no native part'); process.exitCode = 2"
  const { status, stderr, isKept } = keepCompiled(t, broken)
  t.equal(status, 2)
  t.match(stderr, /no native part[\s\S]*did not start, so nothing was kept/)
  t.notOk(isKept)
})

t.test('a build ends with words when V8 would not take what it keeps', async (t) => {
  t.match(keepCompiled(t, answering), { status: 0, stderr: '', isKept: true })
  const otherwise = `require('node:v8').setFlagsFromString('--max-lazy'); ${answering}`
  t.match(keepCompiled(t, otherwise), { status: 1, stderr: /a flag of V8 is set/ })
})
