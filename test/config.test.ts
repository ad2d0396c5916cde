import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { optionsOf } from '../src/cli/command-options.ts'
import { type ConfigInput, configOf, loadConfig, options } from '../src/config.ts'

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
    degrade: [],
    companions: 'lenient',
    clock: 'flowing',
    pace: 60,
    auth: 'strict',
    result_list: 'strings',
    strict_contract: false,
    ui: 'on',
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

/** For each option a value that is not the default, and what is wrong. */
const values: Record<string, { good: string; bad: string[]; noun?: RegExp }> = {
  host: {
    good: '0.0.0.0',
    bad: ['http://0.0.0.0', '0.0.0.0:80', 'a b', '*'],
    noun: /without scheme/,
  },
  port: {
    good: '0',
    bad: ['many', '70000', '-1', '1.5', '80 81', '1e3', '0x10'],
    noun: /a port from 0 to 65535/,
  },
  tls: { good: 'self-signed', bad: ['on'], noun: /one of self-signed/ },
  tls_port: { good: '0', bad: ['65536'], noun: /a port/ },
  tls_ca_file: { good: 'ca.pem', bad: [] },
  tls_cert: { good: 'cert.pem', bad: [] },
  tls_key: { good: 'key.pem', bad: [] },
  db: { good: 'x.db', bad: [] },
  fixture: { good: 'a.yaml, b.yaml', bad: [] },
  scenario: { good: 'c.yaml ,d.yaml', bad: [] },
  companions: { good: 'strict', bad: ['many'], noun: /one of lenient, strict/ },
  clock: { good: 'frozen', bad: ['wild', 'froze'], noun: /one of flowing, frozen/ },
  now: {
    good: '2026-01-01T00:00:00Z',
    bad: ['yesterday', '2026-01-01', '2026-02-30T00:00:00Z'],
    noun: /a moment/,
  },
  pace: { good: '2', bad: ['0', '-1', 'Infinity', '1e9', 'fast'], noun: /a pace from/ },
  auth: { good: 'off', bad: ['maybe'], noun: /one of strict, lenient, off/ },
  allow_host: {
    good: 'A.corp.com, b.corp.com.',
    bad: ['http://a.corp.com', 'a.corp.com:7670', '*.corp.com', 'a.corp.com/x', 'a b', 'a.com,*'],
    noun: /it would never match/,
  },
  allow_origin: {
    good: 'http://localhost:5173, HTTPS://a.corp.com:443/',
    bad: ['localhost:5173', 'http://a.com/page', '*', 'https://*.a.com', 'http://a.com?x', 'a,b'],
    noun: /it would never match/,
  },
  control_token: { good: 'hush', bad: ['pässwort', 'a\nb'], noun: /that a header can carry/ },
  result_list: { good: 'objects', bad: ['object'], noun: /did you mean objects\?/ },
  agent: { good: 'external', bad: ['none'], noun: /one of simulated, external/ },
  noise: { good: '0.2', bad: ['1', '0,2', '20%'], noun: /a number from 0 to 0.9/ },
  degrade: { good: 'nulls , order', bad: ['foo', 'nulls,null'], noun: /one of nulls, missing/ },
  seed: { good: 'b', bad: [] },
  endpoints_file: { good: 'e.json', bad: [] },
  log_level: { good: 'debug', bad: ['verbose'], noun: /one of fatal, error/ },
  journal_limit: { good: '5', bad: ['-1', '1.5', 'all'], noun: /a whole number from 0/ },
  request_timeout: { good: '5', bad: ['0', '5s', '3601'], noun: /a whole number of seconds/ },
  log_format: { good: 'json', bad: ['xml'], noun: /one of text, json/ },
  strict_contract: { good: 'true', bad: ['maybe', '2', 'y'], noun: /a switch: true or false/ },
  record: { good: 'true', bad: ['yes please'], noun: /a switch/ },
  ui: { good: 'off', bad: ['yes', 'true', '1'], noun: /on, off/ },
  public_url: { good: 'https://x/y', bad: ['nowhere', 'ftp://x', 'http://x?y'], noun: /a URL/ },
}
/** What an option needs beside it. */
const beside: Record<string, Record<string, string>> = {
  tls_ca_file: { SMS_EMULATOR_TLS: 'self-signed' },
  tls_cert: { SMS_EMULATOR_TLS_KEY: 'key.pem' },
  tls_key: { SMS_EMULATOR_TLS_CERT: 'cert.pem' },
}

