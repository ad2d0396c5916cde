import { createHash } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import t from 'tap'
import { ApiError } from '../../../src/errors/refusals.ts'
import { recordRefusal } from '../../../src/operations/control/explain.ts'
import { account_id, linuxSource, startTest, type TestEmulator } from '../../helper.ts'
import { signed, type ToSign } from '../../signing.ts'

/** `GET /_emulator/explain/{request_id}`: why a call was refused. */

const keys = { ak: 'EMULATORACCESSKEY001', sk: 'emulatorSecretKeyForLocalTestsOnly000001' }

type Answer = Awaited<ReturnType<TestEmulator['call']>>

const explained = async ({ control }: TestEmulator, { headers }: Answer) =>
  (await control('GET', `/_emulator/explain/${headers['x-request-id']}`)).body

/** A signed call whose client is mistaken, in what it signs or with what. */
async function mistaken(emulator: TestEmulator, wish: Partial<ToSign>, sent: object = {}) {
  const request = signed({ ...keys, target: '/v3/tasks', ...wish })
  const { method, target, headers, body } = { ...request, ...sent }
  const answer = await emulator.call(method, target, {
    headers: headers as Record<string, string>,
    ...(body.length > 0 ? { payload: body } : {}),
  })
  t.equal(answer.status, 401, JSON.stringify(wish))
  // Only what the client signs wrongly is looked at here, not the lock.
  emulator.emulator.accounts.get().write(({ keyLocks }) => keyLocks.remove(keys.ak))
  return { answer, explanation: await explained(emulator, answer) }
}

t.test('explain: a token: which, whose, expired when, and what the clock shows', async (t) => {
  const emulator = await startTest(t)
  const tasks = (headers: Record<string, string>) =>
    emulator.call('GET', '/v3/tasks?limit=5', { headers })
  t.match(await explained(emulator, await tasks({})), {
    account: null,
    request: { method: 'GET', target: '/v3/tasks?limit=5' },
    answer: { status: 401, code: 'APIGW.0301', message: /x-auth-token not found/ },
    why: /neither an X-Auth-Token nor a signature/,
    token: { state: 'missing', fingerprint: null },
    signature: null,
    validation: null,
  })
  t.match(await explained(emulator, await tasks({ 'x-auth-token': 'garbage' })), {
    account: null,
    token: { state: 'unreadable', fingerprint: /^[0-9a-f]{12}$/ },
    causes: [/reset/],
  })
  const token = await emulator.login()
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'P2D' })
  const explanation = await explained(emulator, await tasks({ 'x-auth-token': token }))
  t.match(explanation, {
    account: account_id,
    token: {
      state: 'expired',
      user: '0e0000000000000000000000000a0001',
      issued_at: '2026-01-01T12:00:00.000Z',
      expires_at: '2026-01-02T12:00:00.000Z',
      clock: '2026-01-03T12:00:00.000Z',
    },
  })
  t.notOk(JSON.stringify(explanation).includes(token), 'the token is not in it')
})

t.test('explain: a signature: both texts, the first differing line marked', async (t) => {
  const emulator = await startTest(t)
  const target = '/v3/tasks?limit=5'
  const { explanation } = await mistaken(emulator, { target, uri: '/v3/tasks' })
  t.match(explanation, {
    account: account_id,
    why: /does not match the request/,
    signature: {
      state: 'mismatch',
      algorithm: 'SDK-HMAC-SHA256',
      access_key: keys.ak,
      signed_headers: ['x-sdk-date'],
      signed_at: '20260101T120000Z',
      texts: {
        proved: true,
        canonical_request: [
          { line: 1, part: 'method', server: 'GET', client: 'GET', differs: false },
          { line: 2, part: 'uri', server: '/v3/tasks/', client: '/v3/tasks', differs: true },
          { line: 3, part: 'query', server: 'limit=5', differs: false },
          { part: 'header', server: 'x-sdk-date:20260101T120000Z' },
          { part: 'end of headers', server: '' },
          { part: 'signed headers', server: 'x-sdk-date' },
          { line: 7, part: 'payload hash', server: /^e3b0c442/ },
        ],
        string_to_sign: [
          { part: 'algorithm', server: 'SDK-HMAC-SHA256' },
          { part: 'date', server: '20260101T120000Z' },
          { part: 'hash of the canonical request', differs: true },
        ],
        first_difference: { text: 'canonical_request', line: 2, client: '/v3/tasks' },
      },
    },
    causes: [/slash that ends the canonical URI/],
  })
})

