import t from 'tap'
import {
  act,
  credentials,
  linuxSource,
  newTask,
  project_id,
  startTest,
  taskFor,
} from '../helper.ts'

/** Bad input gets the dialect of its surface and a clear message; nothing is stored, nothing is a 500. */

const json = { 'content-type': 'application/json' }

const gatewayOrSms = (error_code: string, error_msg: RegExp) => ({ error_code, error_msg })
const iam = (code: number, message: string) => ({ error: { code, message, title: /./ } })
const control = (code: string, message: RegExp) => ({ error: { code, message } })
const big = `{"name":"${'x'.repeat(12 * 1_048_576)}"}`
const invalid = iam(400, 'The request body is invalid')

type Case = [what: string, url: string, payload: string, type: string, status: number, body: object]
const cases: Case[] = [
  ['bad JSON', '/v3/sources', '{', json['content-type'], 400, gatewayOrSms('SMS.6010', /not JSON/)],
  ['no body', '/v3/sources', '', json['content-type'], 400, gatewayOrSms('SMS.6012', /empty/)],
  ['a list', '/v3/sources', '[]', json['content-type'], 400, gatewayOrSms('SMS.6011', /object/)],
  ['null', '/v3/sources', 'null', json['content-type'], 400, gatewayOrSms('SMS.6012', /empty/)],
  [
    '__proto__',
    '/v3/sources',
    '{"__proto__":{"a":1}}',
    json['content-type'],
    400,
    gatewayOrSms('SMS.6010', /__proto__/),
  ],
  [
    'XML',
    '/v3/sources',
    '<a/>',
    'application/xml',
    400,
    gatewayOrSms('SMS.6016', /application\/xml/),
  ],
  [
    'a form',
    '/v3/tasks',
    'a=b',
    'application/x-www-form-urlencoded',
    400,
    gatewayOrSms('SMS.6016', /form/),
  ],
  [
    'over 12 MB',
    '/v3/sources',
    big,
    json['content-type'],
    413,
    gatewayOrSms('APIGW.0201', /12582912/),
  ],
  ...(
    [
      ['__proto__', '{"__proto__":{}}', json['content-type'], /__proto__/],
      ['bad JSON', '{', json['content-type'], /not JSON/],
      ['XML', '<a/>', 'application/xml', /application\/xml/],
    ] as const
  ).flatMap(([what, payload, type, message]): Case[] => [
    [what, `/v1/${project_id}/vpcs`, payload, type, 400, { code: 'VPC.0101', message }],
    [
      what,
      `/v1/${project_id}/cloudservers`,
      payload,
      type,
      400,
      { error: { code: 'Ecs.0005', message } },
    ],
  ]),
  [
    'over 12 MB',
    `/v1/${project_id}/vpcs`,
    big,
    json['content-type'],
    413,
    gatewayOrSms('APIGW.0201', /12582912/),
  ],
  ['bad JSON', '/v3/auth/tokens', '{', json['content-type'], 400, invalid],
  ['no body', '/v3/auth/tokens', '', json['content-type'], 400, invalid],
  ['__proto__', '/v3/auth/tokens', '{"__proto__":{}}', json['content-type'], 400, invalid],
  ['XML', '/v3/auth/tokens', '<a/>', 'application/xml', 400, invalid],
  [
    'over 12 MB',
    '/v3/auth/tokens',
    big,
    json['content-type'],
    413,
    iam(413, 'The request body is over 12582912 bytes.'),
  ],
  [
    'bad JSON',
    '/_emulator/clock/advance',
    '{',
    json['content-type'],
    400,
    control('EMULATOR.0400', /body is not JSON: /),
  ],
  [
    'no body',
    '/_emulator/clock/advance',
    '',
    json['content-type'],
    400,
    control('EMULATOR.0400', /body/),
  ],
  [
    'nonsense',
    '/_emulator/clock/advance',
    '{"by":"soon"}',
    json['content-type'],
    400,
    control('EMULATOR.0400', /^by: "soon" is not a duration/),
  ],
  [
    'two ways',
    '/_emulator/clock/advance',
    '{"by":"PT1S","events":1}',
    json['content-type'],
    400,
    control('EMULATOR.0400', /one of by, until or events/),
  ],
  [
    'a bad fixture',
    '/_emulator/fixtures',
    'accounts: [',
    'text/plain',
    400,
    control('EMULATOR.0422', /line 1/),
  ],
]

