import t from 'tap'
import { account_id, credentials, noon, project_id, startTest } from '../../helper.ts'

/** `/v3/auth/tokens` (iam.md §1, §2.1). */

const domain = { id: account_id, name: 'emulator' }
const project = { id: project_id, name: 'ap-southeast-1', domain }
const by = { name: 'developer', password: 'Emulator@123' }

t.test('KeystoneCreateToken: every scope that real clients send', async (t) => {
  const { call } = await startTest(t)
  const named = { name: 'emulator' }
  // The letters are the rows of iam.md §1.2.
  const cases: [row: string, body: object, expected: object][] = [
    ['a', credentials({ project: { id: project_id } }), { project }],
    ['b', credentials({ project: { name: 'ap-southeast-1', domain: named } }), { project }],
    ['b, no domain', credentials({ project: { name: 'ap-southeast-1' } }), { project }],
    ['c', credentials({ domain: named }), { domain }],
    ['c, by id', credentials({ domain: { id: account_id } }), { domain }],
    [
      'd',
      credentials({}, { id: '0e0000000000000000000000000a0001', password: by.password }),
      { domain },
    ],
    ['g', credentials('unscoped'), { domain }],
    ['g, older', credentials({ unscoped: {} }), { domain }],
    ['none', { auth: { identity: credentials().auth.identity } }, { domain }],
    ['null', credentials(null), { domain }],
    [
      'both: the project wins',
      credentials({ project: { id: project_id }, domain: named }),
      { project },
    ],
    [
      'domain of the user by id',
      credentials({}, { ...by, domain: { id: account_id } }),
      { domain },
    ],
  ]
  for (const [row, payload, expected] of cases) {
    const answer = await call('POST', '/v3/auth/tokens', { payload })
    t.match(answer, { status: 201, body: { token: expected } }, row)
    t.equal(Object.keys(answer.body.token).includes('project'), 'project' in expected, row)
  }
})

t.test('KeystoneCreateToken: the body and the headers of a token', async (t) => {
  const { call } = await startTest(t)
  const { headers, body } = await call('POST', '/v3/auth/tokens', {
    payload: credentials(),
    headers: { host: 'iam.test:8080', 'content-type': 'application/json;charset=utf8' },
  })

  const { catalog, ...token } = body.token
  t.strictSame(token, {
    expires_at: '2026-01-02T12:00:00.000000Z',
    issued_at: '2026-01-01T12:00:00.000000Z',
    methods: ['password'],
    project: { domain, id: project_id, name: 'ap-southeast-1' },
    roles: [
      { id: '0', name: 'te_admin' },
      { id: '0', name: 'secu_admin' },
    ],
    user: {
      domain,
      id: '0e0000000000000000000000000a0001',
      name: 'developer',
      password_expires_at: '',
    },
  })
  const urls = Object.fromEntries(
    catalog.map(({ type, endpoints }: { type: string; endpoints: { url: string }[] }) => [
      type,
      endpoints[0]?.url,
    ]),
  )
  t.strictSame(urls, {
    iam: 'http://iam.test:8080/v3.0',
    identity: 'http://iam.test:8080/v3',
    sms: 'http://iam.test:8080/v3',
    ecs: 'http://iam.test:8080/ecs/v1',
    vpc: 'http://iam.test:8080/vpc/v1',
    ims: 'http://iam.test:8080/ims/v2',
    evs: 'http://iam.test:8080/evs/v2',
  })
  t.match(headers, {
    'x-subject-token': /^MII[A-Za-z0-9+-]{400,}$/,
    'x-iam-trace-id': /./,
    'x-request-id': /^[0-9a-f]{32}$/,
    'content-type': /^application\/json/,
  })
})

