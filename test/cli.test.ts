import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { asGiven } from '../src/cli/commands/start.ts'
import { configOf, testSettings } from '../src/config.ts'
import { startServer } from '../src/process/server.ts'
import { commandWith, type Ran } from './cli/tool.ts'
import { credentials } from './helper.ts'
import { needs_signals } from './platform.ts'
import { program } from './program.ts'

/** The command, as a person starts it: a process of its own, on a free port. */

const root = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

/** The environment without what tap adds for its own loaders. */
const { NODE_OPTIONS: _, ...environment } = process.env

/** In this process, where the process itself does not matter. */
const command = commandWith({})

const runWith = (env: NodeJS.ProcessEnv, ...args: string[]) =>
  new Promise<Ran>((resolve) => {
    const options = { cwd: root, env }
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
      resolve({ exit: Number(error?.code ?? 0), stdout, stderr })
    })
  })

type Started = { child: ChildProcess; output: string; endpoints: Record<string, string> }
let files = 0

/** Starts the emulator, and resolves once it has written its endpoints and its banner. */
async function start(t: Test, ...args: string[]): Promise<Started> {
  const file = join(folder, `endpoints-${++files}.json`)
  const child = spawn(
    process.execPath,
    [program, 'start', '--port', '0', '--endpoints-file', file, ...args],
    { cwd: root, env: environment },
  )
  t.teardown(() => child.kill('SIGKILL'))
  let output = ''
  child.stdout.setEncoding('utf8')
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    output += text
    const isPrinted = /^echo '6\. .*\n\n/ms.test(output) || output.includes('"msg":"ready"')
    if (existsSync(file) && isPrinted) break
  }
  child.stdout.resume()
  return { child, output, endpoints: JSON.parse(readFileSync(file, 'utf8')) }
}

const stop = async (child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM') => {
  child.kill(signal)
  const [code] = await once(child, 'exit')
  return code
}

const hasShell =
  spawnSync('sh', ['-c', 'curl --version && awk 1 </dev/null && sed -n 1p </dev/null']).status === 0

t.test('it starts, says where it is, and stops when told', needs_signals, async (t) => {
  const { child, output, endpoints } = await start(t)
  const { url = '' } = endpoints
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.strictSame(endpoints, {
    ...{ url, iam: url, sms: url, control: `${url}/_emulator` },
    ...{ ecs: `${url}/ecs`, vpc: `${url}/vpc`, ims: `${url}/ims`, evs: `${url}/evs` },
  })
  for (const text of [
    url,
    'developer',
    'Emulator@123',
    'EMULATORACCESSKEY001',
    '0215ef11e49d4743be23dd97a1561e91',
  ]) {
    t.ok(output.includes(text), text)
  }
  const ready = await fetch(`${endpoints.control}/ready`)
  t.equal(ready.status, 200)
  const document = await fetch(`${endpoints.control}/openapi/sms.json`)
  t.match(await document.json(), { openapi: '3.1.0' })
  const page = await fetch(`${endpoints.control}/docs/`)
  t.match(await page.text(), /swagger/)
  // So long that a thread reads it, which runs the bundle itself.
  const fixture = JSON.stringify({ accounts: [{ name: 'long' }] }).padEnd(300_000)
  const headers = { 'content-type': 'application/json' }
  const body = { method: 'POST', headers, body: fixture }
  const loaded = await fetch(`${endpoints.control}/fixtures`, body)
  t.equal(loaded.status, 200, await loaded.text())
  const options = { skip: hasShell ? false : 'needs sh, curl, sed and awk' }
  // With every clock and in other shells: test/cli/pasted.test.ts.
  await t.test('the walkthrough that it prints works as a script', options, async (t) => {
    const commands = output.slice(output.indexOf("echo '1. Log in")).trim()
    const printed = execFileSync('sh', ['-e', '-c', commands], { encoding: 'utf8' })
    t.match(printed, /^READY null$/m)
    t.match(printed, /^RUNNING "MIGRATE_LINUX_FILE-63"$/m)
    t.match(printed, /^MIGRATE_SUCCESS null$/m)
  })
  t.equal(await stop(child), 0)
})

