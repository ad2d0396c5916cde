import t from 'tap'
import { account_id, noon, startTest } from '../../helper.ts'
import { accounts, developer_id, extension, keystone, other_id, tokenOf } from '../../iam-helper.ts'

/** Access keys, temporary and permanent, and STS (iam.md §5.1). */

const temporary = '/v3.0/OS-CREDENTIAL/securitytokens'
const permanent = '/v3.0/OS-CREDENTIAL/credentials'
const identity = (methods: string[], blocks: object = {}) => ({
  auth: { identity: { methods, ...blocks } },
})
const agency = { agency_name: 'migrators', domain_name: 'other' }

t.test('CreateTemporaryAccessKey: a key lives as long as was asked for', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const id = headers['x-auth-token']
  const cases: [what: string, body: object, headers: object, life_s: number][] = [
    ['by the header', identity(['token']), headers, 900],
    [
      'as SDKs with OIDC: no header',
      identity(['token'], { token: { id, duration_seconds: 21600 } }),
      {},
      21600,
    ],
    ['the header wins', identity(['token'], { token: { id: 'garbage' } }), headers, 900],
    [
      'as Terraform for an agency',
      identity(['assume_role'], { assume_role: { ...agency, duration_seconds: 43200 } }),
      headers,
      43200,
    ],
  ]
  const seen = new Set<string>()
  for (const [what, payload, sent, life_s] of cases) {
    const { status, body } = await emulator.call('POST', temporary, {
      payload,
      headers: sent as Record<string, string>,
    })
    t.equal(status, 201, what)
    t.strictSame(Object.keys(body.credential).sort(), [
      'access',
      'expires_at',
      'secret',
      'securitytoken',
    ])
    t.match(body.credential, {
      access: /^[A-Z0-9]{20}$/,
      secret: /^[A-Za-z0-9]{40}$/,
      securitytoken: /^gQ[A-Za-z0-9+-]{300,}$/,
      expires_at: new Date(noon + life_s * 1000).toISOString().replace('Z', '000Z'),
    })
    seen.add(body.credential.access)
  }
  t.equal(seen.size, cases.length, 'each is another')
})

t.test('CreateTemporaryAccessKey: what is kept of a key', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const session_user = { name: 'session-1' }
  const payload = identity(['assume_role'], { assume_role: { ...agency, session_user } })
  const { body } = await emulator.call('POST', temporary, { payload, headers })
  const kept = emulator.emulator.accounts.withKey(body.credential.access)?.temporary
  t.match(kept, {
    account_id: other_id,
    sk: body.credential.secret,
    agency: 'migrators',
    session_name: 'session-1',
    expires_at: noon + 900_000,
    user_id: /^[0-9a-f]{32}$/,
  })
  t.notOk(JSON.stringify(emulator.emulator.dump()).includes(body.credential.securitytoken))

  await emulator.control('POST', '/_emulator/clock/advance?account=other', { by: 'P3D' })
  await emulator.call('POST', temporary, { payload, headers })
  t.equal(emulator.emulator.accounts.withKey(body.credential.access), undefined, 'in the end')
})

