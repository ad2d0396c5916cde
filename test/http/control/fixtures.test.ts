import { readFileSync } from 'node:fs'
import t from 'tap'
import { stringify } from 'yaml'
import {
  account_id,
  act,
  credentials,
  exampleBody,
  healthySource,
  leastSource,
  linuxSource,
  newTask,
  noon,
  startTest,
  taskFor,
  until,
} from '../../helper.ts'

/** `/_emulator/fixtures`, and the files that the package brings along. */

const url = '/_emulator/fixtures'
const yaml = (path: string) => readFileSync(`fixtures/${path}`, 'utf8')

t.test('default.yaml is the account that is there without it', async (t) => {
  const [one, other] = [
    await startTest(t),
    await startTest(t, { fixture: ['fixtures/default.yaml'] }),
  ]
  t.strictSame(other.emulator.dump(), one.emulator.dump())
})

t.test('fleet.yaml has twenty servers, and tasks in seven states', async (t) => {
  const { sms } = await startTest(t, { fixture: ['fixtures/fleet.yaml'] })
  const { body: sources } = await sms('GET', '/v3/sources')
  const { body: tasks } = await sms('GET', '/v3/tasks')
  t.equal(sources.count, 20)
  const states = (list: { state: string }[]) => [...new Set(list.map(({ state }) => state))].sort()
  t.strictSame(states(sources.source_servers), [
    'cutovering',
    'finished',
    'initialize',
    'replicate',
    'stopped',
    'stopping',
    'syncing',
    'unavailable',
    'waiting',
  ])
  t.strictSame(states(tasks.tasks), [
    'ABORT',
    'ABORTING',
    'MIGRATE_SUCCESS',
    'READY',
    'RUNNING',
    'SYNCING',
    'SYNC_SUCCESS',
  ])
})

t.test('loadFixture: as YAML or JSON, whatever its label', async (t) => {
  const { call, sms } = await startTest(t)
  const fixture = { accounts: [{ name: 'emulator', sources: [linuxSource()] }] }
  for (const [payload, type] of [
    [stringify(fixture), 'application/yaml'],
    [stringify(fixture), 'application/x-www-form-urlencoded'],
    [JSON.stringify(fixture), 'application/json'],
  ] as const) {
    const answer = await call('POST', url, { payload, headers: { 'content-type': type } })
    t.match(answer, { status: 200, body: { accounts: ['emulator'], sources: 1, tasks: 0 } }, type)
  }
  t.equal((await sms('GET', '/v3/sources')).body.count, 3, 'each was added')
})

t.test('loadFixture: replace empties an account first; account says which', async (t) => {
  const { control, call, sms } = await startTest(t)
  const one = { accounts: [{ name: 'anything', sources: [linuxSource()] }] }
  await control('POST', `${url}?account=emulator`, one)
  await control('POST', `${url}?account=emulator`, one)
  t.equal((await sms('GET', '/v3/sources')).body.count, 2)
  const keys = { users: [{ name: 'developer', password: 'Emulator@123' }] }
  const accounts = [
    {
      ...one.accounts[0],
      ...keys,
      projects: [{ name: 'ap-southeast-1', id: '0215ef11e49d4743be23dd97a1561e91' }],
    },
  ]
  t.equal((await control('POST', `${url}?account=emulator&replace=true`, { accounts })).status, 200)
  t.equal((await sms('GET', '/v3/sources')).body.count, 1)
  t.equal((await call('GET', '/_emulator/clock?account=anything')).status, 404)
})

