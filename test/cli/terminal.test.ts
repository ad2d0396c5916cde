import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { LivePicture } from '../../src/cli/live-tasks.ts'
import { Output } from '../../src/cli/output.ts'
import { withoutControls, withoutEscapedControls } from '../../src/text/terminal.ts'
import { scenario } from '../helper.ts'
import { standIn } from './stand-in.ts'
import { commandWith, sink } from './tool.ts'

/** Whatever a name, a file or an answer holds, it moves no cursor, sets no title and begins no line. */

const controls =
  '\u001b]0;PWNED\u0007\u001b[31m\u009b2J\r\n\b\u007f\u0000\u061c\u200e\u202e\u2066\u2028'
const hostile = `evil${controls}tail`

/** An answer with the hostile text in each of its texts and names. */
function poisoned(value: unknown): unknown {
  if (typeof value === 'string') return value + hostile
  if (Array.isArray(value)) return value.map(poisoned)
  if (typeof value !== 'object' || value === null) return value
  return {
    ...Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        name,
        // What a command looks up in a table of its own.
        name === 'stopped' ? part : poisoned(part),
      ]),
    ),
    [hostile]: hostile,
  }
}

const at = '2026-01-01T00:00:00.000Z'
const call = {
  ...{ id: 'r1', at, clock: at, method: 'POST', path: '/v3/tasks', operation: 'CreateTask' },
  ...{ status: 400, code: 'SMS.7605', duration_ms: 1.6, account: 'd1', fault: 'f', user: 'u' },
  ...{ request: { headers: {}, body: {} }, response: { headers: {}, body: {} } },
}
const task = {
  ...{ id: 't1', name: 'move', state: 'MIGRATE_FAIL', source: { id: 's1', name: 'web-1' } },
  ...{ migration_cycle: 'replicating', connected: false, subtask: 'MIGRATE_LINUX_FILE' },
  ...{ percent: 50, speed: 50, remaining_ms: 90_000 },
  rows: [{ name: 'SSL_CONFIG', user_op: 'REPLICATE', percent: 9, ended: true, error: 'SMS.1' }],
}
const event = { at, type: 'task.state', task: 't1', source: 's1', data: { name: 'n', code: 'c' } }
const credentials = {
  ...{ account: 'w1', domain_id: 'd1', user: 'u', password: 'p', ak: 'AK', sk: 'SK' },
  projects: [{ id: 'p1', name: 'ap-southeast-1' }],
}
const snapshot = { name: 'base', saved_at: at, bytes: 10, sources: 3, tasks: 2 }
const difference = { text: 'x', line: 1, part: 'p', server: 's', client: 'c' }
const explanation = {
  ...{ request: { method: 'GET', target: '/x' }, answer: { status: 400, code: 'c', message: 'm' } },
  ...{ why: 'why', causes: ['cause'], signature: { texts: { first_difference: difference } } },
  validation: [{ path: 'p', rule: 'r', message: 'm' }],
}
const faults = {
  faults: [
    { id: 'f', plan: 'p', match: { path: 'x' }, effect: { message: 'm' }, used: 1, left: 2 },
  ],
  left: 2,
}
const scenarios = { scenarios: [scenario('n', { fail: 'x' }, { name: 'm' })] }
const source = {
  ...{ id: 's1', name: 'web', state: 'waiting', migration_cycle: 'c', connected: false },
  ...{ os_type: 'LINUX', ip: '1.2.3.4', task: { name: 't', state: 'READY' } },
  failed_checks: [{ name: 'BOOT_LOADER', code: 'SMS.6516' }],
}
const project = { id: 'p1', name: 'p' }
const cloud_server = {
  ...{ id: 'e1', name: 'target', status: 'SHUTOFF', project, region: 'r', zone: 'ra', flavor: 'f' },
  ...{ image: 'i', addresses: ['192.168.0.7'], volumes: [{ id: 'v', device: 'd', size_gb: 40 }] },
  moving_by: { id: 't1', name: 't', state: 'RUNNING' },
  job: { id: 'j', what: 'spawning', until: at },
}
const subnets = [{ id: 'n', name: 'subnet', cidr: '192.168.0.0/24' }]
const cloud = {
  ...{ count: 9, servers: [cloud_server] },
  networks: [{ id: 'v', name: 'vpc', region: 'r', cidr: '192.168.0.0/16', subnets, project }],
  security_groups: [{ id: 'g', name: 'default', region: 'r', rules: 4, project }],
}