const fromVariables = (environment: Record<string, string>) => loadConfig({}, environment).config

/** A file of settings. @returns its path */
function settingsFile(t: Test, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'settings.json')
  writeFileSync(file, content)
  return file
}

const paths = ['db', 'fixture', 'scenario', 'endpoints_file', 'tls_ca_file', 'tls_cert', 'tls_key']

/** What a value of a setting is when a file gives it: paths are relative to its folder. */
function fromFolderOf(file: string, name: string, value: unknown): unknown {
  if (!paths.includes(name)) return value
  const beside = (path: unknown) => join(dirname(file), String(path))
  return Array.isArray(value) ? value.map(beside) : beside(value)
}

t.test('every option has its variable and its line of help', async (t) => {
  t.strictSame(options.map(({ name }) => name).sort(), Object.keys(values).sort())
  const start = optionsOf({ name: 'start', summary: '', kind: 'settings' })
  const defaults = loadConfig({}, {}).config
  for (const { name, flag, variable, description } of options) {
    const { good = '' } = values[name] ?? {}
    const config = fromVariables({ ...beside[name], [variable]: good })
    t.notSame(config[name], defaults[name], variable)
    const { description: text = '' } =
      start.find(({ flags }) => flags.split(' ')[0] === `--${flag}`) ?? {}
    t.ok(text.includes(variable) && text.includes(description) && description, flag)
  }
})

t.test(
  'a value means the same with white space, a line end or a byte-order mark around it',
  async (t) => {
    for (const { name, variable } of options) {
      const { good = '' } = values[name] ?? {}
      const meant = fromVariables({ ...beside[name], [variable]: good })
      for (const text of [`${good}\n`, `${good}\r\n`, ` ${good}\t`, `\uFEFF${good}`]) {
        t.strictSame(fromVariables({ ...beside[name], [variable]: text }), meant, variable)
        const file = settingsFile(t, JSON.stringify({ [name]: text }))
        const { config } = loadConfig({ config: file }, beside[name] ?? {})
        t.strictSame(config[name], fromFolderOf(file, name, meant[name]), `${name} in a file`)
        t.strictSame(loadConfig({ [name]: text }, beside[name] ?? {}).config, meant, `--${name}`)
      }
    }
  },
)

t.test('an empty variable is one that is not set', async (t) => {
  const defaults = loadConfig({}, {})
  for (const name of [...options.map(({ variable }) => variable), 'SMS_EMULATOR_CONFIG']) {
    for (const empty of ['', ' ', '\n']) {
      t.strictSame(loadConfig({}, { [name]: empty }), defaults, `${name}=${JSON.stringify(empty)}`)
    }
  }
  const file = settingsFile(
    t,
    JSON.stringify(Object.fromEntries(options.map(({ name }) => [name, null]))),
  )
  t.strictSame(loadConfig({ config: file }, {}), defaults, 'null in a file')
})

t.test('a bad value is refused in one sentence that says what would do', async (t) => {
  for (const { name, flag, variable } of options) {
    const { bad = [], noun = /x/ } = values[name] ?? {}
    for (const value of bad) {
      const refused = (place: string, work: () => unknown) => {
        try {
          work()
          t.fail(`${place} takes ${value}`)
        } catch (error) {
          const { name: kind, message } = error as Error
          t.equal(kind, 'ConfigRefused')
          t.match(message, noun, `${place}: ${message}`)
          t.ok(message.startsWith(`${place} "`), message)
          t.match(message, /^[^\n]+[.?]$/)
          t.notMatch(message, /expected|invalid|received/i, 'in words of our own')
        }
      }
      refused(`--${flag}`, () => loadConfig({ [name]: value }, {}))
      refused(variable, () => fromVariables({ [variable]: value }))
      const file = settingsFile(t, JSON.stringify({ [name]: value }))
      refused(`${name} in ${file}`, () => loadConfig({ config: file }, {}))
      refused(name, () => configOf({ [name]: value }))
    }
    if (name === 'strict_contract' || name === 'record') continue
    t.throws(() => configOf({ [name]: true } as object), { name: 'ConfigRefused' }, `${name}: true`)
    t.throws(() => configOf({ [name]: {} } as object), { name: 'ConfigRefused' }, `${name}: {}`)
  }
  t.throws(
    () => loadConfig({ pace: '' }, {}),
    { message: /^--pace "" is not a pace/ },
    'an empty flag',
  )
})