t.test('KeystoneCreateToken: the catalog leads to the companions', async (t) => {
  const { call } = await startTest(t)
  const { body, headers } = await call('POST', '/v3/auth/tokens', { payload: credentials() })
  const { catalog, project } = body.token
  const { endpoints } = catalog.find(({ type }: { type: string }) => type === 'vpc')
  const { pathname } = new URL(endpoints[0].url)
  const token = { 'x-auth-token': String(headers['x-subject-token']) }
  const listed = await call('GET', `${pathname}/${project.id}/vpcs`, { headers: token })
  t.match(listed, { status: 200, body: { vpcs: [{ name: 'vpc-default' }] } })
})

t.test('KeystoneCreateToken: the catalog follows --public-url, or is left out', async (t) => {
  const { call } = await startTest(t, { public_url: 'https://sms.example/' })
  const shown = await call('POST', '/v3/auth/tokens', { payload: credentials() })
  t.equal(shown.body.token.catalog[0].endpoints[0].url, 'https://sms.example/v3.0')
  for (const query of ['nocatalog', 'nocatalog=', 'nocatalog=true']) {
    const { body } = await call('POST', `/v3/auth/tokens?${query}`, { payload: credentials() })
    t.strictSame(body.token.catalog, [], query)
  }
})

t.test('KeystoneCreateToken: a region has one project, made when first asked for', async (t) => {
  const { call } = await startTest(t)
  const payload = credentials({ project: { name: 'cn-north-4' } })
  const first = await call('POST', '/v3/auth/tokens', { payload })
  const second = await call('POST', '/v3/auth/tokens', { payload })
  t.match(first.body.token.project, { name: 'cn-north-4', id: /^[0-9a-f]{32}$/ })
  t.equal(second.body.token.project.id, first.body.token.project.id)
})

t.test('KeystoneCreateToken: refusals in the words of IAM', async (t) => {
  const { call, emulator } = await startTest(t)
  const unauthorized = (message: string) => ({
    status: 401,
    body: { error: { code: 401, message, title: 'Unauthorized' } },
  })
  const wrong = unauthorized('The username or password is wrong.')
  const noScope = unauthorized('The request you have made requires authentication.')
  const invalid = {
    status: 400,
    body: { error: { code: 400, message: 'The request body is invalid', title: 'Bad Request' } },
  }
  const inDomain = { ...by, domain: { name: 'emulator' } }
  const cases: [what: string, body: object, expected: object][] = [
    ['wrong password', credentials({}, { ...inDomain, password: 'x' }), wrong],
    ['unknown user', credentials({}, { ...inDomain, name: 'nobody' }), wrong],
    ['unknown domain', credentials({}, { ...by, domain: { name: 'nowhere' } }), wrong],
    ['unknown user id', credentials({}, { id: 'x', password: 'x' }), wrong],
    ['no domain', credentials({}, by), invalid],
    ['no password', credentials({}, { name: 'developer' }), invalid],
    ['unknown project id', credentials({ project: { id: 'x' } }), noScope],
    ['unknown project name', credentials({ project: { name: 'my-project' } }), noScope],
    [
      "another account's project",
      credentials({ project: { name: 'cn-north-4', domain: { name: 'x' } } }),
      noScope,
    ],
    ["another account's domain", credentials({ domain: { name: 'x' } }), noScope],
    ['a scope of words', credentials('everything'), invalid],
    ['no methods', { auth: { identity: { methods: [] } } }, invalid],
    ['an unknown method', { auth: { identity: { methods: ['magic'] } } }, invalid],
    ['a method without its block', { auth: { identity: { methods: ['password'] } } }, invalid],
    ['no identity', { auth: {} }, invalid],
    ['a token method without a token', { auth: { identity: { methods: ['token'] } } }, invalid],
  ]
  // A wrong password is counted, and nothing else is remembered.
  const state = () => ({ ...emulator.dump(), users: [] })
  const before = state()
  for (const [what, payload, expected] of cases) {
    t.match(await call('POST', '/v3/auth/tokens', { payload }), expected, what)
  }
  t.strictSame(state(), before)
})