t.test('loadFixture: replace keeps users and clock that the fixture does not name', async (t) => {
  const emulator = await startTest(t)
  const { control, login, sms } = emulator
  await control('PUT', '/_emulator/clock', { pace: 7 })
  await control('POST', '/_emulator/clock/advance', { by: 'PT1H' })
  await newTask(emulator)
  const [clock, former] = [
    (await control('GET', '/_emulator/clock')).body,
    (await control('GET', url)).body.accounts[0],
  ]
  const one = { accounts: [{ name: 'emulator', sources: [linuxSource()] }] }
  t.match(await control('POST', `${url}?replace=true`, one), { status: 200 })
  t.equal((await sms('GET', '/v3/tasks')).body.count, 0)
  t.strictSame((await control('GET', '/_emulator/clock')).body, clock)
  const { id, users, projects, ...rest } = (await control('GET', url)).body.accounts[0]
  const { id: id_before, users: users_before, projects: projects_before } = former
  t.strictSame([id, users, projects], [id_before, users_before, projects_before])
  t.equal(rest.sources.length, 1)
  t.match(await login(), /^MII/, 'with the well-known password')

  const paced = { accounts: [{ name: 'emulator', clock: { pace: 3 } }] }
  await control('POST', `${url}?replace=true`, paced)
  t.match((await control('GET', '/_emulator/clock')).body, { ...clock, pace: 3 })
  const named = { accounts: [{ name: 'emulator', users: [{ name: 'other', password: 'secret' }] }] }
  await control('POST', `${url}?replace=true`, named)
  t.match((await control('GET', url)).body.accounts[0].users, [{ name: 'other' }])
})

t.test('loadFixture: an account is found by its id, or else by its name', async (t) => {
  const { control } = await startTest(t)
  await control('POST', '/_emulator/accounts', { name: 'other' })
  const load = (entry: object, query = '') =>
    control('POST', url + query, { accounts: [{ sources: [linuxSource()], ...entry }] })
  const elsewhere = { name: 'other', id: 'ab'.repeat(16) }
  t.match(await load(elsewhere), { status: 200, body: { accounts: ['other'] } })
  t.match(await load(elsewhere, '?replace=true'), { status: 200 })
  const { body } = await control('GET', `${url}?account=other`)
  t.match(body.accounts[0], { id: elsewhere.id, users: [{}], sources: { length: 1 } })
  for (const query of ['', '?replace=true']) {
    t.match(await load({ ...elsewhere, name: 'emulator' }, query), {
      status: 400,
      body: { error: { message: /is that of account "other" and its name that of another, 0e00/ } },
    })
  }
})

t.test('exportFixture: an account that is loaded again goes on as it would have', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  const { body: fixture } = await emulator.control('GET', url)
  const show = async () => (await emulator.sms('GET', `/v3/tasks/${task}`)).body
  const [then, source] = [await show(), (await emulator.sms('GET', '/v3/sources')).body]
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  const end = await show()

  t.equal((await emulator.control('POST', `${url}?replace=true`, fixture)).status, 200)

  t.strictSame(await show(), then)
  t.strictSame((await emulator.sms('GET', '/v3/sources')).body, source)
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.strictSame(await show(), end)
})

t.test('exportFixture: without its clock it is moved to the clock that is there', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 63 })
  const comparison = `/v3/tasks/${task}/consistency-result`
  await emulator.sms('POST', comparison, exampleBody('UpdateConsistencyResult'))
  const finished = async ({ sms }: typeof emulator): Promise<number> =>
    JSON.parse((await sms('GET', comparison)).body.result_list[0]).finished_time
  const { body: fixture } = await emulator.control('GET', url)
  const { clock: _, ...account } = fixture.accounts[0]

  const later = await startTest(t, { now: noon + 86_400_000 })
  t.equal(
    (await later.control('POST', `${url}?replace=true`, { ...fixture, accounts: [account] }))
      .status,
    200,
  )

  t.match((await later.sms('GET', `/v3/tasks/${task}`)).body.sub_tasks[3], { progress: 63 })
  const { now_ms } = (await later.control('GET', '/_emulator/clock')).body
  t.equal(await finished(later), now_ms, 'a comparison of just now is one of just now')
  t.not(await finished(later), await finished(emulator))
})

