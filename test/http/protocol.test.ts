import t from 'tap'
import { type AppSettings, makeServiceApps } from '../../src/http/service-apps.ts'
import { linuxSource, startTest } from '../helper.ts'
import { exchange, listen } from '../raw-http.ts'
import { signed } from '../signing.ts'

/** What HTTP itself allows and demands (RFC 9110, RFC 9112), whatever a request is for. */

const sms_host = 'sms.ap-southeast-1.myhuaweicloud.com'
const host = `Host: ${sms_host}`
const keys = { ak: 'EMULATORACCESSKEY001', sk: 'emulatorSecretKeyForLocalTestsOnly000001' }
const gateway = (error_msg: RegExp, error_code = 'APIGW.0201') => ({
  headers: { server: 'api-gateway', 'content-type': /^application\/json/ },
  body: { error_code, error_msg, request_id: /^[0-9a-f]{32}$/ },
})

t.test('a target in absolute form is the path and the host that it names', async (t) => {
  const emulator = await startTest(t)
  const port = await listen(emulator.app)
  const get = (target: string, ...headers: string[]) =>
    exchange(port, [`GET ${target} HTTP/1.1`, ...headers])
  const token = `X-Auth-Token: ${await emulator.login()}`

  t.match(await get(`http://${sms_host}/v3/sources`, host, token), {
    status: 200,
    body: { count: 0 },
  })
  t.match(await get(`http://${sms_host}/v3/tasks?limit=1`, host, token), { status: 200 })
  t.match(await get(`https://${sms_host}/v3/tasks`, host, token), { status: 200 })
  t.match(await get(`HTTP://user:password@${sms_host}/v3/tasks`, host, token), { status: 200 })
  t.match(await get(`http://${sms_host}`, host), {
    body: { versions: [{ id: 'v3', links: [{ href: `http://${sms_host}/` }] }] },
  })
  t.match(
    await get('http://iam.myhuaweicloud.com/?x=1', 'Host: localhost'),
    { status: 300, body: { versions: { values: [{ id: 'v3.6' }] } } },
    'the host of the target counts, not the header',
  )
  t.match(await get('http://localhost/_emulator/ready', 'Host: localhost'), { status: 200 })
  t.match(await get('ftp://localhost/v3/tasks', 'Host: localhost'), {
    status: 400,
    ...gateway(/"ftp:\/\/localhost\/v3\/tasks" cannot be read: it is neither a path nor/),
  })
  const { body } = await emulator.control('GET', '/_emulator/requests?path=/v3/tasks')
  t.strictSame(
    body.requests.map(({ path }: { path: string }) => path),
    ['/v3/tasks?limit=1', '/v3/tasks', '/v3/tasks'],
    'the journal has their paths',
  )
})

t.test('the host of a target in absolute form is guarded as that of a header is', async (t) => {
  const { app } = await startTest(t)
  const port = await listen(app)
  const get = (target: string, ...headers: string[]) =>
    exchange(port, [`GET ${target} HTTP/1.1`, ...headers])
  for (const headers of [['Host: localhost'], ['Host: evil.com'], []]) {
    t.match(await get('http://evil.com/_emulator/info', ...headers), {
      status: 403,
      body: {
        error: { code: 'EMULATOR.0403', message: /"evil\.com" is not a name of this emulator/ },
      },
    })
  }
  const page = ['Host: localhost', 'Origin: http://evil.com']
  t.match(await get('http://localhost/_emulator/info', ...page), { status: 403 })
  const own = ['Host: localhost', 'Origin: http://localhost']
  t.match(await get('http://localhost/_emulator/info', ...own), { status: 200 })
})

t.test('a signature is good whichever form the target has', async (t) => {
  const { app } = await startTest(t)
  const port = await listen(app)
  const target = '/v3/tasks?limit=1'
  const { headers } = signed({ ...keys, target, headers: { host: sms_host } })
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  for (const form of [target, `http://${sms_host}${target}`, `http://${sms_host}:80${target}`]) {
    t.match(await exchange(port, [`GET ${form} HTTP/1.1`, ...lines]), { status: 200 }, form)
  }
})