t.test('a body that is not what it should be', async (t) => {
  const { call, emulator, login } = await startTest(t)
  const headers = { ...json, 'x-auth-token': await login() }
  const before = emulator.dump()
  for (const [what, url, payload, type, status, body] of cases) {
    const answer = await call('POST', url, {
      payload,
      headers: { ...headers, 'content-type': type },
    })
    t.match(answer, { status, body }, `${what} at ${url}`)
    t.match(answer.headers['x-request-id'], /^[0-9a-f]{32}$/)
  }
  t.strictSame(emulator.dump(), before)
})

t.test('RegisterServer, CreateTask: every field that is wrong is named', async (t) => {
  const emulator = await startTest(t)
  const { source } = await newTask(emulator)
  const before = emulator.emulator.dump()
  const without = (body: object, field: string) => {
    const { [field]: _, ...rest } = body as Record<string, unknown>
    return rest
  }

  const sources: [string, object, string, RegExp][] = [
    ['no name', without(linuxSource(), 'name'), 'SMS.6001', /empty/],
    ['an empty name', linuxSource({ name: '' }), 'SMS.6001', /empty/],
    ['a long name', linuxSource({ name: 'x'.repeat(65) }), 'SMS.6002', /65/],
    ['a blank in the name', linuxSource({ name: 'a b' }), 'SMS.6003', /"a b"/],
    ['no agent_version', without(linuxSource(), 'agent_version'), 'SMS.6013', /agent_version/],
    ['a number for os_version', linuxSource({ os_version: 7 }), 'SMS.6011', /os_version/],
    ['a long os_version', linuxSource({ os_version: 'x'.repeat(256) }), 'SMS.6014', /os_version/],
    ['a strange os_type', linuxSource({ os_type: 'BEOS' }), 'SMS.6601', /WINDOWS/],
    ['a strange platform', linuxSource({ platform: 'moon' }), 'SMS.6006', /platform/],
    ['an address that is none', linuxSource({ ip: '1.2.3.400' }), 'SMS.6530', /1\.2\.3\.400/],
    ['an IPv6 address that is none', linuxSource({ ipv6: 'here' }), 'SMS.6530', /here/],
    ['a negative memory', linuxSource({ memory: -1 }), 'SMS.6011', /memory/],
    ['half a CPU', linuxSource({ cpu_quantity: 0.5 }), 'SMS.6011', /cpu_quantity/],
    ['a strange firmware', linuxSource({ firmware: 'ROM' }), 'SMS.6011', /firmware/],
    ['a disk that is a text', linuxSource({ disks: ['sda'] }), 'SMS.6011', /disks\.0/],
  ]
  for (const [what, payload, error_code, error_msg] of sources) {
    const answer = await emulator.sms('POST', '/v3/sources', payload)
    t.match(answer, { status: 400, body: { error_code, error_msg } }, what)
  }

  const tasks: [string, object, string, RegExp][] = [
    ['no name', without(taskFor(source), 'name'), 'SMS.6013', /name/],
    ['a dot in the name', taskFor(source, { name: 'a.b' }), 'SMS.7711', /name/],
    ['a long name', taskFor(source, { name: 'x'.repeat(65) }), 'SMS.7711', /64/],
    ['a strange type', taskFor(source, { type: 'MOVE' }), 'SMS.7712', /type/],
    ['no region', without(taskFor(source), 'region_id'), 'SMS.7725', /region_id/],
    ['no region name', without(taskFor(source), 'region_name'), 'SMS.6034', /region_name/],
    ['no project', without(taskFor(source), 'project_id'), 'SMS.7724', /project_id/],
    ['no source', without(taskFor(source), 'source_server'), 'SMS.6013', /source_server/],
    ['no target', without(taskFor(source), 'target_server'), 'SMS.6031', /target_server/],
    ['a limit too high', taskFor(source, { speed_limit: 1001 }), 'SMS.6011', /speed_limit/],
    ['a threshold too low', taskFor(source, { over_speed_threshold: 9 }), 'SMS.6011', /threshold/],
    ['a text for a flag', taskFor(source, { syncing: 'yes' }), 'SMS.6011', /syncing/],
    ['two faults', taskFor(source, { name: 'a.b', syncing: 'yes' }), 'SMS.6011', /syncing/],
  ]
  for (const [what, payload, error_code, error_msg] of tasks) {
    const answer = await emulator.sms('POST', '/v3/tasks', payload)
    t.match(answer, { status: 400, body: { error_code, error_msg } }, what)
  }
  t.strictSame(emulator.emulator.dump(), before)
})

