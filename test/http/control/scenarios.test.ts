import t from 'tap'
import { act, exampleBody, linuxSource, newTask, scenario, startTest, until } from '../../helper.ts'

/** `/_emulator/scenarios`: files put in, listed, taken out; and what they refuse. */

const url = '/_emulator/scenarios'
const yaml = { 'content-type': 'application/yaml' }

const failing = (name: string, code: string) =>
  `{name: ${name}, then: {fail: {at: SSL_CONFIG, code: ${code}}}}`

t.test('addScenarios, listScenarios, removeScenarios: the latest is tried first', async (t) => {
  const { call } = await startTest(t)
  const post = (payload: string, query = '') =>
    call('POST', url + query, { payload, headers: yaml })
  const names = ({ body }: { body: { scenarios: { name: string }[] } }) =>
    body.scenarios.map(({ name }) => name)
  t.strictSame(names(await post(failing('one', 'SMS.0001'))), ['one'])
  t.strictSame(names(await post(failing('two', 'SMS.0002'))), ['two', 'one'])
  const list = `scenarios: [${failing('three', 'SMS.0003')}, ${failing('one', 'SMS.0004')}]`
  t.strictSame(names(await post(list)), ['three', 'one', 'two'])
  t.equal((await call('GET', url)).body.scenarios[1].then.fail[0].code, 'SMS.0004')
  t.strictSame(names(await call('DELETE', `${url}?name=one`)), ['three', 'two'])
  t.match(await call('DELETE', `${url}?name=one`), {
    status: 404,
    body: { error: { code: 'EMULATOR.0404', message: /"one".*three, two/ } },
  })
  t.strictSame(names(await post(failing('four', 'SMS.0001'), '?replace=true')), ['four'])
  t.strictSame((await call('DELETE', url)).body, { scenarios: [] })
})

t.test('listScenarios: what is listed loads again as it is', async (t) => {
  const { control, call } = await startTest(t)
  await call('POST', url, {
    payload: '{name: slow, then: {stall: {at: MIGRATE_*, for: PT10M}, noise: 0.2}}',
    headers: yaml,
  })
  const { body } = await control('GET', url)
  t.match(body, { scenarios: [{ name: 'slow', match: {} }] })
  t.equal(body.scenarios[0].then.stall[0].for, 600_000)
  t.strictSame((await control('POST', url, body)).body, body, 'JSON, too')
  const other = scenario('x', {}, { account: 'other' })
  t.strictSame((await control('POST', url, other)).body, body)
  t.strictSame((await control('POST', '/_emulator/reset')).status, 200)
  t.strictSame((await control('GET', url)).body, { scenarios: [] }, 'as after boot')
})

t.test('addScenarios: a file that is not valid names line and path, changes nothing', async (t) => {
  const { call, emulator } = await startTest(t)
  const before = emulator.dump()
  for (const [what, payload, details] of [
    ['bad YAML', 'name: x\nthen: [', { line: 2, path: 'the document' }],
    ['no name', 'then: {}', { line: 1, path: 'name' }],
    ['a word that there is not', 'name: x\nthen:\n  explode: true', { line: 3, path: 'then' }],
    [
      'a sub-task that there is not',
      'name: x\nthen:\n  fail:\n    - at: SSL_CONFIG\n    - at: NOWHERE\n      percent: 5',
      { line: 5, path: 'then.fail.1.at', message: /sub-task/ },
    ],
    ['a percent', 'name: x\nthen:\n  fail: { at: SSL_CONFIG, percent: 100 }', { line: 3 }],
    [
      'a code',
      'name: x\nthen:\n  fail: { at: SSL_CONFIG, code: "1404" }',
      { message: /SMS\.1404/ },
    ],
    [
      'a misspelled word',
      'name: x\nthen:\n  fail:\n    at: SSL_CONFIG\n    percnt: 5',
      { line: 4, path: 'then.fail', message: /"percnt" is unknown; did you mean percent/ },
    ],
    [
      'a duration',
      'name: x\nthen:\n  stall:\n    at: MIGRATE_*\n    for: 10 minutes',
      { line: 5, path: 'then.stall.for', message: /"10 minutes" is not a duration/ },
    ],
    [
      'one of many',
      'scenarios:\n  - name: x\n    then: {}\n  - name: y\n    match: { os: BEOS }\n    then: {}',
      { line: 5, path: 'scenarios.1.match.os' },
    ],
    [
      'two of one name',
      'scenarios:\n  - { name: x, then: {} }\n  - { name: x, then: {} }',
      { line: 3, path: 'scenarios.1.name', message: /"x"/ },
    ],
  ] as const) {
    t.match(
      await call('POST', url, { payload, headers: yaml }),
      { status: 400, body: { error: { code: 'EMULATOR.0422', details: [details] } } },
      what,
    )
  }
  t.strictSame(emulator.dump(), before)
})