t.test('CONNECT is told of TLS and the hosts file, in the status line too', async (t) => {
  const { app, control } = await startTest(t)
  const port = await listen(app)
  const answer = await exchange(port, [`CONNECT ${sms_host}:443 HTTP/1.1`, `Host: ${sms_host}:443`])
  t.match(answer, {
    status: 405,
    reason: /TLS.*hosts file|hosts file.*TLS/i,
    ...gateway(/CONNECT sms\..*:443 .*--tls.*hosts file/),
    headers: { allow: /^GET, HEAD/, connection: 'close' },
  })
  t.match(await control('GET', `/_emulator/explain/${answer.body.request_id}`), {
    status: 200,
    body: { request: { method: 'CONNECT', target: `${sms_host}:443` }, answer: { status: 405 } },
  })
})

/** The paths of all routes of GET, but those of streams, which never end, and of tokens, whose HEAD is an operation of its own. */
async function pathsOfGet(settings: AppSettings): Promise<string[]> {
  const paths: string[] = []
  const apps = makeServiceApps(settings, async (app) => {
    app.addHook('onRoute', ({ method, url }) => {
      if ([method].flat().includes('GET')) paths.push(url)
    })
  })
  await apps.all()
  return paths.filter((path) => !/\/events$|^\/v3\/auth\/tokens$/.test(path))
}

t.test('HEAD is answered wherever GET is, with its headers and no body', async (t) => {
  const emulator = await startTest(t)
  const { call, sms, control } = emulator
  const source = (await sms('POST', '/v3/sources', linuxSource())).body.id
  const headers = { 'x-auth-token': await emulator.login() }
  const urls = (await pathsOfGet({ ...emulator.emulator.config, checkAnswers: true })).map((path) =>
    path.replace(':source_id', source).replace(/:\w+/g, 'nobody').replace('*', 'page.js'),
  )
  t.ok(urls.length > 50, 'every route of GET')
  for (const url of [
    ...urls,
    '/v3/sources/nobody',
    '/_emulator/coverage?format=junit',
    '/nothing',
  ]) {
    const get = await call('GET', url, { headers })
    const head = await call('HEAD', url, { headers })
    const { 'x-request-id': _, 'x-iam-trace-id': __, date: ___, ...expected } = get.headers
    // HEAD may leave it out (RFC 9110 §8.6): Fastify does where there is no body.
    if (expected['content-length'] === '0') delete expected['content-length']
    t.match(head, { status: get.status, headers: expected, body: '' }, url)
  }
  t.match(await call('HEAD', '/v3/tasks'), { status: 401, body: '' })
  const { body } = await control('GET', '/_emulator/requests?method=HEAD&operation=ShowServer')
  t.match(body.requests[0], { status: 200, response: { body: null, bytes: 0 } })
  const { operations } = (await control('GET', '/_emulator/coverage')).body
  const names = operations.map(({ operation }: { operation: string }) => operation)
  t.equal(new Set(names).size, names.length, 'coverage has each operation once')
})

t.test('a query that is not the percent-encoding of UTF-8 is refused, as a path is', async (t) => {
  const { call, sms } = await startTest(t)
  for (const [query, problem] of [
    ['name=%E9', 'it is not UTF-8: byte 5 is 0xe9'],
    ['name=%C3%28', 'it is not UTF-8: byte 5 is 0xc3'],
    ['name=%ZZ', '"%ZZ" is not percent-encoding; write %25 for a percent sign'],
    ['%4=1', '"%4=" is not percent-encoding; write %25 for a percent sign'],
    ['name=50%', '"%" is not percent-encoding; write %25 for a percent sign'],
  ] as const) {
    const message = `the query cannot be read: ${problem}`
    t.match(await sms('GET', `/v3/sources?${query}`), {
      status: 400,
      body: { error_code: 'APIGW.0201', error_msg: `API request error: ${message}` },
    })
    t.match(await call('GET', `/v3/projects?${query}`), {
      status: 400,
      body: { error_code: 'APIGW.0201' },
    })
    t.match(await call('GET', `/_emulator/tasks?${query}`), {
      status: 400,
      body: { error: { code: 'EMULATOR.0400', message } },
    })
  }
  for (const query of ['name=%C3%A9', 'name=50%25', 'name=a+b', 'name=%F0%9F%98%80']) {
    t.match(await sms('GET', `/v3/sources?${query}`), { status: 200 }, query)
  }
})