t.test('explain: the usual mistakes are recognized by the signature they lead to', async (t) => {
  const emulator = await startTest(t)
  const json = { 'content-type': 'application/json; charset=utf-8' }
  const post = { method: 'POST', target: '/v3/sources', headers: json, body: '{"a": 1}' }
  const cases: [wish: Partial<ToSign>, cause: RegExp, part: string][] = [
    [{ target: '/v3/tasks/a%20b', uri: '/v3/tasks/a b/' }, /without encoding its segments/, 'uri'],
    [{ target: '/sms/v3/tasks', uri: '/v3/tasks/' }, /prefix, such as \/sms/, 'uri'],
    [{ target: '/vpc/v1/p/vpcs', uri: '/v1/p/vpcs/' }, /prefix, such as/, 'uri'],
    [{ target: '//v3//tasks', uri: '/v3/tasks/' }, /doubled slashes/, 'uri'],
    [{ target: '/v3/tasks?limit=5', query: '' }, /signs no query/, 'query'],
    [{ target: '/v3/tasks?b=1&a=2', query: 'b=1&a=2' }, /neither sorted/, 'query'],
    [{ target: '/v3/tasks?name=a%20b', query: 'name=a+b' }, /%20/, 'query'],
    [{ target: '/v3/tasks?b=&a', query: 'a&b' }, /bare name/, 'query'],
    [{ headers: { host: 'h:8080' }, believed: { host: 'h' } }, /Host without the port/, 'header'],
    [
      { headers: { host: 'in', 'x-forwarded-host': 'out' }, believed: { host: 'out' } },
      /X-Forwarded-Host/,
      'header',
    ],
    [{ ...post, believed: { 'content-type': 'application/json' } }, /adds a charset/, 'header'],
    [{ ...post, payload: hashOf('') }, /signs an empty body/, 'payload hash'],
    [{ ...post, payload: 'UNSIGNED-PAYLOAD' }, /UNSIGNED-PAYLOAD/, 'payload hash'],
    [{ ...post, body: '{}\n', payload: hashOf('{}') }, /without the newline/, 'payload hash'],
    [{ ...post, payload: hashOf('{"a": 1}\n') }, /and sends none/, 'payload hash'],
    [{ ...post, payload: hashOf('{"a":1}') }, /compactly/, 'payload hash'],
  ]
  for (const [wish, cause, part] of cases) {
    const { explanation } = await mistaken(emulator, wish)
    t.match(explanation.causes[0], cause)
    t.match(explanation.signature.texts.first_difference, { part, differs: true }, String(cause))
  }
  for (const [sk, cause] of [
    [`${keys.sk}\n`, /newline/],
    [`${keys.sk} `, /space/],
    [keys.ak, /access key instead of the secret key/],
  ] as const) {
    const { explanation } = await mistaken(emulator, { sk })
    t.match(explanation, { causes: [cause], signature: { texts: { first_difference: null } } })
  }
})

t.test('explain: an unknown mistake: what the headers imply, and the usual causes', async (t) => {
  const emulator = await startTest(t)
  const { explanation } = await mistaken(emulator, {
    sk: 'some-other-secret',
    scope: '20260101/r/sms',
  })
  t.match(explanation, {
    causes: [/secret key is not the one/],
    signature: {
      texts: {
        proved: false,
        first_difference: null,
        string_to_sign: [{}, {}, { part: 'scope', server: '20260101/r/sms' }, {}],
      },
    },
  })
})

t.test('explain: never a secret, never the expected signature', async (t) => {
  const emulator = await startTest(t)
  const headers = {
    'x-security-token': 'very-hidden',
    'x-subject-token': 'MII-hidden',
    cookie: 'c=hidden',
  }
  const { answer, explanation } = await mistaken(emulator, { headers, uri: '/v3/tasks' })
  const right = String(signed({ ...keys, target: '/v3/tasks', headers }).headers.authorization)
  const text = JSON.stringify([answer.body, explanation])
  for (const secret of [keys.sk, 'hidden', right.split('Signature=')[1] ?? '']) {
    t.notOk(text.includes(secret), secret)
  }
  t.match(text, /x-security-token:\*\*\*/)

  const broken = await emulator.call('POST', '/v3/vm/templates', {
    headers: { 'content-type': 'application/json', 'x-auth-token': await emulator.login() },
    payload: '{"target_password": hunter2}',
  })
  t.match(broken.body, { error_code: 'SMS.6010', error_msg: /hunter2/ }, 'the caller sees a quote')
  const told = await explained(emulator, broken)
  t.notMatch(JSON.stringify(told), /hunter2/)
  t.match(told.why, /not JSON: Unexpected token/)
})

