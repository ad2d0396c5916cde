import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { LivePicture } from '../../src/cli/live-tasks.ts'
import { Output } from '../../src/cli/output.ts'
import { start } from '../../src/index.ts'
import { standIn } from './stand-in.ts'
import { commandWith, sink } from './tool.ts'

/** What commands say of what was typed, and of what is easily overlooked. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
const emulator = await start({ fixture: ['fixtures/fleet.yaml'], now: '2026-01-01T00:00:00Z' })
t.teardown(async () => {
  await emulator.close()
  rmSync(folder, { recursive: true })
})
const sms = commandWith({ SMS_EMULATOR_URL: emulator.url })
const withFiles = (name: string, files: Record<string, string>): string => {
  const path = join(folder, name)
  mkdirSync(path)
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text)
  return path
}

t.test('a timeline by id and by name, past and planned', async (t) => {
  const { tasks } = await emulator.client.tasks()
  const { id = '' } = tasks.find(({ name }) => name === 'lin-05') ?? {}
  const byName = await sms('timeline', 'lin-05')
  t.match(byName, {
    exit: 0,
    stdout: /^2025-12-31\n.* task created\n.*\n2026-01-01\n00:00:00\.000 {2}now\n/s,
  })
  t.match(byName.stdout, /now\n\S+ {2}REPLICATE MIGRATE_LINUX_FILE ended\n/)
  t.strictSame(await sms('timeline', id), byName)
  const then = await sms('timeline', 'lin-05', '--at', '2026-01-01T00:00:00Z', '--json')
  t.match(then.json, { task: id, as_of: { id, state: 'RUNNING' } })
  t.match(await sms('timeline', 'nobody'), { exit: 1, stderr: /no task "nobody"/ })
})

t.test('calls are counted; a typo is told by its option, with exit 2', async (t) => {
  await fetch(`${emulator.url}/v3/tasks`)
  t.match(await sms('requests', 'count', '--operation', 'ListTasks'), { exit: 0, stdout: '1\n' })
  t.match(await sms('requests', 'count', '--json', '--method', 'POST'), { json: { count: 0 } })
  const cases: [args: string[], message: RegExp][] = [
    [['requests', '--operation', 'ListTask'], /--operation: .*did you mean ListTasks\?/],
    [['requests', 'count', '--since', 'yesterday'], /--since: "yesterday" is not an x-request-id/],
    [['requests', '--status', '4'], /--status: /],
    [['requests', '--limit', '-1'], /--limit: /],
    [['requests', 'wait', '--timeout', 'soon'], /--timeout: "soon" is not a duration/],
    [['requests', 'wait', '0'], /The number of calls: /],
    [['tasks', '--limit', '2000'], /--limit: /],
    [['clock', '--pace', '0'], /--pace: /],
    [['clock', '--pace', '0x10'], /--pace "0x10" is not a number/],
    [['requests', 'wait', '1e3'], /"1e3" is not a number of calls/],
    [['clock', '--now', 'noon'], /--now: "noon" is not a moment/],
    [['clock', '--now', '2026-02-30T00:00:00Z'], /--now: "2026-02-30T.* does not exist/],
    [['clock', 'advance', 'soon'], /The duration: "soon" is not a duration/],
    [['clock', 'advance', '--task', 'a', '--state', 'DONE'], /--state: /],
    [['accounts', 'create', 'a b'], /The name: /],
    [['accounts', 'create', '--pace', '0'], /--pace: /],
  ]
  for (const [args, stderr] of cases) {
    t.match(await sms(...args), { exit: 2, stdout: '', stderr }, args.join(' '))
  }
})

t.test('requests has a heading, under which its columns are; also while it follows', async (t) => {
  await emulator.client.requests.clear()
  t.equal((await sms('requests')).stdout, 'no requests\n')
  const answers = [await fetch(`${emulator.url}/v3/tasks`), await fetch(`${emulator.url}/v3`)]
  const ids = answers.map(({ headers }) => headers.get('x-request-id'))
  const [heading = '', ...lines] = (await sms('requests')).stdout.trimEnd().split('\n')
  t.match(heading, /^time +status {2}method {2}path +operation +code +fault +took +id$/)
  const column = (line: string | undefined, name: string) =>
    line?.slice(heading.indexOf(name)).split(/ {2,}/)[0]
  const [first] = lines.filter((line) => line.endsWith(ids[0] ?? '?'))
  t.equal(column(first, 'status'), '401')
  t.equal(column(first, 'path'), '/v3/tasks')
  t.equal(column(first, 'code'), 'APIGW.0301')
  t.equal(column(first, 'id'), ids[0])
  const { url } = await standIn(t, {
    'GET /requests/events': () =>
      `event: request\ndata: ${JSON.stringify({ clock: '2026-01-01T00:00:00.000Z', method: 'GET', path: '/v3/tasks', status: 200, operation: 'ListTasks', code: null, fault: null, duration_ms: 1, id: 'r1' })}\n\n`,
  })
  const follow = commandWith({ SMS_EMULATOR_URL: url })
  const followed = (await follow('requests', '--follow')).stdout.split('\n')
  t.match(followed[0], /^time +status {2}method {2}path +operation +code +fault +took +id$/)
  t.equal(followed[1]?.indexOf('/v3/tasks'), followed[0]?.indexOf('path'))
  t.equal(followed[1]?.indexOf('r1'), followed[0]?.indexOf('id'))
  const { stdout } = await follow('requests', '--follow', '--json')
  t.equal(stdout.trim().split('\n').length, 1, 'JSON has none')
})

t.test('Ctrl-C ends --follow well', async (t) => {
  const stream = createServer((_, response) => {
    response.setHeader('content-type', 'text/event-stream')
    // A stream that goes on for ever: only the signal ends it.
    response.write(`event: request\ndata: ${JSON.stringify({ clock: '', method: 'GET' })}\n\n`)
    setImmediate(() => process.emit('SIGINT'))
  }).listen(0, '127.0.0.1')
  await once(stream, 'listening')
  t.teardown(() => stream.closeAllConnections())
  t.teardown(() => stream.close())
  const { port } = stream.address() as AddressInfo
  const run = commandWith({ SMS_EMULATOR_URL: `http://127.0.0.1:${port}` })
  t.match(await run('requests', '--follow', '--json'), { exit: 0, stderr: '' })
})

t.test('a terminal that does not know its rows is one of 24', async (t) => {
  const terminal = Object.assign(sink(true), {
    rows: 0,
    cursorTo() {},
    moveCursor() {},
    clearLine() {},
    on() {},
  })
  const picture = new LivePicture(new Output({ stdout: terminal, stderr: sink() }, {}))
  const { tasks } = await emulator.client.tasks()
  picture.draw({ tasks, clock: await emulator.client.clock.get() })
  picture.stop()
  t.ok(terminal.text.split('\n').length > 10)
})

t.test('folders are taken for the files in them', async (t) => {
  const scenario = '{name: slow, then: {noise: 0.1}}'
  const fixture = '{accounts: [{name: emulator, templates: []}]}'
  const mixed = withFiles('mixed', { 'a.yaml': fixture, 'b.yml': scenario, 'c.txt': 'no' })
  const checked = await sms('validate', mixed)
  t.match(checked, {
    exit: 0,
    stdout:
      /a\.yaml: valid \(fixture\)\n.*b\.yml: valid \(scenarios\)\n2 files were checked: all are valid\.\n$/,
  })
  const fixtures = withFiles('fixtures', { 'a.yaml': fixture, 'b.json': fixture })
  t.match(await sms('load', fixtures), { exit: 0, stdout: /a\.yaml: emulator.*\n.*b\.json: emu/ })
  const empty = withFiles('empty', {})
  for (const command of ['validate', 'load']) {
    t.match(await sms(command, empty), { exit: 2, stderr: /is a folder without a file \.yaml/ })
  }
  t.match(await sms('snapshot', 'upload', 'a', empty), { exit: 2, stderr: /it is a folder/ })
})

t.test('what is easily overlooked is shown', async (t) => {
  const fault = {
    match: { from: '2026-01-02T00:00:00Z', until: '2026-01-03T00:00:00Z' },
    effect: { status: 500 },
    times: 'always' as const,
  }
  await emulator.client.faults.add(fault)
  const listed = await sms('faults', '--used-up')
  t.match(listed, { exit: 1, stdout: /from 2026-01-02 00:00:00, until 2026-01-03 00:00:00/ })
  await emulator.client.scenarios.add('{name: idle, then: {}}')
  t.match(await sms('scenarios'), { stdout: /^idle +everything +no change$/m })
  await emulator.client.accounts.create({ name: 'worker-1' })
  t.match(await sms('reset', '--all'), {
    stdout: 'put back as after the start: emulator\ndeleted: worker-1\n',
  })
  t.match(await sms('reset', '--json'), { json: { reset: ['emulator'], dropped: [] } })
})

t.test('completion offers what settings take', async (t) => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout } = await sms('completion', shell)
    t.match(stdout, /strict lenient off/, shell)
    t.match(stdout, /fatal error warn info debug trace silent/, shell)
  }
  const typo = await sms('validate', join(folder, 'nowhere.yaml'))
  t.match(typo, { exit: 2, stderr: /cannot be read/ })
})