t.test('a port that is taken is named as it was given, and another way is told', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const file = join(folder, 'taken.json')
  writeFileSync(file, JSON.stringify({ port }))
  const other = `; choose another with --port or SMS_EMULATOR_PORT; 0 takes a free one.`
  const processWith = (...args: string[]) =>
    runWith({ ...environment, SMS_EMULATOR_PORT: String(port) }, ...args)
  const by_flag = '; use another port, or --port 0 for a free one.'
  for (const [run, args, place, hint] of [
    [command, ['--port', String(port)], '--port', by_flag],
    [command, ['--config', file], `port in ${file}`, other],
    [processWith, [], 'SMS_EMULATOR_PORT', other],
  ] as const) {
    const { exit, stdout, stderr } = await run('start', ...args)
    t.strictSame(
      { exit, stdout, stderr },
      {
        exit: 2,
        stdout: '',
        stderr: `sms-emulator: ${place} ${port} is in use on 127.0.0.1, maybe by another emulator${hint}\n`,
      },
    )
  }
  const message =
    '--port 7670 is in use on 127.0.0.1; use another port, or --port 0 for a free one.'
  t.equal(asGiven(message, new Map()), `The default port 7670 is in use on 127.0.0.1${other}`)
})

t.test('start --json prints where it is and the way in, as one line', needs_signals, async (t) => {
  const child = spawn(process.execPath, [program, 'start', '--port', '0', '--json'], {
    cwd: root,
    env: environment,
  })
  t.teardown(() => child.kill('SIGKILL'))
  const [text] = await once(child.stdout, 'data')
  t.match(JSON.parse(String(text)), {
    endpoints: { url: /^http:\/\/127\.0\.0\.1:\d+$/, sms: /./, iam: /./, control: /./ },
    credentials: {
      account: 'emulator',
      user: 'developer',
      password: 'Emulator@123',
      ak: 'EMULATORACCESSKEY001',
      projects: [{ name: 'ap-southeast-1' }],
    },
  })
  let more = ''
  child.stdout.on('data', (rest) => {
    more += rest
  })
  t.equal(await stop(child), 0)
  t.equal(more, '', 'and nothing else')
})

t.test('SIGINT stops it, too, also with a connection open', needs_signals, async (t) => {
  const { child, output, endpoints } = await start(
    t,
    ...['--clock', 'frozen', '--fixture', 'fixtures/fleet.yaml'],
  )
  await t.test('it tells a person nothing in JSON before its banner', async (t) => {
    const [log = ''] = output.split('\nhuaweicloud-sms-emulator ')
    t.match(log, 'INFO: files read: fixtures/fleet.yaml\n')
    t.match(log, `INFO: ready: ${endpoints.url}\n`)
    t.notMatch(log, /[{}]/)
  })
  await fetch(`${endpoints.control}/health`, { headers: { connection: 'keep-alive' } })
  t.equal(await stop(child, 'SIGINT'), 0)
})

t.test('an account that nobody calls moves, too', async (t) => {
  const { endpoints, close } = await startServer(
    configOf({ ...testSettings, clock: 'flowing', pace: 100_000, auth: 'off' }),
  )
  t.teardown(close)
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${endpoints.sms}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    // biome-ignore lint/suspicious/noExplicitAny: answers are what the test is about.
    return response.json() as Promise<any>
  }
  const fixture = {
    accounts: [
      {
        name: 'emulator',
        sources: [
          {
            name: 's',
            os_type: 'LINUX',
            os_version: 'x',
            networks: [{ mac: 'fa:16:3e:00:00:01' }],
            agent_version: '1',
            boot_loader: 'GRUB',
            has_rsync: true,
            paravirtualization: true,
            firmware: 'BIOS',
            cpu_quantity: 1,
            memory: 1,
            volume_groups: [],
            disks: [{ name: 'a', partition_style: 'MBR', size: 1048576, physical_volumes: [] }],
          },
        ],
        tasks: [{ source: 's', steps: ['start'] }],
      },
    ],
  }
  await call('POST', '/_emulator/fixtures', fixture)
  const task = (await call('GET', '/v3/tasks')).tasks[0].id
  // Only health is asked, which reads no account; the database is looked at through the dump of a timeline.
  const deadline = Date.now() + 10_000
  let past = 0
  while (past < 20 && Date.now() < deadline) {
    await call('GET', '/_emulator/health')
    past = (await call('GET', `/_emulator/tasks/${task}/timeline`)).past.length
  }
  t.ok(past >= 20, 'the migration went on')
})