t.test('explain: the other refusals of a signature', async (t) => {
  const emulator = await startTest(t)
  const unknown = await mistaken(emulator, { ak: 'NOBODY' })
  t.match(unknown.explanation, {
    account: null,
    why: /No account/,
    signature: { state: 'key unknown', access_key: 'NOBODY', texts: null },
  })
  const headers = { authorization: 'SDK-HMAC-SM3 x', 'x-sdk-date': 'x' }
  const odd = await explained(emulator, await emulator.call('GET', '/v3/tasks', { headers }))
  t.match(odd, { signature: { state: 'unreadable', algorithm: 'SDK-HMAC-SM3', access_key: null } })
  const undated = await mistaken(emulator, { date: 'yesterday' })
  t.match(undated.explanation, {
    why: /15 minutes/,
    signature: { state: 'expired', signed_at: 'yesterday', server_time: '20260101T120000Z' },
  })
  const send = () => emulator.call('GET', '/v3/tasks', { headers: request.headers as never })
  const request = signed({ ...keys, sk: 'wrong', target: '/v3/tasks' })
  for (let times = 0; times < 5; times++) await send()
  t.match(await explained(emulator, await send()), {
    why: /locked/,
    signature: { state: 'key locked', locked_until: '2026-01-01T12:05:00.000Z' },
  })
})

t.test('explain: a signature that cannot be read: the one rule that it breaks', async (t) => {
  const { call, control } = await startTest(t)
  const hex = 'a'.repeat(64)
  const cases: [authorization: string, cause: string][] = [
    [
      `SDK-HMAC-SM3 Access=a, SignedHeaders=x-sdk-date, Signature=${hex}`,
      'The algorithm SDK-HMAC-SM3 is not verified: sign with SDK-HMAC-SHA256 or V11-HMAC-SHA256.',
    ],
    [
      `SDK-HMAC-SHA256 Access=a, Signature=${hex}`,
      'It has no SignedHeaders: SDK-HMAC-SHA256 takes Access, SignedHeaders and Signature, separated by commas.',
    ],
    [
      `SDK-HMAC-SHA256 Credential=a, SignedHeaders=x-sdk-date, Signature=${hex}`,
      'It has no Access: SDK-HMAC-SHA256 takes Access, SignedHeaders and Signature, separated by commas.',
    ],
    [
      `SDK-HMAC-SHA256 SignedHeaders=x-sdk-date, Access=a, Signature=${hex}`,
      'It has other parts, or has them in another order: SDK-HMAC-SHA256 takes Access, SignedHeaders and Signature, in this order and once each.',
    ],
    [
      `SDK-HMAC-SHA256 Access=a b, SignedHeaders=x-sdk-date, Signature=${hex}`,
      'Access has a blank in it: SDK-HMAC-SHA256 takes Access, SignedHeaders and Signature, without blanks in the values.',
    ],
    [
      'SDK-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date, Signature=abc',
      'Signature has 3 hex digits: it must be 64 hex digits in lower case.',
    ],
    [
      `SDK-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date, Signature=${hex.toUpperCase()}`,
      'Signature has 64 hex digits in upper case: it must be 64 hex digits in lower case.',
    ],
    [
      'SDK-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date, Signature=q+z/==',
      'Signature has other characters than hex digits: it must be 64 hex digits in lower case.',
    ],
    [
      `V11-HMAC-SHA256 Credential=a/20260101, SignedHeaders=x-sdk-date, Signature=${hex}`,
      'Credential has 2 parts: it must be the AK, the date, the region and the service, separated by slashes.',
    ],
    [
      `SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=${hex}`,
      'SignedHeaders does not list x-sdk-date: sign that header, too.',
    ],
    [
      `SDK-HMAC-SHA256 Access=a, SignedHeaders=host;X-Sdk-Date, Signature=${hex}`,
      'SignedHeaders lists X-Sdk-Date: write the names in lower case, x-sdk-date.',
    ],
  ]
  for (const [authorization, cause] of cases) {
    const { headers } = await call('GET', '/v3/tasks', {
      headers: { authorization, 'x-sdk-date': '20260101T000000Z' },
    })
    const { body } = await control('GET', `/_emulator/explain/${headers['x-request-id']}`)
    t.strictSame(body.causes, [cause], authorization)
    t.equal(body.credentials?.signature?.state ?? body.signature?.state, 'unreadable')
  }
})

