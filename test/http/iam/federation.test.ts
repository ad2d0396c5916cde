import t from 'tap'
import { noon, startTest } from '../../helper.ts'
import { accounts, client_id, extension, idToken, issuer } from '../../iam-helper.ts'

/** Tokens by the ID token of an identity provider (iam.md §4.5). */

const url = '/v3.0/OS-AUTH/id-token/tokens'
const headers = { 'x-idp-id': 'corp' }
const body = (id: string, scope?: object) => ({
  auth: { id_token: { id }, ...(scope ? { scope } : {}) },
})

t.test('CreateTokenWithIdToken: as Go, Python and Java: then temporary keys', async (t) => {
  const { call } = await startTest(t, {}, accounts)
  const answer = await call('POST', url, { headers, payload: body(idToken()) })
  t.equal(answer.status, 201)
  t.match(answer.headers, { 'x-subject-token': /^MII/, 'x-request-id': /./ })
  t.match(answer.body.token, {
    methods: ['mapped'],
    domain: { name: 'emulator' },
    roles: [{ name: 'SMS ReadOnlyAccess' }],
    user: {
      name: 'corp-ann@example',
      id: /^[0-9a-f]{32}$/,
      'OS-FEDERATION': { identity_provider: { id: 'corp' }, protocol: { id: 'oidc' } },
    },
  })
  const token = String(answer.headers['x-subject-token'])
  const payload = {
    auth: { identity: { methods: ['token'], token: { id: token, duration_seconds: 21600 } } },
  }
  t.equal((await call('POST', '/v3.0/OS-CREDENTIAL/securitytokens', { payload })).status, 201)

  const sms = { headers: { 'x-auth-token': token } }
  t.equal((await call('GET', '/v3/tasks', sms)).status, 200, 'it may what the mapping says')
  t.equal((await call('POST', '/v3/tasks/delete', { ...sms, payload: { ids: ['x'] } })).status, 403)
  const again = await call('POST', url, {
    headers,
    payload: body(idToken({ iat: 1 }, { alg: 'ES256' }), { project: { name: 'ap-southeast-1' } }),
  })
  t.equal(again.body.token.user.id, answer.body.token.user.id, 'the same user, by another key')
  t.match(again.body.token.project, { name: 'ap-southeast-1' })
  const users = await call('GET', '/v3/users', sms)
  t.notMatch(JSON.stringify(users.body), /corp-ann/, 'a guest is in no list')
})

t.test('CreateTokenByProvider: as Node: the ID token as a bearer', async (t) => {
  const { call } = await startTest(t, {}, accounts)
  const node = '/v3/OS-FEDERATION/identity_providers/corp/protocols/oidc/auth'
  const authorization = `Bearer ${idToken()}`
  t.match(await call('POST', node, { headers: { authorization } }), {
    status: 201,
    body: { token: { methods: ['mapped'] } },
  })
  t.match(await call('POST', node), { status: 401, body: { error: { title: 'Unauthorized' } } })
})