t.test('unknown ids, ids that are too long, and lists of them', async (t) => {
  const { sms } = await startTest(t)
  const cases: [method: string, url: string, body: unknown, status: number, code: string][] = [
    ['GET', '/v3/sources/nobody', undefined, 404, 'SMS.7602'],
    ['PUT', '/v3/sources/nobody', {}, 404, 'SMS.7602'],
    ['DELETE', '/v3/sources/nobody', undefined, 404, 'SMS.7602'],
    ['GET', `/v3/sources/${'x'.repeat(37)}`, undefined, 400, 'SMS.6030'],
    ['GET', `/v3/sources/${'x'.repeat(5000)}`, undefined, 400, 'SMS.6030'],
    ['GET', '/v3/tasks/%E0%A4%A', undefined, 400, 'APIGW.0201'],
    ['POST', '/v3/sources/delete', { ids: ['nobody'] }, 404, 'SMS.7602'],
    ['POST', '/v3/sources/delete', { ids: [] }, 400, 'SMS.6011'],
    ['POST', '/v3/sources/delete', { ids: Array(51).fill('x') }, 400, 'SMS.6011'],
    ['POST', '/v3/sources/delete', {}, 400, 'SMS.6013'],
    ['GET', '/v3/tasks/nobody', undefined, 404, 'SMS.7703'],
    ['PUT', '/v3/tasks/nobody', {}, 404, 'SMS.7703'],
    ['DELETE', '/v3/tasks/nobody', undefined, 404, 'SMS.7703'],
    ['POST', '/v3/tasks/nobody/action', { operation: 'start' }, 404, 'SMS.7703'],
    ['POST', '/v3/tasks/nobody/action', { operation: 'dance' }, 400, 'SMS.9001'],
    ['POST', '/v3/tasks/nobody/action', {}, 400, 'SMS.9001'],
    ['GET', `/v3/tasks/${'x'.repeat(37)}`, undefined, 400, 'SMS.9001'],
    ['POST', '/v3/tasks/delete', { ids: ['nobody'] }, 404, 'SMS.7703'],
    ['POST', '/v3/tasks', taskFor('nobody'), 404, 'SMS.7602'],
  ]
  for (const [method, url, body, status, error_code] of cases) {
    t.match(
      await sms(method, url, body),
      { status, body: { error_code } },
      `${method} ${url.slice(0, 60)}`,
    )
  }
})

t.test('a bare DELETE with a JSON content type is a DELETE', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  const headers = { ...json, 'x-auth-token': await emulator.login() }
  t.match(await emulator.call('DELETE', `/v3/tasks/${task}`, { headers }), {
    status: 200,
    body: {},
  })
})

t.test('IAM takes a body without a content type as JSON: the Go SDK sends one so', async (t) => {
  const { call } = await startTest(t)
  const payload = JSON.stringify(credentials())
  t.match(await call('POST', '/v3/auth/tokens', { payload }), { status: 201 })
  t.match(await call('POST', '/v3/auth/tokens', { payload: '{' }), { status: 400, body: invalid })
  t.match(await call('POST', '/v3/auth/tokens'), { status: 400, body: invalid })
})

