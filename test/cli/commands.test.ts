import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { commands } from '../../src/cli/commands.ts'
import { loaders } from '../../src/cli/loaders.ts'
import { start } from '../../src/index.ts'
import { taskOf } from '../client/migration.ts'
import { credentials, linuxSource } from '../helper.ts'
import { commandWith } from './tool.ts'

/** The commands that ask an emulator, and those that need none. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
const file = (name: string, text?: string | Buffer) => {
  const path = join(folder, name)
  if (text !== undefined) writeFileSync(path, text)
  return path
}
const emulator = await start({ fixture: ['fixtures/fleet.yaml'], now: '2026-01-01T00:00:00Z' })
t.teardown(async () => {
  await emulator.close()
  rmSync(folder, { recursive: true })
})
const sms = commandWith({ SMS_EMULATOR_URL: emulator.url })

t.test('every command has its help, its options and its code', async (t) => {
  t.strictSame(Object.keys(loaders).sort(), commands.map(({ name }) => name).sort())
  for (const { name, summary, kind } of commands) {
    const help = await sms(...name.split(' '), '--help')
    t.match(help, { exit: 0, stderr: '' }, name)
    t.ok(help.stdout.startsWith(`Usage: sms-emulator ${name}`), name)
    if (kind === 'client') {
      for (const flag of ['--url', '--account', '--json']) t.ok(help.stdout.includes(flag), name)
    }
    t.ok(summary)
    if (name !== 'start') t.type(await loaders[name]?.(), 'function', name)
  }
  const { stdout } = await sms('help')
  for (const { name } of commands.filter(({ name }) => !name.includes(' '))) {
    t.match(stdout, new RegExp(`^  ${name} `, 'm'))
  }
  t.equal((await sms()).stdout, stdout, 'nothing is help')
  const advance = await sms('clock', 'advance', '--help')
  t.strictSame(await sms('help', 'clock', 'advance'), advance)
})

t.test('info and health', async (t) => {
  t.match(await sms('info'), { exit: 0, stdout: new RegExp(`url +${emulator.url}`) })
  t.match(await sms('info', '--json'), { json: { settings: { clock: 'frozen' } } })
  t.match(await sms('info'), { stdout: new RegExp(`companions +${emulator.url}/ecs, `) })
  t.match(await sms('health', '--url', emulator.url), { exit: 0, stdout: 'ready\n' })
  t.match(await sms('health', '--json', '--url', emulator.url), { json: { ready: true } })
})

t.test('health says why not, with exit 1', async (t) => {
  const gone = await start()
  await gone.close()
  const answer = await sms('health', '--url', gone.url)
  t.match(answer, { exit: 1, stdout: /^not ready: No emulator answers at .*ECONNREFUSED/ })
  t.match(await sms('health', '--url', gone.url, '--json'), { exit: 1, json: { ready: false } })
})

t.test('the clock is shown, set and moved', async (t) => {
  t.match(await sms('clock'), { exit: 0, stdout: /now +2026-01-01T00:00:00\.000Z\nmode +frozen\n/ })
  t.match(await sms('clock', '--pace', '2', '--json'), { json: { pace: 2 } })
  t.match(await sms('clock', 'advance', 'PT90M', '--json'), { json: { stopped: 'duration' } })
  t.match(await sms('clock', 'advance', 'PT90M'), {
    exit: 0,
    stdout: /the clock moved 1h 30m forward, to 2026-01-01 03:00:00 UTC\n$/,
  })
  t.match(await sms('clock', 'advance', '90s'), { exit: 0, stdout: /moved 1m 30s forward/ })
  t.match(await sms('clock', 'advance', '--idle'), {
    exit: 0,
    stdout: /^the clock stays at .+ UTC: nothing is left to wait for\n$/,
  })
  t.match(await sms('clock', 'advance', '--events', '5'), {
    exit: 1,
    stderr: /^sms-emulator: Fewer than 5 events happened: nothing more happens by itself\.\n$/,
  })
  t.match(await sms('clock', '--now', '2020-01-01T00:00:00Z'), {
    exit: 1,
    stderr: /cannot go back/,
  })
  await sms('reset')
})

t.test('a condition that does not come true is exit 1', async (t) => {
  const until = (...more: string[]) => sms('clock', 'advance', '--task', 'lin-05', ...more)
  t.match(await until('--subtask', 'MIGRATE_LINUX_FILE', '--percent', '63'), {
    exit: 0,
    stderr: '',
  })
  t.match(await until('--state', 'RUNNING'), {
    exit: 0,
    stdout:
      /^the clock stays at .+ UTC: the condition was met already; lin-05 is RUNNING, MIGRATE_LINUX_FILE at 63 %\n$/,
  })
  t.match(await until('--state', 'SYNCING', '--max', 'PT1S'), {
    exit: 1,
    stderr:
      /^sms-emulator: lin-05 did not reach state SYNCING: it is RUNNING, MIGRATE_LINUX_FILE at \d+ %; the clock was moved PT1S at most, to \S+\.\n$/,
  })
  t.match(await until('--state', 'MIGRATE_FAIL', '--json'), {
    exit: 1,
    json: { stopped: 'idle' },
    stderr:
      /lin-05 did not reach state MIGRATE_FAIL: it is MIGRATE_SUCCESS; its migration has ended/,
  })
  await sms('reset')
  t.match(await sms('clock', 'advance', '--task', 'lin-03', '--state', 'RUNNING'), {
    exit: 1,
    stdout: /^the clock stays at .+ UTC: nothing is left to wait for\n$/,
    stderr:
      /^sms-emulator: lin-03 did not reach state RUNNING: it is READY; nothing has started it \(UpdateTaskStatus with operation start, or auto_start\)\.\n$/,
  })
  await sms('reset')
})

t.test(
  'a name of no task, and of two, is refused alike by tasks, timeline and advance',
  async (t) => {
    await using account = await emulator.account({ name: 'twins' })
    const its = commandWith({ SMS_EMULATOR_URL: emulator.url, SMS_EMULATOR_ACCOUNT: 'twins' })
    for (const name of ['web-1', 'web-2']) await taskOf(account, { name: 'twin' }, { name })
    const commands = [['tasks'], ['timeline'], ['clock', 'advance', '--state', 'ABORT', '--task']]
    for (const command of commands) {
      t.match(await its(...command, 'twins'), {
        exit: 1,
        stdout: '',
        stderr:
          'sms-emulator: There is no task "twins" in account "twins". Did you mean twin? There are 2 in all.\n',
      })
      t.match(await its(...command, 'twin'), {
        exit: 1,
        stdout: '',
        stderr:
          /^sms-emulator: More than one task is named "twin"; give its id, such as \S{36} or \S{36}\.\n$/,
      })
    }
    const { tasks } = await account.client.tasks()
    t.match(await its('tasks', tasks[0]?.id ?? '', '--json'), { json: { count: 1 } })
  },
)

t.test('a clock that was frozen says what to do next', async (t) => {
  await using emulator = await start()
  const its = commandWith({ SMS_EMULATOR_URL: emulator.url })
  const advice =
    /frozen: move it with sms-emulator clock advance 10m, or let it flow with sms-emulator clock --mode flowing\n$/
  t.match(await its('clock', '--mode', 'frozen'), { exit: 0, stdout: advice })
  t.notMatch((await its('clock', '--mode', 'flowing')).stdout, 'frozen')
  t.match(await its('clock', '--mode', 'frozen', '--json'), { json: { mode: 'frozen' } })
  t.match(await its('accounts', 'create', 'w1', '--clock', 'frozen'), {
    stdout: /\nfrozen: move it with sms-emulator clock advance 10m --account w1, or let/,
  })
})

t.test('tasks, sources and info say why nothing happens', async (t) => {
  await using emulator = await start({ auth: 'off' })
  const its = commandWith({ SMS_EMULATOR_URL: emulator.url })
  const look = () => fetch(`${emulator.url}/v3/tasks`).then((answer) => answer.text())
  for (let time = 0; time < 19; time++) await look()
  for (const command of ['tasks', 'sources', 'info']) {
    t.notMatch((await its(command)).stdout, /is frozen at/, command)
  }
  await look()
  for (const command of ['tasks', 'sources', 'info']) {
    t.match((await its(command)).stdout, /\nThe clock of account emulator is frozen at .*\n$/)
  }
})

t.test('tasks and sources as tables', async (t) => {
  const { stdout } = await sms('tasks')
  t.match(stdout, /^name +state +sub-task +%/)
  t.match(stdout, /^lin-05 +RUNNING +MIGRATE_LINUX_FILE +\d+ .*lin-05-copying/m)
  t.notOk(stdout.includes('\u001b'), 'plain')
  t.notMatch(stdout, /[ \t]$/m)
  t.match(await sms('tasks', '--limit', '1'), {
    stdout: /… and 15 more; --limit shows more\nclock frozen at/,
  })
  t.match(await sms('tasks', '--json'), { json: { count: 16 } })
  t.match(await sms('sources'), { stdout: /^lin-05-copying +replicate +replicating +yes/m })
  t.match(await sms('sources', '--json', '--limit', '2'), { json: { count: 20 } })
})

t.test('an account is exported, checked and loaded', async (t) => {
  await using account = await emulator.account({ name: 'small' })
  const its = commandWith({ SMS_EMULATOR_URL: emulator.url, SMS_EMULATOR_ACCOUNT: 'small' })
  await taskOf(account, { name: 'one' }, { name: 'web-1' })
  const [yaml, json] = [file('saved.yaml'), file('saved.json')]
  t.match(await its('export', '-o', yaml), { exit: 0, stdout: /written to/ })
  await its('export', '-o', json)
  t.match(readFileSync(yaml, 'utf8'), /^version: 1\n/)
  t.match(JSON.parse(readFileSync(json, 'utf8')), { version: 1 })
  t.match(await its('export'), { json: { accounts: [{ name: 'small' }] } })
  t.match(await its('validate', yaml, json), { exit: 0, stdout: /valid \(fixture\)\n.*valid/ })
  t.match(await its('load', yaml), {
    exit: 1,
    stderr: /saved\.yaml: Source \S+ exists already \(line \d+, \S+\)\. .*use --replace\.\n$/,
  })
  t.match(await its('load', '--replace', yaml, '--json'), { exit: 0, json: [{ tasks: 1 }] })
  t.match(await its('load', '--replace', json), { stdout: /small: sources 1, tasks 1/ })
})

t.test('an account is put back', async (t) => {
  t.match(await sms('reset'), { exit: 0, stdout: 'put back as after the start: emulator\n' })
  t.match(await sms('reset', '--all', '--json'), { json: { reset: ['emulator'] } })
})

t.test('scenarios are added, listed and cleared', async (t) => {
  const one = file('one.yaml', 'name: one\nthen: { fail: { at: MIGRATE_* } }\n')
  const two = file(
    'two.yaml',
    'scenarios:\n  - { name: two, then: { slow: { at: CONFIGURE_*, factor: 2 } } }\n',
  )
  t.match(await sms('scenarios'), { stdout: 'no scenarios\n' })
  t.match(await sms('scenarios', 'add', one, two), {
    exit: 0,
    stdout:
      /^two +everything +slow at CONFIGURE_\*, factor 2\none +everything +fail at MIGRATE_\*$/m,
  })
  t.match(await sms('scenarios', '--json'), {
    json: { scenarios: [{ name: 'two' }, { name: 'one' }] },
  })
  const replaced = await sms('scenarios', 'add', '--replace', one, two, '--json')
  t.match(replaced, { json: { scenarios: [{ name: 'two' }, { name: 'one' }] } })
  t.match(await sms('scenarios', 'clear', 'one', '--json'), {
    json: { scenarios: [{ name: 'two' }] },
  })
  t.match(await sms('scenarios', 'clear'), { stdout: 'no scenarios\n' })
  t.match(await sms('validate', one, two), { exit: 0, stdout: /one\.yaml: valid \(scenarios\)/ })
})

t.test('what is wrong in a file is said with its line, without an emulator', async (t) => {
  const offline = commandWith({ SMS_EMULATOR_URL: 'http://127.0.0.1:1' })
  const bad = file('bad.yaml', 'accounts:\n  - name: a\n    sources:\n      - name: 7\n')
  const odd = file('odd.yaml', 'name: x\nmatch: {}\nthen:\n  fial: {}\n')
  const broken = file('broken.yaml', 'accounts: [\n')
  const { exit, stdout } = await offline('validate', bad, odd, broken)
  t.equal(exit, 1)
  t.match(stdout, /bad\.yaml:4: accounts\.0\.sources\.0\.name: /)
  t.match(stdout, /odd\.yaml:[34]: then/)
  t.match(stdout, /broken\.yaml:\d+: the document: /)
  t.match(await offline('validate', bad, '--json'), {
    exit: 1,
    json: [{ file: bad, errors: [{ line: 4 }] }],
  })
  t.match(await offline('validate', file('none.yaml')), { exit: 2, stderr: /cannot be read/ })
})

t.test('a file that is not UTF-8 is refused, wherever it is read', async (t) => {
  const latin1 = file('latin1.yaml', Buffer.from('name: Orléans\n', 'latin1'))
  const reason = /latin1\.yaml cannot be (read|used): it is not UTF-8: byte 9 is 0xe9/
  for (const args of [
    ['validate', latin1],
    ['load', latin1],
    ['start', '--fixture', latin1],
    ['start', '--scenario', latin1],
    ['start', '--config', latin1],
  ]) {
    t.match(await sms(...args), { exit: 2, stderr: reason }, args.join(' '))
  }
})

t.test('what start would refuse in a fixture is not valid', async (t) => {
  const offline = commandWith({ SMS_EMULATOR_URL: 'http://127.0.0.1:1' })
  const source = JSON.stringify({ ...linuxSource(), name: 'web-01' })
  const tasked = (task: string) =>
    `accounts:\n  - name: emulator\n    sources: [${source}]\n    tasks:\n      - ${task}\n`
  const refused: [name: string, text: string, problem: RegExp][] = [
    ['long', tasked('{source: web-01, steps: [start, {wait: P36500D}]}'), /ten years|P36500D|far/],
    ['stop', tasked('{source: web-01, steps: [stop]}'), /stop/],
    [
      'twice',
      tasked('{source: web-01, syncing: true, steps: [start, {until: {state: SYNCING}}, start]}'),
      /start/,
    ],
    ['nobody', tasked('{source: web-02}'), /web-02/],
    [
      'key',
      'accounts:\n  - name: emulator\n    identity_providers: [{name: p, issuer: i, client_id: c, keys: [{kty: RSA, n: x}]}]\n',
      /has an invalid key/,
    ],
  ]
  for (const [name, text, problem] of refused) {
    const path = file(`${name}.yaml`, text)
    const { exit, stdout } = await offline('validate', path)
    t.equal(exit, 1, name)
    t.match(stdout, new RegExp(`${name}\\.yaml:\\d+: accounts\\.0[.:]`), name)
    t.match(stdout, problem, name)
  }
  const servers = file('servers.yaml', `accounts: [{name: emulator, sources: [${source}]}]`)
  const tasks = file('tasks.yaml', 'accounts: [{name: emulator, tasks: [{source: web-01}]}]')
  t.match(await offline('validate', tasks), { exit: 1 })
  t.match(await offline('validate', servers, tasks), { exit: 0 }, 'as start would load them')
})

t.test('faults are validated, too, in each of their forms', async (t) => {
  const good = [
    file('one-fault.yaml', 'effect: { status: 503 }\n'),
    file('fault-list.yaml', '- effect: { status: 503 }\n- effect: { delay: PT1S }\n'),
    file('fault-plan.yaml', 'plan: p\nfaults:\n  - effect: { status: 503 }\n'),
  ]
  const fine = await sms('validate', ...good)
  t.match(fine, { exit: 0, stdout: /(.*: valid \(faults\)\n){3}/ })
  const bad = file('bad-fault.yaml', 'match: { operation: ListTasks }\neffect: { status: 999 }\n')
  t.match(await sms('validate', bad), { exit: 1, stdout: /bad-fault\.yaml:2: effect\.status: / })
})

t.test('what the emulator says of a file has its name', async (t) => {
  const bad = file('refused.yaml', 'effect: { status: 999 }\n')
  for (const args of [
    ['faults', 'add', bad],
    ['snapshot', 'upload', 'x', bad],
  ]) {
    t.match(await sms(...args), { exit: 1, stderr: /^sms-emulator: .*refused\.yaml: The / })
  }
  const scenario = 'fixtures/scenarios/31-token.yaml'
  const kinds = [
    [['load', bad], /holds faults, and this command takes a fixture; use sms-emulator faults add /],
    [['scenarios', 'add', bad], /holds faults, .* use sms-emulator faults add /],
    [['load', scenario], /holds scenarios, .* use sms-emulator scenarios add /],
    [['faults', 'add', 'fixtures/fleet.yaml'], /holds a fixture, .* use sms-emulator load /],
  ] as const
  for (const [args, stderr] of kinds) t.match(await sms(...args), { exit: 2, stderr })
  t.match(await sms('faults', 'add', '{effect: {status: 503}}'), {
    exit: 2,
    stderr:
      /cannot be read: .*\. To give a document itself, write - and pipe it to the command\.\n$/,
  })
  // A condition says neither that it is of a fault nor of a scenario.
  const misspelled = file(
    'misspelled.yaml',
    'match: {operation: ListTasks}\nefect: {status: 503}\n',
  )
  t.match(await sms('faults', 'add', misspelled), {
    exit: 1,
    stderr: /"efect" is unknown; did you mean effect/,
  })
  t.match(await sms('load', 'fixtures/fleet.yaml'), {
    exit: 1,
    stderr:
      /fleet\.yaml: The account has another source "lin-03-ready" already \(.*use --replace\.\n$/,
  })
  const broken = await sms('load', file('unclosed.yaml', 'accounts: [\n'))
  t.match(broken.stderr, /line 2, the document: a closing \] is missing for line \d+, or .*\.\n$/)
})

t.test('what is not there is said with the name of the account', async (t) => {
  for (const args of [
    ['faults', 'clear', 'x'],
    ['scenarios', 'clear', 'x'],
    ['clock', 'advance', '--task', 'x', '--state', 'ABORT'],
  ]) {
    t.match(await sms(...args), { exit: 1, stderr: /"x" in account "emulator"/ })
  }
  const wrong = await sms('requests', '--status', '9xx')
  t.match(wrong, { exit: 2, stderr: /--status: "9xx" is not a status such as 404, 4xx/ })
})

t.test('explain tells why', async (t) => {
  const refused = await fetch(`${emulator.url}/v3/tasks`)
  const id = refused.headers.get('x-request-id') ?? ''
  t.match(await sms('explain', id), {
    exit: 0,
    stdout: /^GET \/v3\/tasks\n401 APIGW\.0301 .*x-auth-token not found\n/,
  })
  t.match(await sms('explain', id, '--json'), { json: { request_id: id } })
  const login = await fetch(`${emulator.url}/v3/auth/tokens`, {
    method: 'POST',
    body: JSON.stringify(credentials()),
    headers: { 'content-type': 'application/json' },
  })
  t.match(await sms('explain', login.headers.get('x-request-id') ?? ''), {
    exit: 0,
    stdout:
      'POST /v3/auth/tokens\n201\n\nThe call was answered with 201: nothing refused it, and it met no fault.\n',
  })
  t.match(await sms('explain', 'nosuch'), {
    exit: 1,
    stderr: /^sms-emulator: There is no explanation of request/,
  })
})

t.test('the account is an option or a variable', async (t) => {
  const other = commandWith({ SMS_EMULATOR_URL: emulator.url, SMS_EMULATOR_ACCOUNT: 'nobody' })
  t.match(await other('clock'), { exit: 1, stderr: /There is no account "nobody"/ })
  t.match(await other('clock', '--account', 'emulator'), { exit: 0 })
  t.match(await sms('--', 'clock'), { exit: 0 })
  t.match(await sms('clock', 'advance', '--idle', '--account', 'nobody'), { exit: 1 })
})

t.test('wrong use is exit 2, in one line', async (t) => {
  const cases = [
    [['dance'], /"dance" is not a command; see sms-emulator help\./],
    [['clock', 'advanc', 'PT1M'], /"advanc" is not a command of clock; did you mean advance\?/],
    [['requests', '--json', 'cuont'], /"cuont" is not a command of requests; did you mean count\?/],
    [['snapshot', 'keep'], /"keep" is not a command of snapshot; use save, /],
    [['clok'], /"clok" is not a command; did you mean clock\?$/m],
    [['clock', '--color'], /clock has no option --color; see sms-emulator clock --help/],
    [['clock', '--mode', 'blue'], /--mode "blue" is not one of frozen, flowing\./],
    [['clock', '--pace', 'fast'], /--pace "fast" is not a number/],
    [['clock', 'advance'], /Give one of/],
    [['clock', 'advance', 'PT1M', '--idle'], /Give one of/],
    [['clock', 'advance', '--state', 'SYNCING'], /require --task/],
    [['explain'], /explain needs <id>: sms-emulator explain <id>\./],
    [['load', '/nowhere/x.yaml'], /\/nowhere\/x\.yaml cannot be read/],
    [['load', file('empty.yaml', '')], /is empty/],
    [['requests', 'wait', 'many'], /"many" is not a number of calls/],
    [['help', 'dance'], /"dance" is not a command; see sms-emulator help\./],
    [['dance', '--help'], /"dance" is not a command; see sms-emulator help\./],
    [['requests', '--follow', '--har'], /--har selects earlier calls/],
    [['requests', '--follow', '--limit', '5'], /--limit selects earlier calls/],
    [['clock', '--url', 'a b'], /--url "a b" is not a URL, such as/],
    [['clock', '--url', 'ftp://x'], /--url "ftp:\/\/x" is not a URL, such as/],
    [['completion', 'cmd'], /Unknown shell "cmd"\. Use bash, zsh or fish\./],
    [['clock', '--url', 'http://127.0.0.1:1'], /No emulator answers at http:\/\/127\.0\.0\.1:1/],
  ] as const
  for (const [args, message] of cases) {
    const { exit, stdout, stderr } = await sms(...args)
    t.equal(exit, 2, args.join(' '))
    t.match(stderr, message)
    t.equal(stderr.trim().split('\n').length, 1)
    t.equal(stdout, '')
  }
})
