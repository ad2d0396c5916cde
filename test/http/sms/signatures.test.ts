import http from 'node:http'
import net from 'node:net'
import t from 'tap'
import { digestOf } from '../../../src/domain/identity/tokens.ts'
import { runStages } from '../../../src/http/pipeline/adapter.ts'
import { callerOf } from '../../../src/http/pipeline/identify.ts'
import { iam } from '../../../src/http/pipeline/order.ts'
import { findAccessKey } from '../../../src/operations/iam/signatures.ts'
import { account_id, linuxSource, noon, startTest, type TestEmulator } from '../../helper.ts'
import { signed, type ToSign } from '../../signing.ts'

/** Signed calls to SMS (iam.md §2.2, §2.3, §3). */

const keys = { ak: 'EMULATORACCESSKEY001', sk: 'emulatorSecretKeyForLocalTestsOnly000001' }
const prefix = 'Incorrect IAM authentication information: '
const refused = (error_msg: string | RegExp) => ({
  status: 401,
  headers: { server: 'api-gateway', 'content-type': /^application\/json/ },
  body: { error_code: 'APIGW.0301', error_msg, request_id: /^[0-9a-f]{32}$/ },
})

type Wish = Partial<ToSign> & { target: string }

/** A signed call; `change` makes of the signed request what is sent. */
function send({ call }: TestEmulator, wish: Wish, change: object = {}) {
  const { method, target, headers, body } = { ...signed({ ...keys, ...wish }), ...change }
  const payload = body.length === 0 ? {} : { payload: body }
  return call(method, target, { headers: headers as Record<string, string>, ...payload })
}

t.test('a signature opens the account of its key', async (t) => {
  const emulator = await startTest(t)
  const host = { host: 'localhost:80', 'x-project-id': 'any' }
  t.match(await send(emulator, { target: '/v3/tasks?limit=10&offset=0', headers: host }), {
    status: 200,
    body: { count: 0 },
  })
  const text = JSON.stringify({ ...linuxSource(), region_name: '迁移 é' })
  const json = { 'content-type': 'application/json' }
  const post: Wish = { method: 'POST', target: '/v3/sources', headers: json, body: `${text}\n` }
  const { status, body } = await send(emulator, post)
  t.equal(status, 200)
  t.match(await send(emulator, { target: `/v3/sources/${body.id}` }), { status: 200 })
  t.match(
    await send(emulator, { method: 'DELETE', target: `/v3/sources/${body.id}`, headers: json }),
    {
      status: 200,
    },
  )
})

t.test('a V11 signature does, too, for any region and service', async (t) => {
  const emulator = await startTest(t)
  const scope = '20260101/ap-southeast-3/sms'
  t.equal((await send(emulator, { target: '/v3/tasks', scope })).status, 200)
  const sk = 'another'
  t.match(await send(emulator, { target: '/v3/tasks', scope, sk }), refused(/verify aksk/))
})

t.test('a GET with a body is signed over it', async (t) => {
  const emulator = await startTest(t)
  const get = { target: '/v3/tasks', body: '{}', headers: { 'content-type': 'application/json' } }
  t.equal((await send(emulator, get)).status, 200)
  t.match(await send(emulator, get, { body: Buffer.from('{ }') }), refused(/verify aksk/))
  t.equal((await send(emulator, { ...get, headers: {} })).status, 200, 'whatever its type')
})

t.test('the path is verified as it came: prefix, doubled slashes, escapes', async (t) => {
  const emulator = await startTest(t)
  for (const target of [
    '/sms/v3/tasks',
    '//v3//tasks',
    '/v3/%74asks',
    '/v3/tasks?name=a%20b&state=',
  ]) {
    const { body } = await send(emulator, { target })
    t.notMatch(body.error_code, 'APIGW.0301', target)
  }
  t.match(await send(emulator, { target: '/sms/v3/tasks', uri: '/v3/tasks/' }), refused(/aksk/))
})

t.test(
  'what SDKs sign for a slash in an id, or a plus in a query, is verified and looked for',
  async (t) => {
    const emulator = await startTest(t)
    for (const uri of ['/v3/sources/a/b/', '/v3/sources/a%2Fb/', '/v3/sources/a%252Fb/']) {
      t.match(await send(emulator, { target: '/v3/sources/a%2Fb', uri }), {
        status: 404,
        body: { error_code: 'SMS.7602' },
      })
    }
    await emulator.sms('POST', '/v3/sources', linuxSource({ name: 'a-b' }))
    for (const query of ['name=a%20b', 'name=a%2Bb']) {
      const answer = await send(emulator, { target: '/v3/sources?name=a+b', query })
      t.match(answer, { status: 200, body: { count: 0 } }, query)
    }
    t.match(
      await send(emulator, { target: '/v3/sources?name=a+b', query: 'name=a-b' }),
      refused(/aksk/),
    )
    t.match(
      await send(emulator, { target: '/v3/sources/a%2Fb', uri: '/v3/sources/a/' }),
      refused(/aksk/),
    )
  },
)