t.test('over a socket HEAD has no body, also on a stream', async (t) => {
  const { app } = await startTest(t)
  const port = await listen(app)
  const head = (url: string) => exchange(port, [`HEAD ${url} HTTP/1.1`, 'Host: localhost'])
  t.match(await head('/_emulator/ready'), {
    status: 200,
    text: '',
    headers: { 'content-length': '14' },
  })
  const events = await head('/_emulator/requests/events')
  t.match(events, { status: 200, text: '', headers: { 'content-type': 'text/event-stream' } })
})

t.test('a fault meets HEAD as it meets GET', async (t) => {
  const { control, sms } = await startTest(t)
  for (const body of ['half', 'broken', 'slow']) {
    await control('POST', '/_emulator/faults', {
      match: { operation: 'ListTasks' },
      effect: { body },
    })
    t.match(await sms('HEAD', '/v3/tasks'), { status: 200, body: '' }, body)
  }
  await control('POST', '/_emulator/faults', {
    match: { method: 'HEAD', operation: 'ListTasks' },
    effect: { status: 503 },
  })
  t.equal((await sms('GET', '/v3/tasks')).status, 200)
  t.match(await sms('HEAD', '/v3/tasks'), { status: 503, body: '' })
})

t.test('Expect: 100-continue is answered; another expectation is 417', async (t) => {
  const { app } = await startTest(t)
  const port = await listen(app)
  const post = (url: string, expect: string) =>
    exchange(port, [`POST ${url} HTTP/1.1`, host, `Expect: ${expect}`, 'Content-Length: 2'], '{}')
  t.match(await post('/v3/sources', '100-continue'), { status: 401 })
  const words = /the expectation "200-ok" is not supported/
  t.match(await post('/v3/sources', '200-ok'), { status: 417, ...gateway(words) })
  const iam = await post('/v3/auth/tokens', '200-ok')
  t.match(iam, { status: 417, body: { error_code: 'APIGW.0201', error_msg: words } })
  t.match(await post('/_emulator/reset', '200-ok'), {
    status: 400,
    body: { error: { code: 'EMULATOR.0400', message: words } },
  })
})

t.test('a request has one valid Host', async (t) => {
  const { app } = await startTest(t)
  const port = await listen(app)
  const cases: [what: string, head: string[], status: number, words: RegExp][] = [
    ['none', ['GET /v3/tasks HTTP/1.1'], 400, /the header Host is missing/],
    ['two', ['GET /v3/tasks HTTP/1.1', host, 'Host: localhost'], 400, /more than one header Host/],
    ['a blank', ['GET /v3/tasks HTTP/1.1', 'Host: a b'], 400, /"a b" is not a name/],
    ['none in HTTP/1.0', ['GET /v3/tasks HTTP/1.0'], 401, /x-auth-token not found/],
  ]
  for (const [what, head, status, words] of cases) {
    const code = status === 401 ? 'APIGW.0301' : 'APIGW.0201'
    t.match(await exchange(port, head), { status, ...gateway(words, code) }, what)
  }
  t.match(await exchange(port, ['GET /_emulator/ready HTTP/1.1']), {
    status: 400,
    body: { error: { code: 'EMULATOR.0400', message: 'the header Host is missing' } },
  })
})

