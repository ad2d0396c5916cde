import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { standIn } from './stand-in.ts'
import { commandWith } from './tool.ts'

/** The commands for accounts, journal, faults, snapshots and coverage: what they ask and how they tell it. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const entry = {
  id: 'r1',
  at: '2026-01-01T00:00:00.000Z',
  clock: '2026-01-01T00:00:00.000Z',
  method: 'POST',
  path: '/v3/tasks',
  operation: 'CreateTask',
  status: 400,
  code: 'SMS.7605',
  duration_ms: 1.6,
  account: 'd1',
  fault: null,
  user: 'developer',
  request: { headers: {}, body: {} },
  response: { headers: {}, body: {} },
}
const fault = {
  id: '1',
  match: { operation: 'ListTasks' },
  effect: { status: 503 },
  used: 1,
  left: 2,
}
const snapshot = { name: 'base', saved_at: entry.at, bytes: 10, sources: 3, tasks: 2 }
const credentials = {
  account: 'w1',
  domain_id: 'd1',
  user: 'developer',
  password: 'secret',
  ak: 'AK',
  sk: 'SK',
  projects: [{ id: 'p1', name: 'ap-southeast-1' }],
}
const faults = () => ({ faults: [fault], left: 2 })

const { url, calls } = await standIn(t, {
  'POST /accounts': () => credentials,
  'GET /accounts': () => ({
    accounts: [{ id: 'd1', name: 'w1', projects: ['a', 'b'], halted: 'Too much happened.' }],
  }),
  'DELETE /accounts/w1': () => ({ deleted: 'w1' }),
  'GET /requests': () => ({ count: 1, requests: [entry] }),
  'DELETE /requests': () => ({}),
  'GET /requests.har': () => ({ log: { entries: [] } }),
  'GET /requests/events': () =>
    [1, 2].map(() => `event: request\ndata: ${JSON.stringify(entry)}\n\n`).join(''),
  'POST /requests/wait': ({ body }) => ({ count: 1, timed_out: JSON.parse(body).count > 1 }),
  'GET /faults': faults,
  'POST /faults': faults,
  'DELETE /faults': () => ({ faults: [], left: 0 }),
  'GET /snapshots': () => ({ snapshots: [snapshot] }),
  'POST /snapshots/base': () => snapshot,
  'PUT /snapshots/base': () => snapshot,
  'GET /snapshots/base': () => ({ version: 1 }),
  'DELETE /snapshots/base': () => ({ deleted: 'base' }),
  'GET /coverage': ({ query }) => (query.format === 'json' ? { seen: 1 } : `as ${query.format}\n`),
})
const sms = commandWith({ SMS_EMULATOR_URL: url, SMS_EMULATOR_ACCOUNT: 'mine' })
const last = () => calls.at(-1)

t.test('accounts are made with what is asked for, listed and deleted', async (t) => {
  const made = await sms(
    'accounts',
    'create',
    'w1',
    '--clock',
    'frozen',
    '--pace',
    '2',
    '--projects',
    'a,b',
  )
  t.match(made, {
    exit: 0,
    stdout:
      /^account +w1\n.*\npassword +secret\n.*project ap-southeast-1 +p1\nfrozen: .* --account w1\n$/s,
  })
  t.strictSame(JSON.parse(last()?.body ?? ''), {
    name: 'w1',
    clock: { mode: 'frozen', pace: 2 },
    projects: ['a', 'b'],
  })
  await sms('accounts', 'create', '--json')
  t.equal(last()?.body, '{}', 'nothing asked for: a name is made up')
  t.match(await sms('accounts'), {
    stdout: /^w1 +d1 +a, b\n\nThe clock of w1 was stopped: Too much happened\.$/m,
  })
  t.match(await sms('accounts', 'delete', 'w1'), { exit: 0, stdout: 'deleted: w1\n' })
  t.match(await sms('accounts', 'delete', 'w2'), {
    exit: 1,
    stderr: 'sms-emulator: no /accounts/w2.\n',
  })
})

t.test('the journal is listed by filter, followed, waited for, emptied and archived', async (t) => {
  const { stdout } = await sms(
    'requests',
    '--operation',
    'CreateTask',
    '--status',
    '400',
    '--limit',
    '5',
  )
  t.equal(
    stdout,
    'time                 status  method  path       operation   code      fault  took  id\n' +
      '2026-01-01 00:00:00  400     POST    /v3/tasks  CreateTask  SMS.7605  -      2 ms  r1\n',
  )
  t.strictSame(last()?.query, {
    account: 'mine',
    operation: 'CreateTask',
    status: '400',
    limit: '5',
  })
  const followed = await sms('requests', '--follow', '--operation', 'Create*')
  t.equal(followed.stdout.match(/CreateTask/g)?.length, 2)
  const { stdout: lines } = await commandWith({ SMS_EMULATOR_URL: url })('requests', '-f')
  t.equal(lines.split('\n').length, 4, 'a heading, and two calls')
  t.match(
    await sms(
      'requests',
      'wait',
      '--operation',
      'CreateTask',
      '--status',
      '400',
      '--timeout',
      'PT1S',
    ),
    {
      exit: 0,
      stdout: '1 of 1 call\n',
    },
  )
  t.strictSame(JSON.parse(last()?.body ?? ''), {
    operation: 'CreateTask',
    status: 400,
    count: 1,
    timeout: 'PT1S',
  })
  t.match(await sms('requests', 'wait', '2'), { exit: 1, stdout: /the time is over/ })
  t.match(await sms('requests', 'wait', '2', '--json'), { exit: 1, json: { timed_out: true } })
  t.match(await sms('requests', '--har'), { json: { log: {} } })
  t.match(await sms('requests', 'clear'), { exit: 0, stdout: 'the journal is empty\n' })
})

t.test('faults are listed with what is left, which can be asserted', async (t) => {
  t.match(await sms('faults'), {
    exit: 0,
    stdout: /^1 +- +operation ListTasks +status 503 +1 +2$/m,
  })
  t.match(await sms('faults', '--used-up'), {
    exit: 1,
    stderr: /^sms-emulator: Not all faults were used: 2 more calls would meet one\.$/m,
  })
  const file = join(folder, 'faults.yaml')
  writeFileSync(file, 'effect: { status: 503 }\n')
  t.match(await sms('faults', 'add', file, '--json'), { exit: 0, json: { left: 2 } })
  t.match(last(), { method: 'POST', body: 'effect: { status: 503 }\n' })
  t.match(await sms('faults', 'clear'), { stdout: 'no faults\n' })
  await sms('faults', 'clear', '1')
  t.equal(last()?.query.id, '1')
})

t.test('snapshots are saved, listed, restored, moved and dropped', async (t) => {
  t.match(await sms('snapshot', 'save', 'base'), {
    stdout: /^base +2026-01-01 00:00:00 +3 +2 +10$/m,
  })
  t.match(await sms('snapshot'), { stdout: /^base /m })
  t.match(await sms('snapshot', 'restore', 'base', '--json'), { json: snapshot })
  const file = join(folder, 'base.yaml')
  t.match(await sms('snapshot', 'download', 'base', '-o', file), { exit: 0 })
  t.equal(readFileSync(file, 'utf8'), 'version: 1\n')
  t.match(await sms('snapshot', 'upload', 'base', file), { exit: 0 })
  t.match(last(), { method: 'POST', path: '/snapshots/base', body: 'version: 1\n' })
  t.match(await sms('snapshot', 'drop', 'base'), { stdout: 'dropped: base\n' })
  t.match(await sms('snapshot', 'restore', 'other'), { exit: 1 })
})

t.test('coverage in each format', async (t) => {
  t.equal((await sms('coverage', '--format', 'markdown')).stdout, 'as markdown\n')
  t.equal((await sms('coverage', '--format', 'junit')).stdout, 'as junit\n')
  t.strictSame((await sms('coverage', '--json')).json, { seen: 1 })
  t.strictSame((await sms('coverage', '--format', 'json')).json, { seen: 1 })
  const file = join(folder, 'coverage.xml')
  await sms('coverage', '--format', 'junit', '-o', file)
  t.equal(readFileSync(file, 'utf8'), 'as junit\n')
})

t.test('the token of the control API is an option or a variable', async (t) => {
  await sms('accounts', '--token', 'sesame')
  t.equal(last()?.token, 'sesame')
  const other = commandWith({ SMS_EMULATOR_URL: url, SMS_EMULATOR_CONTROL_TOKEN: 'variable' })
  await other('accounts')
  t.equal(last()?.token, 'variable')
  await sms('accounts')
  t.equal(last()?.token, undefined)
})