t.test('CreateTemporaryAccessKey: refusals are of the 1100s', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const role = (change: object) =>
    identity(['assume_role'], { assume_role: { ...agency, ...change } })
  const rows: [what: string, payload: unknown, expected: object, headers?: object][] = [
    ['empty', '', extension(400, 'IAM.1101', 'The request body size 0 is invalid.')],
    ['too large', { pad: 'x'.repeat(40_000) }, { status: 400, body: { error_code: 'IAM.1101' } }],
    ['not JSON', '{', extension(400, 'IAM.0011', 'Request body is invalid.')],
    ['no auth', {}, extension(400, 'IAM.1103', 'The auth is required in the request body.')],
    [
      'no methods',
      { auth: { identity: {} } },
      extension(400, 'IAM.1103', 'The methods is required in the request body.'),
    ],
    [
      'too short',
      identity(['token'], { token: { duration_seconds: 899 } }),
      extension(400, 'IAM.1102', 'The duration_seconds in the request body is invalid.'),
    ],
    [
      'too long',
      identity(['token'], { token: { duration_seconds: 86_401 } }),
      extension(400, 'IAM.1102', 'The duration_seconds in the request body is invalid.'),
    ],
    ['another method', identity(['password']), { status: 400, body: { error_code: 'IAM.1102' } }],
    [
      'no role',
      identity(['assume_role']),
      extension(400, 'IAM.1103', 'The assume_role is required in the request body.'),
    ],
    [
      'no account',
      role({ domain_name: null }),
      extension(400, 'IAM.1103', 'The domain_name is required in the request body.'),
    ],
    [
      'no agency',
      role({ agency_name: null }),
      extension(400, 'IAM.1103', 'The agency_name is required in the request body.'),
    ],
    [
      'another agency',
      role({ agency_name: 'closed' }),
      keystone(403, 'Forbidden', 'You have no right to do this action'),
    ],
    [
      'nobody',
      identity(['token']),
      extension(401, 'IAM.0001', 'The request you have made requires authentication.'),
      { 'x-auth-token': '' },
    ],
    [
      'garbage',
      identity(['token'], { token: { id: 'garbage' } }),
      extension(401, 'IAM.0067', 'Invalid token.'),
      { 'x-auth-token': '' },
    ],
  ]
  for (const [what, payload, expected, sent = {}] of rows) {
    const answer = await emulator.call('POST', temporary, {
      payload: payload as string,
      headers: { 'content-type': 'application/json', ...headers, ...sent },
    })
    t.match(answer, expected, what)
  }
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT24H' })
  t.match(
    await emulator.call('POST', temporary, { payload: identity(['token']), headers }),
    extension(401, 'IAM.0066', 'The token has expired.'),
  )
})

t.test('AssumeAgency: temporary keys for the agency of an account', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const url = '/v5/agencies/assume'
  const payload = {
    agency_urn: `iam::${other_id}:agency:migrators`,
    agency_session_name: 'tf',
    duration_seconds: 3600,
  }
  const { status, body } = await emulator.call('POST', url, { headers, payload })
  t.equal(status, 200)
  t.match(body.credentials, {
    access_key_id: /^[A-Z0-9]{20}$/,
    secret_access_key: /./,
    security_token: /^gQ/,
    expiration: '2026-01-01T13:00:00.000000Z',
  })
  t.match(body.assumed_agency.urn, `sts::${other_id}:assumed-agency:migrators/tf`)
  const bad = { ...payload, agency_urn: 'migrators' }
  t.match(
    await emulator.call('POST', url, { headers, payload: bad }),
    extension(400, 'IAM.0073', "Invalid input for field 'agency_urn'. The value is 'migrators'."),
  )
  t.match(
    await emulator.call('POST', url, { headers, payload: {} }),
    extension(400, 'IAM.0072', "'agency_urn' is a required property."),
  )
})

t.test('GetCallerIdentity: a user, or an agency once it is assumed', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  t.strictSame((await emulator.call('GET', '/v5/caller-identity', { headers })).body, {
    account_id,
    principal_urn: `iam::${account_id}:user:developer`,
    principal_id: developer_id,
  })
  const auth = { ...identity(['assume_role'], { assume_role: agency }).auth }
  const assumed = await emulator.call('POST', '/v3/auth/tokens', { headers, payload: { auth } })
  const asAgency = { 'x-auth-token': String(assumed.headers['x-subject-token']) }
  t.match((await emulator.call('GET', '/v5/caller-identity', { headers: asAgency })).body, {
    account_id: other_id,
    principal_urn: `iam::${other_id}:agency:migrators`,
  })
})