t.test('addScenarios: a scenario counts from now on for what is under way', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 20 })
  const shown = async () => (await emulator.sms('GET', `/v3/tasks/${task}`)).body
  const { remain_seconds } = await shown()
  await emulator.control(
    'POST',
    url,
    scenario('late', {
      slow: { at: 'MIGRATE_*', percent: 60, factor: 3 },
      stall: { at: 'MIGRATE_*', percent: 40 },
    }),
  )
  t.equal((await shown()).remain_seconds, remain_seconds, 'nothing has changed yet')
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'P1D' })
  t.match(await shown(), { state: 'RUNNING', subtask_info: 'MIGRATE_LINUX_FILE-40' })
  await emulator.control('DELETE', url)
  t.match(
    await until(emulator, task, { state: 'MIGRATE_SUCCESS' }),
    {
      body: { stopped: 'condition' },
    },
    'without it the copy goes on',
  )
})

t.test('addScenarios: calls are refused so many times, then taken', async (t) => {
  const { control, sms } = await startTest(t)
  const refuse = [
    { operation: 'RegisterServer', code: 'SMS.6501', times: 2 },
    { operation: 'ListServers', code: 'SMS.9004', message: 'Not you.', times: 'always' },
    { operation: 'ShowOverview', code: 'SMS.6000' },
  ]
  await control('POST', url, scenario('refuse', { refuse }))
  const statuses: number[] = []
  for (let call = 0; call < 3; call++) {
    statuses.push((await sms('POST', '/v3/sources', linuxSource())).status)
    t.match(await sms('GET', '/v3/sources'), {
      status: 403,
      body: { error_code: 'SMS.9004', error_msg: 'Not you.' },
    })
  }
  t.strictSame(statuses, [400, 400, 200])
  t.match(await sms('GET', '/v3/sources/overview'), { status: 500 })
  t.match(await sms('GET', '/v3/sources/overview'), { status: 200 })
  await control('POST', url, scenario('refuse', { refuse }))
  t.equal((await sms('GET', '/v3/sources/overview')).status, 500, 'put in again, it begins again')
})

t.test('addScenarios: each of two throttles counts alone, and the tighter refuses', async (t) => {
  const emulator = await startTest(t)
  const { control, sms } = emulator
  await control('POST', url, {
    scenarios: [
      scenario('four', { throttle: { calls: 4, per: 'PT1S' } }),
      scenario('ten', { throttle: { calls: 10, per: 'PT1M' } }),
    ],
  })
  const statuses = async (times: number) => {
    const seen: number[] = []
    for (let time = 0; time < times; time++) seen.push((await sms('GET', '/v3/tasks')).status)
    return seen
  }
  t.strictSame(await statuses(5), [200, 200, 200, 200, 429])
  const refused = await sms('GET', '/v3/tasks')
  t.match(refused, { headers: { 'retry-after': '1' }, body: { error_msg: /limit:4,time:1 / } })
  const { body } = await control('GET', `/_emulator/explain/${refused.headers['x-request-id']}`)
  t.match(body.causes, ['The error was injected by the scenario "four".'])

  await control('POST', '/_emulator/clock/advance', { by: 'PT1S' })
  t.strictSame(await statuses(5), [200, 200, 200, 200, 429], '4 in the next second, 11 in all')
  t.match(await sms('GET', '/v3/tasks'), { headers: { 'retry-after': '59' } })
  await control('POST', '/_emulator/clock/advance', { by: 'PT59S' })
  t.strictSame(await statuses(5), [200, 200, 200, 200, 429])

  await control('POST', url, scenario('four', { throttle: { calls: 4, per: 'PT1S' } }))
  t.strictSame(await statuses(2), [200, 200], 'put in again, it begins again')
})

