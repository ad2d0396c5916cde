import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { environment } from '../crash/child.ts'
import { linuxSource, startTest } from '../helper.ts'
import { program } from '../program.ts'

/** Bodies that are nested without end: what is refused, before anything runs out of stack. */

const levels = 100_000
const arrays = (count: number) => '['.repeat(count) + ']'.repeat(count)
const objects = (count: number) => `${'{"a":'.repeat(count)}1${'}'.repeat(count)}`
const json = { 'content-type': 'application/json' }

t.test('JSON is refused at 101 levels, in the dialect of who is asked', async (t) => {
  const { call, login } = await startTest(t)
  const headers = { ...json, 'x-auth-token': await login() }
  for (const payload of [arrays(levels), objects(levels), '['.repeat(levels)]) {
    const post = (url: string) => call('POST', url, { headers, payload })
    t.match(await post('/v3/sources'), {
      status: 400,
      body: { error_code: 'SMS.6010', error_msg: /nested more than 100 deep/ },
    })
    t.match(await post('/v3/auth/tokens'), { status: 400, body: { error: { code: 400 } } })
    t.match(await post('/_emulator/clock/advance'), {
      status: 400,
      body: { error: { message: /nested more than 100 deep/ } },
    })
  }
  const at = async (depth: number) => {
    const payload = `{"name":${arrays(depth - 1)}}`
    return (await call('POST', '/v3/sources', { headers, payload })).body.error_msg
  }
  t.notMatch(await at(100), /nested/)
  t.match(await at(101), /nested/)
})

t.test('brackets in a text do not count', async (t) => {
  const { sms } = await startTest(t)
  const { body } = await sms('POST', '/v3/sources', linuxSource({ name: `"\\${'['.repeat(200)}` }))
  t.notMatch(body.error_msg, /nested/)
})

t.test('what was refused is in the journal, and can be read there', async (t) => {
  const { call, control, login } = await startTest(t)
  const headers = { ...json, 'x-auth-token': await login() }
  await call('POST', '/v3/sources', { headers, payload: arrays(levels) })
  const text = JSON.stringify({ name: arrays(levels) })
  await call('POST', '/v3/sources', { headers, payload: text })
  const { status, body } = await control('GET', '/_emulator/requests?operation=RegisterServer')
  t.equal(status, 200)
  t.equal(body.count, 2)
})

const texts: [name: string, text: string, line: number][] = [
  ['lists in a line', `accounts: ${arrays(levels)}`, 1],
  ['maps in a line', objects(levels), 1],
  ['lists by dashes', `${'- '.repeat(levels)}x`, 1],
  [
    'maps by indentation',
    Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    100,
  ],
]
for (const [name, payload, line] of texts) {
  t.test(`YAML nested without end is refused with its line: ${name}`, async (t) => {
    const { call, emulator } = await startTest(t)
    const before = emulator.dump()
    for (const what of ['fixtures', 'scenarios', 'faults']) {
      const { status, body } = await call('POST', `/_emulator/${what}`, { payload })
      t.equal(status, 400, what)
      t.match(body.error.message, /nested more than 100 deep/)
      t.equal(body.error.details[0].line, line)
    }
    t.strictSame(emulator.dump(), before)
  })
}

t.test('the command that validates says so, too', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-nesting-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'deep.yaml')
  writeFileSync(file, `accounts: ${arrays(levels)}`)
  const { status, stdout } = spawnSync(process.execPath, [program, 'validate', file], {
    env: environment,
  })
  t.equal(status, 1)
  t.match(String(stdout), /deep\.yaml:1: .*nested more than 100 deep/)
})