t.test('a query that makes no sense', async (t) => {
  const { sms } = await startTest(t)
  for (const [query, error_code] of [
    ['limit=many', 'SMS.6404'],
    ['limit=201', 'SMS.6404'],
    ['offset=-1', 'SMS.6404'],
    ['offset=65536', 'SMS.6404'],
    ['state=lost', 'SMS.9001'],
    ['state=waiting&state=error', 'SMS.9001'],
    ['connected=maybe', 'SMS.9001'],
    [`name=${'x'.repeat(256)}`, 'SMS.9001'],
  ] as const) {
    t.match(await sms('GET', `/v3/sources?${query}`), { status: 400, body: { error_code } }, query)
  }
  t.match(await sms('GET', '/v3/tasks?state=SYNC_SUCCESS'), {
    status: 400,
    body: { error_code: 'SMS.9001' },
  })
})

t.test('paths and methods that nobody publishes', async (t) => {
  const { call } = await startTest(t)
  const gateway = { status: 404, body: { error_code: 'APIGW.0101', request_id: /^[0-9a-f]{32}$/ } }
  for (const [method, url] of [
    ['GET', '/v3/nothing/here'],
    ['PATCH', '/v3/tasks'],
    ['HEAD', '/v3/nothing/here'],
    ['GET', '/favicon.ico'],
    ['GET', '/v9'],
    ['PUT', '/v3/auth/tokens'],
  ] as const) {
    const answer = await call(method, url)
    t.match(answer, method === 'HEAD' ? { status: 404 } : gateway, `${method} ${url}`)
  }
})

t.test('an unknown path of the control API is refused with what was meant', async (t) => {
  const { call } = await startTest(t)
  for (const [method, path, hint] of [
    ['GET', '/_emulator/nothing', '.'],
    ['GET', '/_emulator/reqests', '; did you mean /_emulator/requests?'],
    ['DELETE', '/_emulator/faults/fault-1', '; did you mean /_emulator/faults?'],
    ['POST', '/_emulator/clock/advanc', '; did you mean /_emulator/clock/advance?'],
    ['GET', '/_emulator/fixtures/', '; did you mean /_emulator/fixtures?'],
    ['GET', '/_emulator/clock/', '; did you mean /_emulator/clock?'],
    ['GET', '/_emulator/_emulator', '.'],
    ['POST', '/_emulator/', '; it takes GET.'],
    ['POST', '/_emulator/tasks?limit=1', '; it takes GET.'],
    ['DELETE', '/_emulator/clock', '; it takes GET or PUT.'],
    ['PATCH', '/_emulator/snapshots/first', '; it takes POST, PUT, GET or DELETE.'],
  ] as const) {
    t.match(await call(method, path), {
      status: 404,
      body: {
        error: {
          code: 'EMULATOR.0405',
          message: `The control API has no ${method} ${path.split('?')[0]}${hint} All calls are in /_emulator/docs.`,
        },
      },
    })
  }
})

t.test('UpdateTaskStatus: a refusal names the task, its state and its source', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  for (const [operation, error_code, error_msg] of [
    [
      'clear',
      'SMS.6005',
      `The action clear is not possible now: task ${task} is in the state READY and its`,
    ],
    ['stop', 'SMS.7714', `Task ${task} is READY and cannot be paused.`],
    ['sync_failed_rollback', 'SMS.7718', `Task ${task} is READY: only a failed sync`],
  ] as const) {
    t.match(await act(emulator, task, operation), { status: 400, body: { error_code, error_msg } })
  }
})

