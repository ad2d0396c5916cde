import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { optionsOf } from '../src/cli/command-options.ts'
import { loadConfig, options } from '../src/config.ts'

/** Flag, then environment, then file, then default. */

t.test('the defaults', async (t) => {
  const { config, warnings } = loadConfig({}, {})
  t.strictSame(config, {
    host: '127.0.0.1',
    port: 7670,
    tls_port: 7671,
    db: ':memory:',
    fixture: [],
    allow_host: [],
    allow_origin: [],
    agent: 'simulated',
    scenario: [],
    noise: 0,
    mean: [],
    clock: 'flowing',
    pace: 60,
    auth: 'strict',
    result_list: 'strings',
    strict_contract: false,
    record: false,
    seed: '0',
    journal_limit: 1000,
    request_timeout: 60,
    log_level: 'info',
    log_format: 'text',
  })
  t.strictSame(warnings, [])
  t.ok(Object.isFrozen(config))
})

t.test('flag before environment before file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'settings.json')
  writeFileSync(file, JSON.stringify({ pace: 3, seed: 'file', auth: 'off' }))
  const environment = { SMS_EMULATOR_PACE: '2', SMS_EMULATOR_SEED: 'environment' }
  t.match(loadConfig({ config: file, pace: '1' }, environment).config, {
    pace: 1,
    seed: 'environment',
    auth: 'off',
  })
  t.match(loadConfig({}, { SMS_EMULATOR_CONFIG: file }).config, { pace: 3 })
})

const values: Record<string, string> = {
  agent: 'external',
  noise: '0.2',
  mean: 'all',
  port: '0',
  tls: 'self-signed',
  tls_port: '0',
  pace: '2',
  clock: 'frozen',
  auth: 'off',
  result_list: 'objects',
  strict_contract: 'true',
  record: 'true',
  now: '2026-01-01T00:00:00Z',
  journal_limit: '5',
  request_timeout: '5',
  log_level: 'debug',
  log_format: 'json',
  public_url: 'http://x',
}

t.test('every option has its variable and its line of help', async (t) => {
  const start = optionsOf({ name: 'start', summary: '', kind: 'settings' })
  for (const { name, flag, variable, description } of options) {
    const value = values[name] ?? 'x'
    const { config } = loadConfig({}, { [variable]: value })
    t.not(config[name], undefined, variable)
    const { description: text = '' } =
      start.find(({ flags }) => flags.split(' ')[0] === `--${flag}`) ?? {}
    t.ok(text.includes(variable) && text.includes(description) && description, flag)
  }
  t.match(loadConfig({}, { SMS_EMULATOR_FIXTURE: 'a.yaml,b' }).config.fixture, ['a.yaml', 'b'])
})

t.test('a bad value ends in one sentence that names it', async (t) => {
  const refused = (flags: object, environment: object, message: RegExp) =>
    t.throws(() => loadConfig(flags as never, environment as never), {
      name: 'ConfigRefused',
      message,
    })
  refused({ port: 'many' }, {}, /^--port "many" is not valid: port; 0 takes a free one/)
  refused({ port: '70000' }, {}, /^--port/)
  refused({ clock: 'wild' }, {}, /flowing or frozen/)
  refused({ now: 'yesterday' }, {}, /^--now/)
  refused({ pace: '0' }, {}, /^--pace/)
  refused({ pace: '' }, {}, /^--pace/)
  refused({ public_url: 'nowhere' }, {}, /^--public-url/)
  refused({}, { SMS_EMULATOR_AUTH: 'maybe' }, /^SMS_EMULATOR_AUTH "maybe"/)
  refused({ config: 'nowhere.json' }, {}, /nowhere\.json cannot be used/)
})

t.test('an unknown variable is warned about', async (t) => {
  t.match(loadConfig({}, { SMS_EMULATOR_PROT: '1', OTHER: '2' }).warnings, [
    /^SMS_EMULATOR_PROT is not an option/,
  ])
})