t.test('addScenarios: a throttle counts the calls of whichever operation', async (t) => {
  const emulator = await startTest(t)
  const { control, sms } = emulator
  const { task, source } = await newTask(emulator)
  await control('POST', url, scenario('one', { throttle: { calls: 1, per: 'PT1S' } }))
  t.equal((await sms('GET', '/v3/tasks')).status, 200)
  const reads = [
    ...['/v3/sources', `/v3/sources/${source}`, '/v3/errors', '/v3/migprojects', '/v3/tasks'],
    ...[`/v3/tasks/${task}`, `/v3/tasks/${task}/consistency-result`, '/v3/vm/templates'],
    ...[`/v3/tasks/${task}/speed-limit`],
  ]
  for (const path of reads) {
    t.match(await sms('GET', path), { status: 429, body: { error_code: 'APIGW.0308' } }, path)
  }
  const start = await sms('POST', `/v3/tasks/${task}/action`, { operation: 'start' })
  t.match(start, { status: 429, body: { error_code: 'APIGW.0308' } })
})

t.test('restoreSnapshot: a throttle counts anew when the clock is set back', async (t) => {
  const { control, sms } = await startTest(t)
  await control('POST', url, scenario('one', { throttle: { calls: 1, per: 'PT1S' } }))
  await control('POST', '/_emulator/snapshots/begin')
  await control('POST', '/_emulator/clock/advance', { by: 'PT1H' })
  t.equal((await sms('GET', '/v3/tasks')).status, 200)
  t.equal((await sms('GET', '/v3/tasks')).status, 429)
  await control('PUT', '/_emulator/snapshots/begin')
  t.equal((await sms('GET', '/v3/tasks')).status, 200)
})

t.test('addScenarios: * refuses any call of SMS, and none of the control API', async (t) => {
  const { control, sms } = await startTest(t)
  const refuse = { operation: '*', code: 'APIGW.0308', times: 2 }
  await control('POST', url, scenario('all', { refuse }))
  t.match(await sms('GET', '/v3/tasks'), { status: 429, body: { error_code: 'APIGW.0308' } })
  t.equal((await sms('POST', '/v3/migprojects', exampleBody('CreateMigproject'))).status, 429)
  t.equal((await sms('GET', '/v3/tasks')).status, 200)
})

t.test('a name alone makes a migration fail, stand still, or lose its agent', async (t) => {
  const emulator = await startTest(t)
  const begun = async (name: string, change: object) => {
    const { task } = await newTask(emulator, { migration_ip: '10.0.0.1', ...change }, { name })
    await act(emulator, task, 'start')
    await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1H' })
    const { body } = await emulator.sms('GET', `/v3/tasks/${task}`)
    await emulator.sms('DELETE', `/v3/tasks/${task}`)
    return body
  }
  t.match(await begun('db--fail-SMS.1404-at-ATTACH_AGENT_IMAGE-90', {}), {
    state: 'MIGRATE_FAIL',
    error_json: /SMS\.1404/,
  })
  t.match(await begun('db', { name: 'T--fail-0805' }), {
    state: 'MIGRATE_FAIL',
    error_json: /SMS\.0805/,
  })
  t.match(await begun('db--lose-agent', {}), { state: 'RUNNING', connected: false })
  t.match(await begun('db--stall-at-SSL_CONFIG-50', {}), {
    state: 'RUNNING',
    connected: true,
    subtask_info: 'SSL_CONFIG-50',
  })
})