t.test('a restart on the same file goes on where it stopped, clock included', async (t) => {
  const db = join(folder, 'kept.db')
  const first = await start(
    t,
    '--db',
    db,
    '--clock',
    'frozen',
    '--now',
    '2026-01-01T00:00:00Z',
    '--fixture',
    'fixtures/fleet.yaml',
    '--log-format',
    'json',
  )
  for (const line of first.output.trim().split('\n')) t.match(JSON.parse(line), { level: 30 })
  const told = first.output.match(/"files":\["fixtures\/fleet\.yaml"\],"msg":"files read"/g)
  t.equal(told?.length, 1, 'what was read is told once')
  const login = await fetch(`${first.endpoints.iam}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials()),
  })
  const headers = { 'x-auth-token': login.headers.get('x-subject-token') ?? '' }
  await fetch(`${first.endpoints.control}/clock/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by: 'PT1M' }),
  })
  const tasks = async ({ endpoints }: Started) =>
    (await fetch(`${endpoints.sms}/v3/tasks`, { headers })).json()
  const clock = async ({ endpoints }: Started) => (await fetch(`${endpoints.control}/clock`)).json()
  const before = [await tasks(first), await clock(first)]
  t.equal(await stop(first.child, 'SIGKILL'), null, 'killed, not stopped')

  const second = await start(
    t,
    '--db',
    db,
    '--clock',
    'flowing',
    '--fixture',
    'fixtures/fleet.yaml',
  )

  t.match(second.output, /kept +emulator/)
  t.strictSame([await tasks(second), await clock(second)], before)
  await stop(second.child)
})

t.test('what cannot be started ends with one sentence and exit 2', async (t) => {
  const bad = join(folder, 'bad.yaml')
  writeFileSync(bad, 'accounts:\n  - name: a\n    sources:\n      - name: 7\n')
  const cases = [
    [['start', '--color', 'red'], /--color/],
    [['start', '--port', 'many'], /--port "many" is not a port/],
    [['start', 'now'], /start takes no argument \("now" is one too many\)/],
    [
      ['start', '--port', '0', '--endpoints-file', '/nowhere/x.json'],
      /cannot be written: there is no such file or folder/,
    ],
    [['dance'], /"dance" is not a command/],
    [
      ['start', '--port', '0', '--fixture', bad],
      /bad\.yaml: .*line 4, accounts\.0\.sources\.0\.name: 7 is not a text/,
    ],
  ] as const
  for (const [args, message] of cases) {
    const { exit, stderr, stdout } = await command(...args)
    t.equal(exit, 2, args.join(' '))
    t.match(stderr, message)
    t.equal(stderr.trim().split('\n').length, 1, 'one sentence')
    t.equal(stdout, '')
  }
})

t.test('health asks whether it is ready, and says so by its exit code', async (t) => {
  const { endpoints, close } = await startServer(configOf(testSettings))
  t.teardown(close)
  const { url = '' } = endpoints
  const { port } = new URL(url)
  t.match(await command('health', '--url', url), { exit: 0, stdout: 'ready\n', stderr: '' })
  const byPort = await runWith(environment, 'health', '--host', '0.0.0.0', '--port', port)
  t.strictSame(byPort, { exit: 0, stdout: 'ready\n', stderr: '' })
  t.match(await command('health', '--color', 'red'), { exit: 2, stderr: /--color/ })
  await close()
  const gone = await command('health', '--url', url)
  t.match(gone, {
    exit: 1,
    stdout: /not ready: No emulator .*: (other side closed|the connection was refused)/,
  })
})

t.test('help and version', async (t) => {
  t.match(await command('help'), { exit: 0, stdout: /Usage: sms-emulator/ })
  t.match(await command('start', '-h'), { exit: 0, stdout: /--endpoints-file/ })
  t.match(await command('-v'), { exit: 0, stdout: /^\d+\.\d+\.\d+\n$/ })
})

t.test('a folder of fixtures is loaded in the order of its names', async (t) => {
  const fixtures = join(folder, 'fixtures.d')
  mkdirSync(fixtures)
  for (const [name, pace] of [
    ['10-a', 5],
    ['20-b', 7],
  ] as const) {
    writeFileSync(
      join(fixtures, `${name}.yaml`),
      `accounts: [{ name: emulator, clock: { pace: ${pace} } }]\n`,
    )
  }
  const { endpoints, close } = await startServer(configOf({ ...testSettings, fixture: [fixtures] }))
  t.teardown(close)
  const clock = await fetch(`${endpoints.control}/clock`)
  t.match(await clock.json(), { pace: 7 })
})