const answers: Record<string, object> = {
  'GET /info': {
    ...{ name: 'n', version: 'v', endpoints: { url: 'u', https: 'h', control: 'c' } },
    settings: { db: 'd', clock: 'frozen', pace: 1, auth: 'strict', seed: '0' },
    accounts: [{ name: 'a' }],
  },
  'GET /ready': { ready: false, reason: 'because' },
  'GET /clock': { now: at, mode: 'frozen', pace: 1 },
  'POST /clock/advance': { from: at, to: at, stopped: 'events', events: [event] },
  'POST /reset': { reset: ['a'], dropped: ['b'] },
  'POST /fixtures': { accounts: ['a'], sources: 1, tasks: 1 },
  'GET /fixtures': { accounts: [{ name: 'a' }] },
  'GET /accounts': { accounts: [{ id: 'd1', name: 'w1', projects: ['a', 'b'] }] },
  'POST /accounts': credentials,
  'DELETE /accounts/w1': { deleted: 'w1' },
  'GET /tasks': { count: 9, tasks: [task] },
  'GET /tasks/t1/timeline': { task: 't1', now: at, past: [event], planned: [event] },
  'GET /sources': { count: 9, sources: [source] },
  'GET /servers': cloud,
  'GET /requests': { count: 1, requests: [call] },
  'GET /requests.har': { log: { entries: [call] } },
  'POST /requests/wait': { count: 1, timed_out: false },
  'GET /explain/r1': explanation,
  'GET /faults': faults,
  'POST /faults': faults,
  'GET /scenarios': scenarios,
  'POST /scenarios': scenarios,
  'GET /snapshots': { snapshots: [snapshot] },
  'POST /snapshots/base': snapshot,
  'DELETE /snapshots/base': { deleted: 'base' },
  'GET /coverage': { operations: { met: ['a'] } },
  'GET /bundle': { calls: [call], missed: 0, replaced: 1 },
}

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'any.yaml')
writeFileSync(file, 'accounts: []\n')
const fault_file = join(folder, 'fault.yaml')
writeFileSync(fault_file, 'effect: { status: 500 }\n')
const scenario_file = join(folder, 'scenario.yaml')
writeFileSync(scenario_file, 'name: n\nthen: {}\n')

const commands = [
  ...['info', 'health', 'clock', 'clock advance --events 1', 'reset', 'export', 'accounts'],
  ...[
    'accounts create',
    'accounts delete w1',
    'tasks',
    'timeline t1',
    'sources',
    'servers',
    'requests',
  ],
  ...['requests --har', 'requests wait', 'requests --follow', 'explain r1', 'faults', 'scenarios'],
  ...['snapshot', 'snapshot save base', 'snapshot drop base', 'coverage --format json', 'bundle'],
  ...[
    `load ${file}`,
    `faults add ${fault_file}`,
    `scenarios add ${scenario_file}`,
    `validate ${file}`,
  ],
]

const esc = '\u001b'
/** Styles that the program writes itself. */
const styles = new RegExp(`${esc}\\[(?:1|2|22|3[123]|39)m`, 'g')
const any_control = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u

function isClean(t: Test, text: string, what: string): void {
  const plain = text.replace(styles, '')
  t.notMatch(
    plain.replaceAll('\n', ''),
    any_control,
    `${what}: ${withoutControls(plain.slice(0, 400))}`,
  )
  // A style of the hostile text would stand right where its letters are.
  t.notMatch(text, new RegExp(`PWNED.{0,9}${esc}\\[31m`, 's'), what)
  t.notMatch(plain, /evil[^\n]*\n[^\n]{0,12}tail/, `${what}: a name is on one line`)
}

t.test('what an emulator answers is shown with its control characters escaped', async (t) => {
  const { url } = await standIn(t, {
    ...Object.fromEntries(
      Object.entries(answers).map(([route, answer]) => [route, () => poisoned(answer)]),
    ),
    'GET /requests/events': () => `event: request\ndata: ${JSON.stringify(poisoned(call))}\n\n`,
  })
  for (const isTerminal of [true, false]) {
    for (const json of [[], ['--json']]) {
      const run = commandWith({ SMS_EMULATOR_URL: url }, isTerminal)
      for (const command of commands) {
        const { stdout, stderr } = await run(...command.split(' '), ...json)
        isClean(t, stdout, `${command} ${json}`)
        isClean(t, stderr, `${command} ${json}, what is wrong`)
        if (json.length === 0 || command.startsWith('requests --follow')) continue
        t.ok(JSON.parse(stdout), `${command} --json is still JSON`)
      }
    }
  }
  const { stdout } = await commandWith({ SMS_EMULATOR_URL: url })('tasks')
  t.match(stdout, /moveevil\\u001b\]0;PWNED\\u0007\\u001b\[31m\\u009b2J\\u000d\\u000a/)
  const { json } = await commandWith({ SMS_EMULATOR_URL: url })('tasks', '--json')
  t.equal(json.tasks[0].name, `move${hostile}`, 'and JSON says the same')
})