t.test('CreateTokenWithIdToken: an ID token is refused with the reason', async (t) => {
  const { call } = await startTest(t, {}, accounts)
  const [head, claims, signature] = idToken().split('.')
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`
  const hour = 3_600
  const rows: [what: string, token: string, reason: RegExp][] = [
    ['garbage', 'x', /it is not a signed JWT/],
    ['four parts', 'a.b.c.d', /it is not a signed JWT/],
    ['not an object', 'bnVsbA.bnVsbA.x', /it is not a signed JWT/],
    ['no algorithm', none, /its algorithm must be one of RS256/],
    ['a shared secret', idToken({}, { alg: 'HS256' }), /its algorithm must be one of/],
    ['a name of Object', idToken({}, { alg: 'toString' }), /its algorithm must be one of/],
    ['a changed signature', `${head}.${claims}.${signature?.slice(0, -6)}AAAAAA`, /no key/],
    [
      'changed claims',
      `${head}.${Buffer.from('{"sub":"x"}').toString('base64url')}.${signature}`,
      /no key/,
    ],
    ['another key', idToken({}, { kid: 'r2' }), /no key of the identity provider fits/],
    ['a key of another kind', idToken({}, { alg: 'RS384' }), /no key/],
    ['another issuer', idToken({ iss: 'x' }), /its iss is not https:\/\/login\.example/],
    ['another client', idToken({ aud: ['a', 'b'] }), /its aud is not sms-clients/],
    ['no subject', idToken({ sub: '' }), /it has no sub/],
    ['expired', idToken({ exp: noon / 1000 - hour }), /not valid at this time/],
    ['no end', idToken({ exp: 'x' }), /not valid at this time/],
    ['early', idToken({ nbf: noon / 1000 + hour }), /not valid at this time/],
  ]
  for (const [what, token, reason] of rows) {
    const answer = await call('POST', url, { headers, payload: body(token) })
    t.match(answer, { status: 401, body: { error_code: 'IAM.0063', error_msg: reason } }, what)
  }
  t.equal(
    (await call('POST', url, { headers, payload: body(idToken({ aud: [client_id, 'b'] })) }))
      .status,
    201,
  )
  const taken = await call('POST', url, { headers, payload: body(idToken({ sub: 's-2' })) })
  t.match(
    taken.body,
    { error_msg: /its user would be named "corp-ann@example"/ },
    'one name, one user',
  )

  t.match(
    await call('POST', url, { headers: { 'x-idp-id': 'x' }, payload: body(idToken()) }),
    extension(404, 'IAM.0004', 'Could not find identity_provider: x.'),
  )
  t.match(
    await call('POST', url, { payload: body(idToken()) }),
    extension(400, 'IAM.0072', "'X-Idp-Id' is a required property."),
  )
  t.match(
    await call('POST', url, { headers, payload: { auth: {} } }),
    extension(400, 'IAM.0072', "'id_token' is a required property."),
  )
  t.match(
    await call('POST', url, { headers, payload: body('') }),
    extension(400, 'IAM.0073', "Invalid input for field 'id'. The value is ''."),
  )
})

t.test('CreateTokenWithIdToken: good by the clock of the account or of the wall', async (t) => {
  const { call, control, wall } = await startTest(t, {}, accounts)
  const status = async (claims: object) =>
    (await call('POST', url, { headers, payload: body(idToken(claims)) })).status
  await control('PUT', '/_emulator/clock', { now: noon + 86_400_000 })
  t.equal(await status({}), 201, "the wall's")
  wall.now += 86_400_000 * 3
  t.equal(await status({}), 401)
  t.equal(await status({ exp: noon / 1000 + 86_400 + 60 }), 201, "the account's")
})

t.test('loadFixture: a provider is of one account, and its keys are checked', async (t) => {
  const { control } = await startTest(t, {}, accounts)
  const load = async (key: object | string) => {
    const provider = { name: 'x', issuer, client_id, keys: [key] }
    const entry = { name: 'third', users: [], identity_providers: [provider] }
    return control('POST', '/_emulator/fixtures', { accounts: [entry] })
  }
  t.match(await load({ kty: 'RSA', n: 'x' }), {
    status: 400,
    body: {
      error: { code: 'EMULATOR.0422', message: /identity provider "x" has an invalid key/ },
    },
  })
  t.equal((await load('-----BEGIN nothing')).status, 400)
})

t.test(
  'CreateTokenWithIdToken: a key without an id fits every token, one with an id the tokens of its id and of none',
  async (t) => {
    const [provider] = accounts[0]?.identity_providers ?? []
    const [named] = provider?.keys ?? []
    if (!provider || typeof named !== 'object') throw new Error('the provider has no such key')
    const { kid: _, ...unnamed } = named
    for (const [key, kid, status] of [
      [named, 'r1', 201],
      [named, '', 201],
      [named, 'r2', 401],
      [unnamed, 'r2', 201],
      [unnamed, '', 201],
    ] as const) {
      const providers = [{ ...provider, keys: [key] }]
      const { call } = await startTest(t, {}, [{ name: 'emulator', identity_providers: providers }])
      const answer = await call('POST', url, { headers, payload: body(idToken({}, { kid })) })
      t.equal(answer.status, status, `${'kid' in key} ${kid}`)
    }
  },
)
