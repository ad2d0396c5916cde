import t from 'tap'
import { addressOf } from '../../src/cli/address.ts'
import { Output } from '../../src/cli/output.ts'
import { start } from '../../src/index.ts'
import { linuxSource } from '../helper.ts'
import { commandWith, sink } from './tool.ts'

/** What commands show to people: names, codes, arrows, the clock; and where they look for the emulator. */

const emulator = await start({ fixture: ['fixtures/fleet.yaml'], now: '2026-01-01T00:00:00Z' })
t.teardown(() => emulator.close())
const sms = commandWith({ SMS_EMULATOR_URL: emulator.url })

t.test('sources says which checks failed, and what a frozen clock keeps waiting', async (t) => {
  const { stdout } = await sms('sources')
  t.match(stdout, /^lin-02-unavailable: failed checks: BOOT_LOADER SMS\.6516$/m)
  t.match(stdout, /^clock frozen at 2026-01-01 00:00:00 UTC, pace 1$/m)
  t.notMatch(stdout, /The environment check runs/)
  const { json } = await sms('sources', '--json')
  const named = json.sources.find(({ name }: { name: string }) => name === 'lin-02-unavailable')
  t.strictSame(named.failed_checks, [{ name: 'BOOT_LOADER', code: 'SMS.6516' }])

  const credentials = await emulator.client.accounts.create({ name: 'fresh' })
  const login = await fetch(`${emulator.url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ['password'],
          password: {
            user: {
              name: credentials.user,
              password: credentials.password,
              domain: { name: credentials.account },
            },
          },
        },
        scope: { project: { name: credentials.projects[0]?.name } },
      },
    }),
  })
  await fetch(`${emulator.url}/v3/sources`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-auth-token': login.headers.get('x-subject-token') ?? '',
    },
    body: JSON.stringify(linuxSource()),
  })
  const waiting = await sms('sources', '--account', 'fresh')
  t.match(waiting.stdout, /unavailable +checking/)
  t.match(waiting.stdout, /the clock is frozen: sms-emulator clock advance 1s$/m)
  t.match(await sms('clock', 'advance', '1s', '--account', 'fresh'), {
    stdout: /00:00:00\.\d{3} {2}\S+ {2}checks passed/,
  })
  t.notMatch((await sms('sources', '--account', 'fresh')).stdout, /is frozen:/)
})

t.test('advance and timeline name tasks, changes, codes and fractions of seconds', async (t) => {
  await emulator.client.scenarios.add({
    name: 'breaks',
    match: { task: 'lin-05' },
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario language; never awaited.
    then: { fail: { at: 'MIGRATE_LINUX_FILE', percent: 60, code: 'SMS.0515' } },
  })
  const { stdout } = await sms('clock', 'advance', '30m')
  t.match(stdout, /^2026-01-01\n/)
  t.match(stdout, /^\d\d:\d\d:\d\d\.\d{3} {2}lin-06 +RUNNING → MIGRATE_SUCCESS$/m)
  t.match(stdout, /lin-05 +REPLICATE MIGRATE_LINUX_FILE failed with SMS\.0515$/m)
  t.match(stdout, /lin-05 +source replicate → error$/m)
  t.match(stdout, /the clock moved 30m forward, to 2026-01-01 00:30:00 UTC\n$/)
  t.notMatch(stdout, /[0-9a-f]{8}-[0-9a-f]{4}-/, 'no ids')

  const timeline = await sms('timeline', 'lin-05')
  t.match(timeline.stdout, /action start\n/)
  t.match(timeline.stdout, /REPLICATE MIGRATE_LINUX_FILE failed with SMS\.0515\n/)
  t.match(timeline.stdout, /00:30:00\.000 {2}now\nnothing more happens by itself\n$/)
  t.match(await sms('tasks', 'lin-05'), { stdout: /^lin-05 +MIGRATE_FAIL/m })
  await sms('reset')
})

t.test('tasks are filtered by name and by state', async (t) => {
  const one = await sms('tasks', 'lin-05', '--json')
  t.match(one.json, { count: 1, tasks: [{ name: 'lin-05' }] })
  const running = await sms('tasks', '--state', 'running', '--json')
  t.ok(running.json.count > 1)
  for (const { state } of running.json.tasks) t.equal(state, 'RUNNING')
})

t.test('faults and scenarios are told in words', async (t) => {
  await emulator.client.faults.add({ match: { operation: 'ListTasks' }, effect: { delay: '12s' } })
  t.match(await sms('faults'), { stdout: /operation ListTasks +delay 12s/ })
  await emulator.client.faults.remove()
  await emulator.client.scenarios.add(
    'name: a\nmatch: { source: web-* }\nthen: { fail: { at: MIGRATE_*, code: SMS.0515 }, noise: 0.2 }\n',
  )
  t.match(await sms('scenarios'), {
    stdout: /^a +source web-\* +fail at MIGRATE_\*, code SMS\.0515, noise 0\.2$/m,
  })
})

t.test('coverage is a text for people, and names everything with --all', async (t) => {
  await fetch(`${emulator.url}/v3/tasks`)
  const { stdout } = await sms('coverage')
  t.match(stdout, /^operations +\d+ of \d+\n {2}never: \w+, .* and \d+ more$/ms)
  t.match(stdout, /^(operation +calls +error codes|no operation was called)$/m)
  for (const line of stdout.split('\n')) t.ok(line.length <= 100, line)
  const all = await sms('coverage', '--all')
  t.notMatch(all.stdout, / more$/m)
  t.match(all.stdout, /ShowOverview|ListServers/)
})

t.test('a table leaves out the last columns that a terminal has no room for', async (t) => {
  const lines = (columns: number) => {
    const stdout = Object.assign(sink(true), { columns })
    const out = new Output({ stdout, stderr: sink() }, { NO_COLOR: '1' })
    return out.table(['name', 'state', 'id'], [['web-1', 'RUNNING', 'x'.repeat(36)]], 'none')
  }
  t.match(lines(80), ['name   state    id', /^web-1 {2}RUNNING {2}x{36}$/])
  t.strictSame(lines(40), ['name   state', 'web-1  RUNNING', 'not shown in 40 columns: id'])
})

t.test('help ends its lines between words, on a narrow terminal, too', async (t) => {
  t.match((await sms('start', '--help')).stdout, /--pace <pace> .*\n? *.*\(default: 60;/)
  t.match((await sms('clock', 'advance', '--help')).stdout, /READY, RUNNING/)
})

t.test('one rule says where the emulator is', async (t) => {
  const cases: [
    options: Record<string, string>,
    environment: Record<string, string>,
    string,
    string[],
  ][] = [
    [{}, {}, 'http://127.0.0.1:7670', []],
    [{}, { SMS_EMULATOR_PORT: '7800' }, 'http://127.0.0.1:7800', ['SMS_EMULATOR_PORT']],
    [
      {},
      { SMS_EMULATOR_HOST: '0.0.0.0', SMS_EMULATOR_PORT: '7800' },
      'http://127.0.0.1:7800',
      ['SMS_EMULATOR_HOST', 'SMS_EMULATOR_PORT'],
    ],
    [{}, { SMS_EMULATOR_HOST: '::1' }, 'http://[::1]:7670', ['SMS_EMULATOR_HOST']],
    [
      {},
      { SMS_EMULATOR_URL: 'https://emulator.corp/', SMS_EMULATOR_PORT: '7800' },
      'https://emulator.corp',
      ['SMS_EMULATOR_URL'],
    ],
    [
      { url: 'localhost:7800' },
      { SMS_EMULATOR_URL: 'http://x' },
      'http://localhost:7800',
      ['--url'],
    ],
    [{ url: 'http://x:1/_emulator/docs' }, {}, 'http://x:1', ['--url']],
    [{ port: '7900' }, { SMS_EMULATOR_URL: 'http://x' }, 'http://127.0.0.1:7900', ['--port']],
    [
      {},
      { SMS_EMULATOR_PORT: '7800', SMS_EMULATOR_PACE: 'wrong' },
      'http://127.0.0.1:7800',
      ['SMS_EMULATOR_PORT'],
    ],
  ]
  for (const [options, environment, url, origins] of cases) {
    const address = addressOf(options, environment)
    t.strictSame(
      { ...address, origins: [...address.origins].sort() },
      { url, origins: origins.sort() },
    )
  }
  t.throws(() => addressOf({}, { SMS_EMULATOR_PORT: '0' }), {
    message: /so the port is not known here\. Give --url/,
  })
  t.throws(() => addressOf({}, { SMS_EMULATOR_PORT: 'x' }), {
    message: /^SMS_EMULATOR_PORT "x" is not a port/,
  })
})