t.test('switches by the usual words', async (t) => {
  for (const name of ['strict_contract', 'record'] as const) {
    const variable = `SMS_EMULATOR_${name.toUpperCase()}`
    for (const text of ['1', 'yes', 'YES', 'on', 'On', 'true', 'TRUE', ' True\n']) {
      t.equal(fromVariables({ [variable]: text })[name], true, text)
      const file = settingsFile(t, JSON.stringify({ [name]: text }))
      t.equal(loadConfig({ config: file }, {}).config[name], true, `${text} in a file`)
    }
    for (const text of ['0', 'no', 'No', 'off', 'OFF', 'false', 'False']) {
      t.equal(fromVariables({ [variable]: text })[name], false, text)
    }
    for (const value of [true, 1]) {
      const file = settingsFile(t, JSON.stringify({ [name]: value }))
      t.equal(loadConfig({ config: file }, {}).config[name], true)
    }
  }
})

t.test('lists have items, by commas or one by one, and names as browsers send them', async (t) => {
  t.match(fromVariables({ SMS_EMULATOR_FIXTURE: 'a.yaml, b ,, c,' }).fixture, ['a.yaml', 'b', 'c'])
  t.match(loadConfig({ fixture: [' a.yaml ', 'b, c.yaml'] }, {}).config.fixture, [
    'a.yaml',
    'b, c.yaml',
  ])
  const { allow_host, allow_origin } = configOf({
    allow_host: 'A.Corp.com., bücher.example,[::1]',
    allow_origin: 'HTTP://LocalHost:5173/,https://a.com:443,tauri://localhost,null',
  })
  t.strictSame(allow_host, ['a.corp.com', 'xn--bcher-kva.example', '::1'])
  t.strictSame(allow_origin, [
    'http://localhost:5173',
    'https://a.com',
    'tauri://localhost',
    'null',
  ])
})

t.test('what contradicts itself is refused', async (t) => {
  const cases: [ConfigInput, RegExp][] = [
    [{ tls_cert: 'a' }, /--tls-cert and --tls-key must be given together/],
    [{ tls_key: 'a' }, /--tls-cert and --tls-key must be given together/],
    [{ tls: 'self-signed', tls_cert: 'a', tls_key: 'b' }, /leave out --tls-cert/],
    [{ tls_ca_file: 'a' }, /--tls-ca-file can be used only with --tls self-signed/],
    [{ tls: 'self-signed', port: 9000, tls_port: 9000 }, /--port and --tls-port are both 9000/],
    [{ record: true, db: 'a.db' }, /--record cannot be used with --db/],
  ]
  for (const [input, message] of cases) t.throws(() => configOf(input), { message })
  t.ok(configOf({ tls: 'self-signed', port: 0, tls_port: 0 }))
})

t.test('a file of settings that cannot be used, and one with a byte-order mark', async (t) => {
  const refused = (config: string, message: RegExp) =>
    t.throws(() => loadConfig({ config }, {}), { name: 'ConfigRefused', message })
  refused('nowhere.json', /nowhere\.json cannot be used/)
  refused(settingsFile(t, '[1]'), /does not hold a JSON object/)
  refused(settingsFile(t, '{'), /cannot be used/)
  refused(settingsFile(t, Buffer.from([0x7b, 0xe9, 0x7d])), /it is not UTF-8: byte 1 is 0xe9/)
  refused(
    settingsFile(t, '{"log-levl": "info"}'),
    /^log-levl in .* is not a setting; did you mean log_level\?$/,
  )
  refused(
    settingsFile(t, '{"nothing": 1}'),
    /^nothing in .* is not a setting\. The settings are host, port,/,
  )
  refused(settingsFile(t, '{"__proto__": {"port": 1}}'), /^__proto__ in .* is not a setting/)
  refused(settingsFile(t, '{"constructor": 1}'), /^constructor in .* is not a setting/)
  refused(settingsFile(t, '{"port": ""}'), /^port in .* "" is not a port from 0 to 65535/)
  const text = '\uFEFF{"pace": 7}'
  for (const content of [
    text,
    Buffer.from(text, 'utf16le'),
    Buffer.from(text, 'utf16le').swap16(),
  ]) {
    t.equal(loadConfig({ config: settingsFile(t, content) }, {}).config.pace, 7)
  }
})

