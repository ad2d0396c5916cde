import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { configOf, testSettings } from '../src/config.ts'
import { filesIn } from '../src/process/files.ts'
import { readFixtures, readScenarios } from '../src/process/fixture-files.ts'
import { startServer } from '../src/process/server.ts'
import { commandWith } from './cli/tool.ts'

/** Files and folders as other programs leave them, and what is told of those that were read. */

function scratch(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const fixture = (name: string) => `accounts: [{name: ${name}}]`

t.test('hidden files and folders in a folder are not meant', async (t) => {
  const folder = scratch(t)
  mkdirSync(join(folder, '..2026_01_01'))
  writeFileSync(join(folder, '..2026_01_01', 'a.yaml'), fixture('a'))
  symlinkSync('..2026_01_01', join(folder, '..data'))
  symlinkSync('..data/a.yaml', join(folder, 'a.yaml'))
  writeFileSync(join(folder, 'b.json'), '{"accounts": [{"name": "b"}]}')
  mkdirSync(join(folder, 'c.yaml'))
  for (const name of ['._a.yaml', '.hidden.yml', '.yaml', 'a.yaml~', 'README.md', '#d.yaml#']) {
    writeFileSync(join(folder, name), Buffer.from([0, 1, 2, 0xff]))
  }
  t.strictSame(filesIn(folder), [join(folder, 'a.yaml'), join(folder, 'b.json')])
  t.match(readFixtures([folder]), [{ name: 'a' }, { name: 'b' }])
  t.match(await commandWith({})('validate', folder), { exit: 0 })
})

t.test('a folder without files that are meant is refused', async (t) => {
  const folder = scratch(t)
  writeFileSync(join(folder, '._a.yaml'), 'x')
  for (const read of [readFixtures, readScenarios]) {
    t.throws(() => read([folder]), { name: 'ConfigRefused', message: /is a folder without a file/ })
    t.throws(() => read([join(folder, 'no.yaml')]), { message: /no\.yaml cannot be read/ })
  }
})

t.test('a fixture with a byte-order mark is read, one that is not text is refused', async (t) => {
  const folder = scratch(t)
  const file = join(folder, 'a.yaml')
  const text = `\uFEFF${fixture('ä')}`
  for (const bytes of [text, Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
    writeFileSync(file, bytes)
    t.match(readFixtures([file]), [{ name: 'ä' }])
    t.match(await commandWith({})('validate', file), { exit: 0 })
  }
  writeFileSync(file, Buffer.from(fixture('ä'), 'latin1'))
  t.throws(() => readFixtures([file]), {
    message: /a\.yaml cannot be read: it is not UTF-8: byte 18 is 0xe4/,
  })
  t.match(await commandWith({})('validate', file), { exit: 2, stderr: /is not UTF-8/ })
})

t.test('an endpoints file that cannot be written is refused before anything listens', async (t) => {
  const folder = scratch(t)
  mkdirSync(join(folder, 'taken'))
  for (const file of ['taken', 'no/such/folder', `${'x'.repeat(260)}`]) {
    const endpoints_file = join(folder, file)
    await t.rejects(startServer(configOf({ ...testSettings, endpoints_file })), {
      name: 'ConfigRefused',
      message: /^--endpoints-file .* cannot be written: [^/]*\.$/,
    })
  }
  await t.rejects(startServer(configOf({ ...testSettings, endpoints_file: '/dev/null' })), {
    message: /it is a folder or a device/,
  })
  t.ok(existsSync('/dev/null'))
  const isRoot = process.getuid?.() === 0
  if (!isRoot) {
    chmodSync(folder, 0o500)
    const endpoints_file = join(folder, 'e.json')
    await t.rejects(startServer(configOf({ ...testSettings, endpoints_file })), {
      message: /EACCES/,
    })
    chmodSync(folder, 0o700)
  }
  t.strictSame(readdirSync(folder), ['taken'], 'and nothing is left behind')
})

t.test('a start that is refused leaves the endpoints file of another run', async (t) => {
  const folder = scratch(t)
  const endpoints_file = join(folder, 'e.json')
  writeFileSync(endpoints_file, 'of another run')
  const config = configOf({ ...testSettings, endpoints_file, fixture: [join(folder, 'no.yaml')] })
  await t.rejects(startServer(config))
  t.equal(readFileSync(endpoints_file, 'utf8'), 'of another run')
  t.strictSame(readdirSync(folder), ['e.json'])
  const running = await startServer(configOf({ ...testSettings, endpoints_file }))
  t.match(JSON.parse(readFileSync(endpoints_file, 'utf8')), { url: /^http/ })
  t.strictSame(readdirSync(folder), ['e.json'])
  await running.close()
  t.strictSame(readdirSync(folder), [])
})