/** Fixtures that are wrong, and where. */
const source = stringify(linuxSource(), { indent: 2 }).replace(/^/gm, '        ').trimStart()
const good = `accounts:\n  - name: emulator\n    sources:\n      - ${source}\n`
const cases: [what: string, text: string, path: string, message: RegExp, line?: number][] = [
  ['broken YAML', 'accounts:\n  - name: [', 'the document', /./],
  ['not a fixture', '42', 'the document', /object/, 1],
  ['nothing in it', 'accounts: []', 'accounts', /1/, 1],
  [
    'an unknown key',
    'accounts:\n  - name: a\n    color: red\n',
    'accounts.0',
    /"color" is unknown/,
    2,
  ],
  ['a wrong type', 'accounts:\n  - name: 7\n', 'accounts.0.name', /7 is not a text/, 2],
  [
    'a source without a name',
    good.replace(/ +name: sms-source-01\n/, ''),
    'accounts.0.sources.0.name',
    /missing; give a text/,
  ],
  [
    'a strange state of a clock',
    'accounts:\n  - name: a\n    clock: { mode: wild }\n',
    'accounts.0.clock.mode',
    /./,
    3,
  ],
  [
    'a user without a password',
    'accounts:\n  - name: a\n    users: [{ name: b }]\n',
    'accounts.0.users.0.password',
    /password/,
  ],
  [
    'a hash of a password that nobody made',
    `accounts:\n  - name: a\n    users: [{ name: b, password_hash: scrypt$3$x$${'0'.repeat(64)} }]\n`,
    'accounts.0.users.0.password_hash',
    /as an export has it/,
    3,
  ],
  [
    'a map of more names than anybody writes',
    `accounts:\n${Array.from({ length: 1_001 }, (_, index) => `  k${index}: v\n`).join('')}`,
    'the document',
    /a map of more than 1000 names/,
    1_002,
  ],
  [
    'a task of no source',
    `${good}    tasks: [{ source: nobody }]\n`,
    'accounts.0.tasks.0',
    /no source "nobody"/,
    good.split('\n').length,
  ],
  [
    'a step out of place',
    `${good}    tasks: [{ source: sms-source-01, steps: [stop] }]\n`,
    'accounts.0.tasks.0',
    /cannot be paused/,
  ],
  [
    'a wait without end',
    `${good}    tasks: [{ source: sms-source-01, steps: [{ until: { state: SYNCING } }] }]\n`,
    'accounts.0.tasks.0',
    /never comes true/,
  ],
  [
    'a bomb of aliases',
    `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
      .split('')
      .map(
        (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(',')}]`,
      )
      .join('\n')}\n`,
    'the document',
    /./,
  ],
  [
    'an alias of what it is a part of',
    'accounts:\n  - &own\n    name: emulator\n    projects: [*own]\n',
    'the document',
    /\*own is a part of what it repeats: write out/,
    4,
  ],
]

t.test('cross-region.yaml has targets in another region than the login', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/cross-region.yaml'] })
  const { call, sms } = emulator
  const login = credentials({ project: { name: 'ap-southeast-1', domain: { name: 'emulator' } } })
  const { body: scoped } = await call('POST', '/v3/auth/tokens', { payload: login })
  t.equal(scoped.token.project.name, 'ap-southeast-1')

  const region = 'ap-southeast-3'
  const { body: projects } = await sms('GET', `/v3/projects?name=${region}`)
  const project = projects.projects[0].id
  t.not(project, scoped.token.project.id)
  const { body: tasks } = await sms('GET', '/v3/tasks')
  t.match(tasks, { count: 2 })
  const place = {
    region_id: region,
    region_name: region,
    project_id: project,
    project_name: region,
  }
  for (const { id } of tasks.tasks) t.match(await sms('GET', `/v3/tasks/${id}`), { body: place })
  const { body: templates } = await sms('GET', `/v3/vm/templates?region=${region}`)
  t.match(templates, { count: 1, templates: [{ projectid: project }] })

  const { body: sources } = await sms('GET', '/v3/sources?state=waiting')
  const waiting = sources.source_servers.find((one: { name: string }) => /waiting/.test(one.name))
  t.match(await sms('POST', '/v3/tasks', taskFor(waiting.id, place)), { status: 200 })
  const copied = await until(emulator, 'region-01', { state: 'MIGRATE_SUCCESS' })
  t.match(copied, { body: { stopped: 'condition' } })
})

t.test('loadFixture: a bad fixture names line and path, and loads nothing', async (t) => {
  const { call, emulator } = await startTest(t)
  const before = emulator.dump()
  for (const [what, payload, path, message, line] of cases) {
    const answer = await call('POST', url, {
      payload,
      headers: { 'content-type': 'application/yaml' },
    })
    const detail = { path, message, ...(line === undefined ? {} : { line }) }
    t.match(
      answer,
      { status: 400, body: { error: { code: 'EMULATOR.0422', details: [detail] } } },
      what,
    )
  }
  t.strictSame(emulator.dump(), before)
})

t.test(
  'loadFixture: what the account holds already is told first, and that replacing helps',
  async (t) => {
    const { call } = await startTest(t)
    const headers = { 'content-type': 'application/yaml' }
    const load = (payload: string, query = '') =>
      call('POST', `/_emulator/fixtures${query}`, { payload, headers })
    const back = 'accounts:\n  - name: emulator\n    clock: { now: 2020-01-01T00:00:00Z }\n'
    const conflict = { status: 409, body: { error: { code: 'EMULATOR.0423' } } }
    const backwards = await load(back)
    t.match(backwards, conflict)
    t.match(backwards.body.error, {
      message:
        /^The clock of the account shows \S+ already, and cannot go back to 2020\S+ \(line 2, accounts\.0\)\. To load .* add \?replace=true\.$/,
      details: [{ line: 2, path: 'accounts.0' }],
    })
    t.match(await load(back, '?replace=true'), { status: 200 })

    const one = JSON.stringify({ ...linuxSource(), id: '3d0d74f4-48e9-4f30-a580-2a6c000eee0b' })
    const once = `accounts:\n  - name: emulator\n    sources:\n      - ${one}\n`
    const twice = `${once}      - ${one}\n`
    const contradiction = await load(twice)
    t.match(contradiction, { status: 400, body: { error: { code: 'EMULATOR.0422' } } })
    t.match(
      contradiction.body.error.message,
      /line 5, accounts\.0\.sources\.1: Source \S+ exists already$/,
    )
    t.match(await load(once), { status: 200 })
    const again = await load(once)
    t.match(again, conflict)
    t.match(
      again.body.error.message,
      /^Source \S+ exists already \(line 4, accounts\.0\.sources\.0\)\. To/,
    )
    t.match(await load(once, '?replace=true'), { status: 200 })
  },
)

t.test('loadFixture: an account can be its clock, its keys and its scenarios', async (t) => {
  const emulator = await startTest(t)
  const text = `