/** An emulator, calls of its developer to it, and a permanent key that was made by one. */
async function withKey(t: Parameters<typeof startTest>[0]) {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator)
  const call = (method: string, url: string, credential?: object) =>
    emulator.call(method, url, { headers, ...(credential ? { payload: { credential } } : {}) })
  const made = await call('POST', permanent, { user_id: developer_id, description: 'for tests' })
  const { secret, ...info } = made.body.credential
  return { call, made, secret, info, one: `${permanent}/${info.access}` }
}

t.test('CreatePermanentAccessKey: the secret is told once; two keys at most', async (t) => {
  const { call, made, secret, info } = await withKey(t)
  t.equal(made.status, 201)
  t.match(secret, /^[A-Za-z0-9]{40}$/)
  t.strictSame(
    { ...info, access: '' },
    {
      access: '',
      create_time: '2026-01-01T12:00:00.000000Z',
      description: 'for tests',
      status: 'active',
      user_id: developer_id,
    },
  )
  t.match(
    await call('POST', permanent, { user_id: developer_id }),
    keystone(400, 'Bad Request', 'akSkNumExceed'),
  )
  t.equal((await call('POST', permanent, { user_id: 'x' })).status, 404)
  t.match(
    await call('POST', permanent, {}),
    extension(400, 'IAM.0072', "'user_id' is a required property."),
  )
})

t.test('ListPermanentAccessKeys, ShowPermanentAccessKey: without the secret', async (t) => {
  const { call, info, one } = await withKey(t)
  const listed = await call('GET', permanent)
  t.strictSame(listed.body.credentials[1], info, 'without the secret')
  t.match((await call('GET', `${permanent}?user_id=${developer_id}`)).body, listed.body)
  t.strictSame((await call('GET', one)).body.credential, {
    ...info,
    last_use_time: info.create_time,
  })
})

t.test('UpdatePermanentAccessKey: status and description, each alone', async (t) => {
  const { call, info, one } = await withKey(t)
  t.match((await call('PUT', one, { status: 'inactive' })).body.credential, {
    ...info,
    status: 'inactive',
  })
  t.match((await call('PUT', one, { description: 'else' })).body.credential, {
    status: 'inactive',
    description: 'else',
  })
  t.equal((await call('PUT', one, { status: 'asleep' })).status, 400)
})

t.test('DeletePermanentAccessKey: a key that is deleted is not found again', async (t) => {
  const { call, info, one } = await withKey(t)
  t.match(await call('DELETE', one), { status: 204, body: '' })
  t.match(
    await call('DELETE', one),
    extension(404, 'IAM.0004', `Could not find credential: ${info.access}.`),
  )
})

t.test('ListPermanentAccessKeys: keys of others are for those who manage users', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const forbidden = extension(
    403,
    'IAM.0002',
    'You are not authorized to perform the requested action.',
  )
  const payload = { credential: { user_id: developer_id } }
  const [nobody, admin] = [await tokenOf(emulator, 'nobody'), await tokenOf(emulator)]
  const call = (method: string, url: string, headers: Record<string, string>, body?: object) =>
    emulator.call(method, url, { headers, ...(body ? { payload: body } : {}) })
  t.match(await call('POST', permanent, nobody, payload), forbidden)
  t.match(await call('GET', `${permanent}?user_id=${developer_id}`, nobody), forbidden)
  t.match(await call('DELETE', `${permanent}/EMULATORACCESSKEY001`, nobody), forbidden)
  t.strictSame((await call('GET', permanent, nobody)).body, { credentials: [] }, 'its own')
  const { body } = await call('GET', '/v3/users?name=nobody', admin)
  const own = { credential: { user_id: body.users[0].id } }
  t.equal((await call('POST', permanent, nobody, own)).status, 201)
  const stranger = await tokenOf(emulator, 'stranger', 'other')
  t.equal((await call('GET', `${permanent}/EMULATORACCESSKEY001`, stranger)).status, 404)
})