t.test('every reason for which a signature is refused has the gateway’s words', async (t) => {
  const emulator = await startTest(t)
  const target = '/v3/tasks?limit=10'
  t.match(await send(emulator, { target, ak: 'NOBODY' }), refused(`${prefix}ak NOBODY not exist`))
  t.match(
    await send(emulator, { target, sk: 'wrong' }),
    refused(
      `${prefix}verify aksk signature fail, canonicalRequest:GET|/v3/tasks/|limit=10|x-sdk-date:20260101T120000Z||x-sdk-date|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`,
    ),
  )
  const header = (authorization: string) =>
    emulator.call('GET', target, { headers: { authorization, 'x-sdk-date': '20260101T120000Z' } })
  for (const authorization of [
    'SDK-HMAC-SM3 Access=a, SignedHeaders=x-sdk-date, Signature=00',
    'SDK-HMAC-SHA256 Access=a',
    `SDK-HMAC-SHA256 Access=${keys.ak}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  ]) {
    t.match(await header(authorization), refused(`${prefix}Unauthorized`), authorization)
  }
  t.match(await header('Bearer abc'), refused(`${prefix}x-auth-token not found`))
})

t.test('refused before anything makes JSON of the body', async (t) => {
  const emulator = await startTest(t)
  const headers = { 'content-type': 'application/json' }
  const bad: Wish = { method: 'POST', target: '/v3/sources', body: '{', headers }
  t.match(await send(emulator, { ...bad, sk: 'wrong' }), refused(/aksk/))
  t.match(await send(emulator, bad), { status: 400, body: { error_code: 'SMS.6010' } })
  const text: Wish = { ...bad, body: '{}', headers: { 'content-type': 'text/plain' } }
  t.match(await send(emulator, text), { status: 400, body: { error_code: 'SMS.6016' } })
  const empty: Wish = { ...bad, body: '' }
  t.match(await send(emulator, empty), { status: 400, body: { error_code: 'SMS.6012' } })
  const large: Wish = { ...bad, body: Buffer.alloc(12 * 1_048_576 + 1, 32) }
  t.match(await send(emulator, large), { status: 413, body: { error_code: 'APIGW.0201' } })
})

t.test('a token beside a signature wins', async (t) => {
  const emulator = await startTest(t)
  const target = '/v3/tasks'
  const token = await emulator.login()
  const both = signed({ ...keys, sk: 'wrong', target }).headers
  const headers = { ...(both as Record<string, string>), 'x-auth-token': token }
  t.equal((await emulator.call('GET', target, { headers })).status, 200)
  const garbage = signed({ ...keys, target }).headers as Record<string, string>
  t.match(
    await emulator.call('GET', target, { headers: { ...garbage, 'x-auth-token': 'x' } }),
    refused(`${prefix}decrypt token fail`),
  )
})

t.test('five bad signatures in a row lock a key for five minutes of its clock', async (t) => {
  const emulator = await startTest(t)
  const target = '/v3/tasks'
  const fail = async (times: number) => {
    for (let time = 0; time < times; time++) {
      t.match(await send(emulator, { target, sk: 'wrong' }), refused(/verify aksk/))
    }
  }
  await fail(4)
  t.equal((await send(emulator, { target })).status, 200, 'a good one ends the count')
  await fail(5)
  const locked = refused('AK access failed to reach the limit,forbidden.')
  t.match(await send(emulator, { target }), locked, 'also a good one')
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT4M59.999S' })
  t.match(await send(emulator, { target }), locked)
  await emulator.control('POST', '/_emulator/clock/advance', { by: 1 })
  await fail(4)
  t.equal((await send(emulator, { target })).status, 200)

  await fail(5)
  await emulator.control('POST', '/_emulator/reset')
  t.equal((await send(emulator, { target })).status, 200, 'a reset unlocks')
})

t.test(
  'the skew is 15 minutes of the wall while the clock follows it, and free otherwise',
  async (t) => {
    const at = (ms: number) => ({
      target: '/v3/tasks',
      date: `${new Date(noon + ms).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`,
    })
    const minutes = 60_000
    const flowing = await startTest(t, { clock: 'flowing', now: undefined })
    const expired = refused(`${prefix}calc ak sk signature fail:signature expired`)
    t.equal((await send(flowing, at(0))).status, 200)
    t.equal((await send(flowing, at(-15 * minutes))).status, 200)
    t.equal((await send(flowing, at(15 * minutes))).status, 200)
    t.match(await send(flowing, at(-15 * minutes - 1000)), expired)
    t.match(await send(flowing, at(15 * minutes + 1000)), expired)
    t.match(await send(flowing, { target: '/v3/tasks', date: 'noon' }), expired, 'no date at all')

    await flowing.control('POST', '/_emulator/clock/advance', { by: 'PT1H' })
    t.equal((await send(flowing, at(-15 * minutes - 1000))).status, 200, 'moved: not compared')
    await flowing.control('POST', '/_emulator/reset')
    t.match(await send(flowing, at(-15 * minutes - 1000)), expired)
    await flowing.control('PUT', '/_emulator/clock', { mode: 'frozen' })
    t.equal((await send(flowing, at(-86_400_000))).status, 200, 'frozen: not compared')
    t.match(await send(flowing, { target: '/v3/tasks', date: 'noon' }), expired)
  },
)

t.test('a temporary key signs with its security token, until it expires', async (t) => {
  const emulator = await startTest(t)
  const user_id = '0e0000000000000000000000000a0001'
  const key = {
    ak: 'TEMPORARY',
    sk: 'temporary-secret',
    token_digest: digestOf('gQpj-token'),
    account_id,
    user_id,
    agency: 'migrators',
    issued_at: noon,
    expires_at: noon + 900_000,
  }
  emulator.emulator.accounts.get().write(({ temporaryKeys }) => temporaryKeys.save(key))
  const target = '/v3/tasks'
  const call = (headers: Record<string, string>, unsigned: object = {}) => {
    const request = signed({ ak: 'TEMPORARY', sk: 'temporary-secret', target, headers })
    return emulator.call('GET', target, {
      headers: { ...(request.headers as Record<string, string>), ...unsigned },
    })
  }
  const token = { 'x-security-token': 'gQpj-token' }
  t.equal((await call(token)).status, 200, 'signed')
  t.equal((await call({}, token)).status, 200, 'Terraform sets it after signing')
  t.match(await call({}), refused(`${prefix}x-security-token not found`))
  t.match(
    await call({ 'x-security-token': 'another' }),
    refused(`${prefix}decrypt x-security-token fail`),
  )
  const wrong = await send(emulator, { ak: 'TEMPORARY', target, headers: token })
  t.match(wrong, refused(/\|x-security-token:\*\*\*\|/), 'its value is in no answer')
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT15M' })
  t.match(
    await call(token),
    refused(`${prefix}x-security-token expires, expires_at: 2026-01-01T12:15:00.000000Z`),
  )
  await emulator.control('POST', '/_emulator/reset')
  t.match(await call(token), refused(`${prefix}ak TEMPORARY not exist`))
})

t.test('a request knows its caller', async (t) => {
  const callers: unknown[] = []
  const emulator = await startTest(t, {}, [], undefined, async (app) => {
    app.addHook('preSerialization', async ({ call }) => {
      if (call.surface === 'sms') callers.push(call.caller)
    })
  })
  await send(emulator, { target: '/v3/tasks' })
  await emulator.sms('GET', '/v3/tasks')
  const user_id = '0e0000000000000000000000000a0001'
  t.match(callers.at(0), { by: 'key', account_id, user_id, ak: keys.ak, temporary: null })
  t.match(callers.at(-1), { by: 'token', account_id, user_id, token: { scope: { project: {} } } })
})

t.test('a route of IAM asks for its caller, by token or signature', async (t) => {
  const target = '/v3/auth/who'
  const emulator = await startTest(t, {}, [], undefined, async (app) => {
    app.register(async (inner) => {
      runStages(inner, 'iam', iam)
      inner.post(target, { config: { surface: 'iam' } }, async (request) => callerOf(request))
    })
  })
  const json = { 'content-type': 'application/json' }
  const post = { method: 'POST', target, headers: json, body: '{"a":1}' }
  t.match(await send(emulator, post), { status: 200, body: { by: 'key', account_id } })
  t.match(await send(emulator, post, { body: Buffer.from('{"a":2}') }), {
    status: 401,
    body: { error_code: 'APIGW.0301', error_msg: /verify aksk/ },
  })
  const who = (headers: Record<string, string>) => emulator.call('POST', target, { headers })
  t.match(await who({ 'x-auth-token': await emulator.login() }), {
    status: 200,
    body: { by: 'token', account_id },
  })
  t.match(await who({ 'x-auth-token': 'garbage' }), {
    status: 401,
    body: { error: { code: 401, message: 'The X-Auth-Token is invalid!' } },
  })
  t.match(await who({}), {
    status: 401,
    body: { error: { message: 'The request you have made requires authentication.' } },
  })
  const large: Wish = { ...post, body: Buffer.alloc(12 * 1_048_576 + 1, 32) }
  t.match(await send(emulator, large), { status: 413, body: { error: { code: 413 } } })
})

t.test('a key goes with its user, and with the list of its keys', async (t) => {
  const id = '1'.repeat(32)
  const user = { name: 'u', password: 'p', access_keys: [{ ak: 'FORMER', sk: 's' }] }
  const emulator = await startTest(t, {}, [{ name: 'one', id, users: [user] }])
  const { accounts: all } = emulator.emulator
  t.match(findAccessKey(all, 'FORMER'), { account: { id } })
  const accounts = [{ name: 'one', users: [{ ...user, access_keys: [{ ak: 'OTHER', sk: 's' }] }] }]
  await emulator.control('POST', '/_emulator/fixtures', { accounts })
  t.equal(findAccessKey(all, 'FORMER'), undefined, 'it is in the list no more')
  const owner = findAccessKey(all, 'OTHER')
  t.match(owner, { account: { id } }, 'a new key of a user')
  all.get(id).write(({ users }) => users.remove(owner?.user_id ?? ''))
  t.equal(findAccessKey(all, 'OTHER'), undefined, 'it goes with its user')
})

t.test(
  'lenient and off take any signature, for the account of its key or the default one',
  async (t) => {
    for (const auth of ['lenient', 'off'] as const) {
      const emulator = await startTest(t, { auth, fixture: ['fixtures/walkthrough.yaml'] }, [
        {
          name: 'other',
          users: [{ name: 'u', password: 'p', access_keys: [{ ak: 'OTHER', sk: 's' }] }],
        },
      ])
      const count = async (wish: Wish) => (await send(emulator, wish)).body.count
      t.equal(await count({ target: '/v3/tasks', sk: 'wrong' }), 0, auth)
      await send(emulator, {
        method: 'POST',
        target: '/v3/sources',
        ak: 'OTHER',
        body: JSON.stringify(linuxSource()),
        headers: { 'content-type': 'application/json' },
      })
      t.equal(await count({ target: '/v3/sources', ak: 'OTHER' }), 1)
      t.equal(await count({ target: '/v3/sources', ak: 'UNKNOWN' }), 0)
    }
  },
)

t.test(
  'over a socket: raw path, raw bytes, a body on GET, and nothing written after a reset',
  async (t) => {
    const emulator = await startTest(t)
    const { app } = emulator
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as { port: number }
    const raw = (request: ReturnType<typeof signed>, close = true) =>
      new Promise<string>((resolve, reject) => {
        const socket = net.connect(port, '127.0.0.1')
        let answer = ''
        socket.setEncoding('latin1').on('error', reject)
        socket.on('data', (text) => {
          answer += text
        })
        socket.on('end', () => resolve(answer))
        const headers = { ...request.headers, ...(close ? { connection: 'close' } : {}) }
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
        socket.write(
          `${request.method} ${request.target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`,
          'latin1',
        )
        socket.write(request.body)
      })
    const host = { host: `127.0.0.1:${port}` }
    const utf8 = Buffer.from('é迁', 'utf8').toString('latin1')
    const body = Buffer.from('{}')
    for (const wish of [
      { target: '//v3/%74asks?name=%e8%bf%81&limit=5', headers: { ...host, 'x-name': utf8 } },
      { target: '/v3/tasks', body, headers: { ...host, 'content-length': '2' } },
    ]) {
      const answer = await raw(signed({ ...keys, ...wish }))
      t.match(answer, /^HTTP\/1\.1 200 /, wish.target)
    }
    const other = signed({
      ...keys,
      target: '/v3/tasks',
      body,
      headers: { ...host, 'content-length': '2' },
    })
    t.match(await raw({ ...other, body: Buffer.from('[]') }), /^HTTP\/1\.1 401 /)

    const text = JSON.stringify(linuxSource())
    const headers = { ...host, 'content-type': 'application/json' }
    const post = signed({ ...keys, method: 'POST', target: '/v3/sources', body: text, headers })
    const request = http.request({
      port,
      method: 'POST',
      path: '/v3/sources',
      headers: post.headers as Record<string, string>,
    })
    const answered = new Promise<http.IncomingMessage>((resolve) => request.on('response', resolve))
    const arrived = new Promise((resolve) => app.server.once('request', resolve))
    request.write(text.slice(0, 10))
    await arrived
    await emulator.control('POST', '/_emulator/reset')
    const before = emulator.emulator.dump()
    request.end(text.slice(10))
    const response = await answered
    response.resume()
    t.equal(response.statusCode, 401)
    t.strictSame(emulator.emulator.dump(), before)
  },
)