t.test('a body that is coded is refused, and not read as something else', async (t) => {
  const { app, emulator, login } = await startTest(t)
  const port = await listen(app)
  const token = `X-Auth-Token: ${await login()}`
  const before = emulator.dump()
  const post = (headers: string[], body: string) =>
    exchange(port, ['POST /v3/sources HTTP/1.1', host, token, ...headers], body)
  const json = 'Content-Type: application/json'
  t.match(await post([json, 'Content-Encoding: gzip', 'Content-Length: 2'], '{}'), {
    status: 415,
    ...gateway(/the Content-Encoding "gzip" is not supported/),
  })
  t.match(await post([json, 'Content-Encoding: Identity', 'Content-Length: 2'], '{}'), {
    body: { error_code: 'SMS.6013' },
  })
  t.match(await post([json, 'Transfer-Encoding: gzip, chunked'], '2\r\n{}\r\n0\r\n\r\n'), {
    status: 400,
    ...gateway(/the Transfer-Encoding "gzip, chunked" is not supported/),
  })
  t.match(await post([json, 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'), {
    body: { error_code: 'SMS.6013' },
  })
  t.strictSame(emulator.dump(), before)
})

t.test('text that is not UTF-8 is refused, and nothing is stored', async (t) => {
  const test = await startTest(t)
  const { call, emulator, login } = test
  const headers = { 'x-auth-token': await login(), 'content-type': 'application/json' }
  const latin1 = (text: string) => Buffer.from(text, 'latin1')
  const before = emulator.dump()
  const source = latin1(JSON.stringify(linuxSource({ region_name: 'Orléans' })))
  const at = source.indexOf(0xe9)

  t.match(await call('POST', '/v3/sources', { headers, payload: source }), {
    status: 400,
    body: { error_code: 'SMS.6010', error_msg: new RegExp(`it is not UTF-8: byte ${at} is 0xe9`) },
  })
  const { ak, sk } = keys
  const wish = { ak, sk, target: '/v3/sources', method: 'POST', body: source }
  const sent = signed({ ...wish, headers: { 'content-type': 'application/json' } })
  t.match(
    await call('POST', '/v3/sources', {
      headers: sent.headers as Record<string, string>,
      payload: source,
    }),
    { status: 400, body: { error_code: 'SMS.6010', error_msg: /not UTF-8/ } },
    'also where it is signed',
  )
  t.match(await call('POST', '/v3/auth/tokens', { headers, payload: latin1('{"auth":"é"}') }), {
    status: 400,
    body: { error: { message: 'The request body is invalid' } },
  })
  for (const url of ['fixtures', 'scenarios', 'faults', 'snapshots/a', 'clock/advance']) {
    t.match(
      await call('POST', `/_emulator/${url}`, { headers, payload: latin1('{"name":"é"}') }),
      { status: 400, body: { error: { message: /not UTF-8: byte 9 is 0xe9/ } } },
      url,
    )
  }
  t.strictSame(emulator.dump(), before)
})

t.test('a charset that is not UTF-8 is refused by name', async (t) => {
  const { call, login } = await startTest(t)
  const token = { 'x-auth-token': await login() }
  const post = (url: string, charset: string) =>
    call('POST', url, {
      headers: { ...token, 'content-type': `application/json; charset=${charset}` },
      payload: '{}',
    })
  for (const charset of ['utf-8', 'UTF-8', '"utf-8"', 'utf8', 'us-ascii']) {
    t.match(await post('/v3/sources', charset), { body: { error_code: 'SMS.6013' } }, charset)
  }
  t.match(await post('/v3/sources', 'iso-8859-1'), {
    status: 400,
    body: { error_code: 'SMS.6016', error_msg: /charset=iso-8859-1/ },
  })
  t.match(await post('/v3/auth/tokens', 'utf-16'), { status: 400, body: { error: { code: 400 } } })
  t.match(await post('/_emulator/faults', 'gbk'), {
    status: 400,
    body: { error: { message: /the charset "gbk" is not supported; send UTF-8/ } },
  })
})

t.test('headers of the documented lengths are read, and longer ones are 431', async (t) => {
  const { app } = await startTest(t)
  const port = await listen(app)
  const get = (token: string) =>
    exchange(port, ['GET /v3/tasks HTTP/1.1', host, `X-Auth-Token: ${token}`])
  t.match(await get('x'.repeat(16_384)), { status: 401, ...gateway(/decrypt token/, 'APIGW.0301') })
  t.match(await get('x'.repeat(65_536)), { status: 431, ...gateway(/over 64 KB/) })
})

t.test('what is not HTTP/1.1 is told what it is', async (t) => {
  const { app } = await startTest(t)
  const port = await listen(app)
  const cases: [what: string, line: string, words: RegExp][] = [
    ['HTTP/2', 'PRI * HTTP/2.0', /this is HTTP\/2/],
    ['TLS', '\x16\x03\x01\x02\x00', /TLS on the port for plain HTTP: .*--tls/],
    ['a version', 'GET /v3/tasks HTTP/1.2', /only HTTP\/1\.0 and HTTP\/1\.1/],
    ['a method', 'FETCH /v3/tasks HTTP/1.1', /does not begin with a method/],
    ['a target', 'GET v3/tasks HTTP/1.1', /neither a path nor a URL/],
  ]
  for (const [what, line, words] of cases) {
    t.match(await exchange(port, [line, host]), { status: 400, ...gateway(words) }, what)
  }
})