t.test('a page from elsewhere is refused on every surface', async (t) => {
  const { call } = await startTest(t)
  for (const url of ['/', '/v3/tasks', '/v3/auth/tokens', '/_emulator/reset']) {
    const foreign = { origin: 'https://evil.example' }
    const answer = await call('POST', url, { headers: foreign })
    t.equal(answer.status, 403, url)
    t.match(JSON.stringify(answer.body), /EMULATOR\.0403|Forbidden/)
    t.equal(
      (await call('GET', url, { headers: { 'sec-fetch-site': 'cross-site' } })).status,
      403,
      url,
    )
  }
  for (const headers of [
    { origin: 'null' },
    { origin: 'http://localhost:5173', host: 'localhost:7670' },
    { origin: 'https://localhost:7670', host: 'localhost:7670' },
    { referer: 'https://localhost:7670/page', host: 'localhost:7670' },
    { origin: 'localhost:7670', host: 'localhost:7670' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://evil.com', host: 'evil.com', 'sec-fetch-site': 'same-origin' },
  ]) {
    const answer = await call('POST', '/_emulator/reset', { headers })
    t.equal(answer.status, 403, JSON.stringify(headers))
  }
  const referer = { referer: 'https://evil.example/page' }
  t.equal((await call('GET', '/v3', { headers: referer })).status, 403, 'a link from elsewhere')
  for (const host of ['evil.com', 'emulator.evil.com:7670']) {
    const rebound = await call('GET', '/_emulator/info', { headers: { host } })
    t.match(rebound, { status: 403, body: { error: { message: /--allow-host/ } } }, host)
  }
  const names = ['localhost', '127.0.0.1:80', '[::1]:80', 'emulator', 'host.docker.internal']
  for (const host of [...names, 'sms.ap-southeast-1.myhuaweicloud.com', '10.0.0.7']) {
    t.equal((await call('GET', '/_emulator/info', { headers: { host } })).status, 200, host)
  }
  const own = { host: 'localhost:7670', origin: 'http://localhost:7670' }
  t.equal((await call('POST', '/_emulator/reset', { headers: own })).status, 200, 'the docs page')
})

t.test('behind a proxy that ends TLS, the public URL is the own address', async (t) => {
  const { call } = await startTest(t, { public_url: 'https://sms.corp.com/emulator/' })
  const headers = { host: 'sms.corp.com', origin: 'https://sms.corp.com' }
  t.equal((await call('POST', '/_emulator/reset', { headers })).status, 200)
  const plain = { ...headers, origin: 'http://sms.corp.com:7670' }
  t.equal((await call('POST', '/_emulator/reset', { headers: plain })).status, 403)
})

t.test('names and web pages that are listed may call', async (t) => {
  const page = 'http://localhost:5173'
  const { call } = await startTest(t, { allow_host: ['emulator.corp.com'], allow_origin: [page] })
  const host = { host: 'emulator.corp.com:80' }
  t.equal((await call('GET', '/_emulator/info', { headers: host })).status, 200)
  const headers = { origin: page, 'sec-fetch-site': 'cross-site' }
  const answer = await call('GET', '/_emulator/info', { headers })
  t.match(answer, { status: 200, headers: { 'access-control-allow-origin': page } })
  t.match(await call('OPTIONS', '/v3/tasks', { headers }), {
    status: 204,
    headers: { 'access-control-allow-headers': /x-auth-token/ },
  })
  const other = await call('GET', '/_emulator/info', { headers: { origin: 'http://x.test' } })
  t.equal(other.status, 403)
  t.equal(other.headers['access-control-allow-origin'], undefined)
})

t.test('from another machine the control API wants its token', async (t) => {
  const { call } = await startTest(t, { control_token: 'known' })
  const far = { remoteAddress: '172.17.0.1' }
  for (const headers of [{}, { 'x-emulator-token': 'guess' }, { authorization: 'Bearer x' }]) {
    const answer = await call('POST', '/_emulator/reset', { ...far, headers })
    t.match(answer, { status: 401, body: { error: { code: 'EMULATOR.0401' } } })
  }
  for (const headers of [{ 'x-emulator-token': 'known' }, { authorization: 'Bearer known' }]) {
    t.equal((await call('POST', '/_emulator/reset', { ...far, headers })).status, 200)
  }
  t.equal((await call('GET', '/_emulator/ready', far)).status, 200, 'all may know that it is there')
  t.equal((await call('GET', '/v3', far)).status, 200, 'the services have their own credentials')
  t.equal(
    (await call('POST', '/_emulator/reset', { remoteAddress: '::ffff:127.0.0.1' })).status,
    200,
  )

  const off = await startTest(t, { control_token: 'off' })
  t.equal((await off.call('POST', '/_emulator/reset', far)).status, 200)
  const unset = await startTest(t)
  t.equal((await unset.call('POST', '/_emulator/reset', far)).status, 401)
})