accounts:
  - name: emulator
    clock: { pace: 2 }
    scenarios:
      - name: slow disks
        match: { source: "db-*" }
        then: { timings: { bandwidth: 10, rounds: { REPLICATE: { SSL_CONFIG: { lasts: PT9S } } } } }
`
  await emulator.call('POST', url, {
    payload: text,
    headers: { 'content-type': 'application/yaml' },
  })
  t.match((await emulator.control('GET', '/_emulator/clock')).body, { pace: 2, now_ms: noon })

  for (const [name, speed, seconds] of [
    ['db-1', 10, 4.5],
    ['web-1', 50, 2],
  ] as const) {
    const vm_id = { target_server: { ...(taskFor('').target_server as object), vm_id: name } }
    const { task } = await newTask(emulator, vm_id, { name })
    await act(emulator, task, 'start')
    const { body: began } = await until(emulator, task, { subtask: 'SSL_CONFIG' })
    const { body: ended } = await until(emulator, task, { subtask: 'ATTACH_AGENT_IMAGE' })
    t.equal((Date.parse(ended.to) - Date.parse(began.to)) / 1000, seconds, name)
    await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 50 })
    t.equal((await emulator.sms('GET', `/v3/tasks/${task}`)).body.migrate_speed, speed, name)
  }
})

t.test('loadFixture: the files name their schema, and are what it says', async (t) => {
  for (const file of ['default.yaml', 'walkthrough.yaml', 'fleet.yaml', 'identities.yaml']) {
    t.match(
      yaml(file),
      /^# yaml-language-server: \$schema=\.\.\/schemas\/fixture\.schema\.json/,
      file,
    )
  }
})

t.test('exportFixture: an export added to an account gives no id twice', async (t) => {
  const emulator = await startTest(t)
  await emulator.sms('POST', '/v3/sources', linuxSource({ name: 'old0' }))
  await emulator.sms('POST', '/v3/sources', linuxSource({ name: 'old1' }))
  const { body: fixture } = await emulator.control('GET', url)
  const { clock: _, ...account } = fixture.accounts[0]
  await emulator.control('POST', '/_emulator/reset')
  await emulator.control('POST', url, { ...fixture, accounts: [account] })
  await emulator.sms('POST', '/v3/sources', linuxSource({ name: 'new' }))
  const { body } = await emulator.sms('GET', '/v3/sources')
  t.strictSame(body.source_servers.map(({ name }: { name: string }) => name).sort(), [
    'new',
    'old0',
    'old1',
  ])
  t.match(await emulator.control('POST', url, { ...fixture, accounts: [account] }), {
    status: 409,
    body: { error: { message: /^Source \S+ exists already \(line 1, .*add \?replace=true\.$/ } },
  })
})

t.test('loadFixture: saved records that do not fit together are refused', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { auto_start: true })
  await until(emulator, task, { subtask: 'SSL_CONFIG' })
  await healthySource(emulator, { name: 'another' })
  const { body: fixture } = await emulator.control('GET', url)
  const [account] = fixture.accounts
  const shared = account.sources.map((source: { saved: object }) => ({
    ...source,
    saved: { ...source.saved, task_id: task },
  }))
  for (const change of [{ sources: [] }, { tasks: [] }, { sources: shared }]) {
    const broken = { ...fixture, accounts: [{ ...account, ...change }] }
    t.match(await emulator.control('POST', `${url}?replace=true`, broken), {
      status: 400,
      body: { error: { code: 'EMULATOR.0422' } },
    })
  }
  t.equal(
    (await emulator.control('POST', '/_emulator/clock/advance', { until: 'idle' })).status,
    200,
  )
})

t.test('loadFixture: one that sets the pace re-plans what is under way', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator, { auto_start: true })
  await until(emulator, task, { subtask: 'ATTACH_AGENT_IMAGE' })
  await emulator.control('POST', url, { accounts: [{ name: 'emulator', clock: { pace: 60 } }] })
  const { body } = await until(emulator, task, { subtask: 'FORMAT_DISK_LINUX_FILE' })
  t.equal(Date.parse(body.to) - Date.parse(body.from), 3000)
})

t.test('loadFixture: the id of one account with the name of another is refused', async (t) => {
  const emulator = await startTest(t)
  await emulator.control('POST', url, { accounts: [{ name: 'other' }] })
  t.match(await emulator.control('POST', url, { accounts: [{ name: 'other', id: account_id }] }), {
    status: 400,
    body: {
      error: { message: /its id is that of account "emulator" and its name that of another/ },
    },
  })
})

t.test('loadFixture: an account holds a thousand sources, whichever way they come', async (t) => {
  const { control, sms } = await startTest(t)
  const sources = (amount: number) =>
    Array.from({ length: amount }, (_, index) => leastSource(`s${index}`))
  const load = (url: string, amount: number) =>
    control(
      'POST',
      url,
      JSON.stringify({ accounts: [{ name: 'emulator', sources: sources(amount) }] }),
    )
  const tooMany = {
    status: 400,
    body: {
      error: {
        message: /accounts\.0\.sources: the account would have 1001 sources, and can hold 1000/,
      },
    },
  }
  t.match(await load('/_emulator/fixtures', 1001), tooMany, 'a fixture')
  t.match(await load('/_emulator/snapshots/full', 1001), tooMany, 'a snapshot that is uploaded')
  t.match(await load('/_emulator/fixtures', 999), { status: 200 })
  t.match(await load('/_emulator/fixtures', 2), tooMany, 'a second fixture')
  t.match(await load('/_emulator/fixtures?replace=true', 1000), { status: 200 })
  t.match(await sms('POST', '/v3/sources', linuxSource()), {
    status: 400,
    body: { error_code: 'SMS.6501' },
  })
  t.equal((await sms('GET', '/v3/sources?limit=1')).body.count, 1000)
})

t.test('loadFixture: one misspelled field of a source is named, and no other', async (t) => {
  const { control } = await startTest(t)
  const { os_type, ...others } = linuxSource()
  const sources = [{ ...others, os_tipe: os_type }]
  const { status, body } = await control('POST', '/_emulator/fixtures', {
    accounts: [{ name: 'emulator', sources }],
  })
  t.equal(status, 400)
  t.match(body.error.message, /"os_tipe" is unknown; did you mean os_type\?/)
  t.notMatch(body.error.message, /saved|"name" is unknown/)
})