t.test('what is refused is told in one line', async (t) => {
  const refused = { error: { code: 'EMULATOR.0400', message: hostile, details: [] } }
  const { url } = await standIn(t, {})
  const server = createServer((_, response) => {
    response.writeHead(400)
    response.end(JSON.stringify(refused))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const refusing = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const [run, ...args] of [
    [commandWith({ SMS_EMULATOR_URL: refusing }), 'tasks'],
    [commandWith({ SMS_EMULATOR_URL: url }), 'explain', hostile],
    [commandWith({ SMS_EMULATOR_URL: hostile }), 'tasks'],
    [commandWith({}), hostile],
    [commandWith({}), 'clock', `--${hostile}`],
    [commandWith({}), 'clock', '--mode', hostile],
    [commandWith({}), 'validate', join(folder, hostile)],
    [commandWith({}), 'replay', join(folder, hostile)],
    [commandWith({}), 'completion', hostile],
    [commandWith({ SMS_EMULATOR_URL: url }), 'load', join(folder, hostile)],
  ] as const) {
    const { exit, stdout, stderr } = await run(...args)
    t.ok(exit > 0, withoutControls(args.join(' ')))
    isClean(t, stdout + stderr, withoutControls(args.join(' ')))
    t.match(stderr, /^sms-emulator: [^\n]*\n$/)
  }
})

t.test('files from elsewhere are told of in lines of their own', async (t) => {
  const texts = {
    [`name${controls.replaceAll('\u0000', '')}.yaml`]: 'accounts: {}\n',
    'value.yaml': `accounts: [{name: ${JSON.stringify(hostile)}, clock: 5}]\n`,
    'key.yaml': `accounts: [{${JSON.stringify(hostile)}: 1, name: a}]\n`,
    'faults.yaml': `effect: {headers: {${JSON.stringify(hostile)}: ${JSON.stringify(hostile)}}}\n`,
    'match.yaml': `{match: {operation: ${JSON.stringify(hostile)}}, effect: {status: 500}}\n`,
    'scenario.yaml': `{name: ${JSON.stringify(hostile)}, then: {fail: {at: ${JSON.stringify(hostile)}}}}\n`,
    'raw.yaml': `accounts: [${controls}\n`,
    'broken.json': `{"accounts": "\u009b31m", ]`,
  }
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, name)
    writeFileSync(path, text)
    for (const json of [[], ['--json']]) {
      const { exit, stdout, stderr } = await commandWith({}, true)('validate', path, ...json)
      t.equal(exit, 1, withoutControls(name))
      isClean(t, stdout + stderr, withoutControls(name))
    }
    if (name.endsWith('key.yaml') || name.endsWith('.json')) continue
    const started = await commandWith({})('start', '--port', '0', '--fixture', path)
    t.equal(started.exit, 2)
    isClean(t, started.stdout + started.stderr, `start with ${withoutControls(name)}`)
    t.match(started.stderr, /^sms-emulator: [^\n]*\n$/)
  }
})

t.test('a line of the log has none either, also once it is parsed for people', async (t) => {
  const line = JSON.stringify({ msg: hostile, err: { stack: 'Error: x\n\tat y', [hostile]: 'é' } })
  isClean(t, withoutControls(line), 'as JSON')
  t.strictSame(JSON.parse(withoutControls(line)), JSON.parse(line))
  const { msg, err } = JSON.parse(withoutEscapedControls(line))
  t.match(msg, /^evil\\u001b\]0;PWNED\\u0007.*\\r\n\\b.*tail$/s)
  t.notMatch(msg.replaceAll('\n', ''), any_control)
  t.match(err, { stack: 'Error: x\n\tat y' })
  t.match(Object.values(err), ['Error: x\n\tat y', 'é'])
})

t.test('the picture of --watch shows no control characters of others', async (t) => {
  const screen = sink(true)
  const picture = new LivePicture(new Output({ stdout: screen, stderr: sink() }, {}))
  picture.draw({
    tasks: [poisoned(task) as never, poisoned({ ...task, state: 'RUNNING' }) as never],
    clock: poisoned({ now: at, mode: 'frozen', pace: 1 }) as never,
  })
  picture.stop()
  const own = new RegExp(`${esc}\\[(?:\\?25[hl]|\\?7[hl]|\\d*[A-GJK])`, 'g')
  isClean(t, screen.text.replace(own, '').replaceAll('\r', ''), 'the picture')
  t.match(screen.text, /evil\\u001b\]0;PWNED/)
})