t.test('variables that Kubernetes sets for a Service are no settings', async (t) => {
  const links = {
    SMS_EMULATOR_SERVICE_HOST: '10.96.12.7',
    SMS_EMULATOR_SERVICE_PORT: '7670',
    SMS_EMULATOR_SERVICE_PORT_HTTP: '7670',
    SMS_EMULATOR_PORT: 'tcp://10.96.12.7:7670',
    SMS_EMULATOR_PORT_7670_TCP: 'tcp://10.96.12.7:7670',
    SMS_EMULATOR_PORT_7670_TCP_PROTO: 'tcp',
    SMS_EMULATOR_PORT_7670_TCP_PORT: '7670',
    SMS_EMULATOR_PORT_7670_TCP_ADDR: '10.96.12.7',
    SMS_EMULATOR_TLS_PORT: 'udp://10.96.12.8:7671',
    SMS_EMULATOR_TLS_SERVICE_HOST: '10.96.12.8',
  }
  const { config, warnings } = loadConfig({}, links)
  t.strictSame(config, loadConfig({}, {}).config)
  t.match(warnings, [
    /^SMS_EMULATOR_PORT=tcp:\/\/10\.96\.12\.7:7670 is not a port and is ignored.*enableServiceLinks: false/,
    /^SMS_EMULATOR_TLS_PORT=udp/,
  ])
  t.equal(warnings.length, 2)
  t.equal(loadConfig({ port: '7000' }, links).config.port, 7000, 'a flag counts all the same')
  t.throws(() => loadConfig({ port: 'tcp://10.96.12.7:7670' }, {}), { message: /^--port/ })
})

t.test('an unknown variable is warned about', async (t) => {
  t.match(loadConfig({}, { SMS_EMULATOR_PROT: '1', OTHER: '2' }).warnings, [
    /^SMS_EMULATOR_PROT is not an option/,
  ])
})

t.test('a setting has one name in every spelling, and its former name', async (t) => {
  const spellings = ['log_level', 'log-level', 'logLevel']
  for (const name of spellings) {
    const file = settingsFile(t, JSON.stringify({ [name]: 'warn' }))
    t.equal(loadConfig({ config: file }, {}).config.log_level, 'warn', name)
    t.equal(configOf({ [name]: 'warn' }).log_level, 'warn', name)
  }
  const former: unknown[] = [
    configOf({ mean: ['nulls'] }).degrade,
    loadConfig({ mean: 'nulls' }, {}).config.degrade,
    fromVariables({ SMS_EMULATOR_MEAN: 'nulls' }).degrade,
    loadConfig({ config: settingsFile(t, '{"mean": "nulls"}') }, {}).config.degrade,
  ]
  for (const degrade of former) t.strictSame(degrade, ['nulls'])
  t.strictSame(loadConfig({}, { SMS_EMULATOR_MEAN: 'nulls' }).warnings, [])
  t.throws(() => loadConfig({ mean: 'foo' }, {}), { message: /^--mean "foo" is not one of nulls/ })
  t.throws(() => loadConfig({ mean: 'nulls', degrade: 'order' }, {}), {
    message: '--mean and --degrade are the same setting: give only one of them.',
  })
  t.strictSame(
    loadConfig({ degrade: 'order' }, { SMS_EMULATOR_MEAN: 'nulls' }).config.degrade,
    ['order'],
    'a flag counts before the environment, whatever the spelling',
  )
})

t.test('words are taken in any case', async (t) => {
  t.match(fromVariables({ SMS_EMULATOR_CLOCK: 'FROZEN', SMS_EMULATOR_AUTH: 'Off' }), {
    clock: 'frozen',
    auth: 'off',
  })
  t.strictSame(fromVariables({ SMS_EMULATOR_DEGRADE: 'Nulls,ORDER' }).degrade, ['nulls', 'order'])
})

t.test('paths in a settings file are relative to the file, others to the process', async (t) => {
  const file = settingsFile(
    t,
    JSON.stringify({ fixture: 'a.yaml, b/c.yaml', scenario: ['/d.yaml'], db: ':memory:' }),
  )
  const folder = dirname(file)
  t.match(loadConfig({ config: file }, {}).config, {
    fixture: [join(folder, 'a.yaml'), join(folder, 'b/c.yaml')],
    scenario: ['/d.yaml'],
    db: ':memory:',
  })
  t.strictSame(loadConfig({ config: file, fixture: ['e.yaml'] }, {}).config.fixture, ['e.yaml'])
})