t.test('KeystoneValidateToken, KeystoneCheckToken: a token of another login', async (t) => {
  const { call, login } = await startTest(t)
  const [mine, other] = [await login(), await login(credentials('unscoped'))]
  t.not(mine, other, 'a new token does not kill the older ones')
  const headers = { 'x-auth-token': mine, 'x-subject-token': other }
  const url = '/v3/auth/tokens'

  const shown = await call('GET', url, { headers })
  t.match(shown, { status: 200, body: { token: { domain, methods: ['password'] } } })
  t.equal(shown.headers['x-subject-token'], other)
  t.ok(shown.body.token.catalog.length > 0)
  t.strictSame((await call('GET', `${url}?nocatalog`, { headers })).body.token.catalog, [])
  t.match(await call('HEAD', url, { headers }), { status: 200, body: '' })
  t.equal((await call('GET', url, { headers: { 'x-subject-token': mine } })).status, 401)
})

t.test('KeystoneDeleteToken: a revoked token is unknown from then on', async (t) => {
  const { call, login } = await startTest(t)
  const [mine, other] = [await login(), await login(credentials('unscoped'))]
  const headers = { 'x-auth-token': mine, 'x-subject-token': other }
  const url = '/v3/auth/tokens'
  t.match(await call('DELETE', url, { headers }), { status: 204, body: '' })
  const gone = {
    status: 404,
    body: { error: { message: 'X-Subject-Token is invalid in the request' } },
  }
  t.match(await call('GET', url, { headers }), gone)
  t.match(await call('HEAD', url, { headers }), { status: 404 })
  t.match(await call('DELETE', url, { headers }), gone)
  t.match(await call('GET', url, { headers: { ...headers, 'x-auth-token': other } }), {
    status: 401,
    body: { error: { message: 'The X-Auth-Token is invalid!' } },
  })
})

t.test('KeystoneCreateToken: a token expires by the clock of its account', async (t) => {
  const { call, login, control } = await startTest(t)
  const token = await login()
  const tasks = () => call('GET', '/v3/tasks', { headers: { 'x-auth-token': token } })

  await control('PUT', '/_emulator/clock', { now: noon + 24 * 3_600_000 - 1 })
  t.equal((await tasks()).status, 200)

  await control('PUT', '/_emulator/clock', { now: noon + 24 * 3_600_000 })
  t.match(await tasks(), {
    status: 401,
    body: {
      error_code: 'APIGW.0301',
      error_msg:
        'Incorrect IAM authentication information: token expires, expires_at: 2026-01-02T12:00:00.000000Z',
    },
  })
  const subject = { 'x-auth-token': await login(), 'x-subject-token': token }
  t.equal((await call('GET', '/v3/auth/tokens', { headers: subject })).status, 404)
  t.equal(
    (await call('DELETE', '/v3/auth/tokens', { headers: subject })).status,
    204,
    'also an expired one',
  )
})

t.test('KeystoneCreateToken: passwords and tokens are not kept', async (t) => {
  const { emulator, login } = await startTest(t)
  const token = await login()
  const dump = JSON.stringify(emulator.dump())
  t.notMatch(dump, /Emulator@123/)
  t.notOk(dump.includes(token))
})

t.test(
  'the journal has the body of a token as it was sent, whatever becomes of its user',
  async (t) => {
    const { call, control } = await startTest(t)
    const host = 'iam.myhuaweicloud.com'
    const sent = [
      await call('POST', '/v3/auth/tokens', { payload: credentials() }),
      await call('POST', '/v3/auth/tokens?nocatalog=true', { payload: credentials() }),
      await call('POST', '/v3/auth/tokens', { payload: credentials(), headers: { host } }),
    ].map(({ body }) => body)
    t.strictSame(
      sent.map(({ token }) => token.catalog.length > 0),
      [true, false, true],
    )
    const users = [{ ...by, enabled: false }]
    const disabled = await control('POST', '/_emulator/fixtures', {
      accounts: [{ name: 'emulator', users }],
    })
    t.equal(disabled.status, 200)
    const { body } = await control('GET', '/_emulator/requests?operation=KeystoneCreateToken')
    const kept = body.requests.map(({ response }: { response: { body: unknown } }) => response.body)
    t.strictSame(kept, sent)
  },
)