t.test('explain: a validation: the path and the rule', async (t) => {
  const emulator = await startTest(t)
  const body = linuxSource({ cpu_quantity: 70_000, name: 7 })
  const answer = await emulator.sms('POST', '/v3/sources', body)
  t.match(await explained(emulator, answer), {
    account: account_id,
    answer: { status: 400 },
    why: /name: 7 is not a text$/,
    validation: [
      { path: 'body.name', rule: 'type, expected string' },
      { path: 'body.cpu_quantity', rule: 'range, maximum 65535', message: /65535/ },
    ],
    token: null,
    signature: null,
  })
  t.match(await explained(emulator, await emulator.sms('GET', '/v3/tasks?limit=many')), {
    validation: [{ path: 'query.limit' }],
  })
  t.match(await explained(emulator, await emulator.sms('GET', '/v3/tasks/none')), {
    why: "Task doesn't exist",
    validation: null,
  })
})

t.test('explain: unknown paths, refusals of IAM, and what is not explained', async (t) => {
  const emulator = await startTest(t)
  t.match(await explained(emulator, await emulator.call('GET', '/v3/v3/tasks')), {
    account: null,
    causes: [/appears twice/],
  })
  t.match(await explained(emulator, await emulator.call('GET', '/v3/tasks/%zz')), {
    answer: { status: 400 },
  })
  const login = await emulator.call('POST', '/v3/auth/tokens', { payload: {} })
  t.match(await explained(emulator, login), {
    answer: { status: 400, code: 'IAM' },
    validation: [{ path: 'body.auth' }],
  })
  const page = await emulator.control('GET', '/_emulator/clock')
  t.match(page.headers, { 'x-request-id': /^[0-9a-f]{32}$/ })
  for (const id of [page.headers['x-request-id'], 'nonsense']) {
    t.match(await emulator.control('GET', `/_emulator/explain/${id}`), {
      status: 404,
      headers: { 'x-request-id': /^[0-9a-f]{32}$/ },
      body: {
        error: {
          code: 'EMULATOR.0404',
          message: new RegExp(`There is no explanation of request "${id}"`),
        },
      },
    })
  }
})

t.test('explain: the last thousand of each account are kept, until its reset', async (t) => {
  const emulator = await startTest(t)
  const refuse = () => emulator.sms('GET', '/v3/tasks/none')
  const nobodys = await emulator.call('GET', '/v3/tasks')
  const first = await refuse()
  const evidence = { account: account_id, causes: [], token: null, signature: null }
  for (let times = 0; times < 999; times++) {
    const call = { request_id: `${times}`, method: 'GET', target: '/v3/tasks/none' }
    recordRefusal(emulator.emulator.observed, call, new ApiError('taskNotFound'), { evidence })
  }
  t.equal((await explained(emulator, first)).account, account_id)
  const last = await refuse()
  t.match(await explained(emulator, first), {
    answer: { status: 404, code: 'SMS.7703', message: null },
    why: /1000 later calls were refused or met a fault, so that the reason is not remembered/,
  })
  await emulator.control('POST', '/_emulator/reset')
  t.match(await explained(emulator, last), { error: {} })
  t.match(await explained(emulator, nobodys), { account: null })
  await emulator.control('POST', '/_emulator/reset?all=true')
  t.match(await explained(emulator, nobodys), { error: {} })
})

t.test('explain: what is no request at all has an id and is explained, too', async (t) => {
  const emulator = await startTest(t)
  await emulator.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = emulator.app.server.address() as { port: number }
  for (const [text, status] of [
    ['nonsense\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(70_000)}\r\n\r\n`, 431],
  ] as const) {
    const socket = net.connect(port, '127.0.0.1').setEncoding('utf8')
    let answer = ''
    socket.on('data', (part) => {
      answer += part
    })
    socket.write(text)
    await once(socket, 'end')
    const [, id] = /x-request-id: (\w{32})/.exec(answer) ?? []
    t.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `))
    const { body } = await emulator.control('GET', `/_emulator/explain/${id}`)
    t.match(body, { answer: { status, code: 'APIGW.0201' } })
  }
})

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
