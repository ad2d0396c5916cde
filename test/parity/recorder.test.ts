import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import http, { type IncomingMessage, type RequestOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { start } from '../../src/index.ts'
import { GrowingHar } from '../../src/parity/growing-har.ts'
import { type RecorderOptions, startRecorder } from '../../src/parity/recorder/start-recorder.ts'
import { upstreamsOf } from '../../src/parity/recorder/upstreams.ts'
import { writerOf } from '../../src/parity/recorder/write-calls.ts'
import { readRecording, recordingOf } from '../../src/parity/recording.ts'
import { signed } from '../signing.ts'
import { entryOf, harOf } from './har.ts'

/** `record`: a local endpoint that passes calls on to the cloud, which another emulator plays. */

const keys = {
  HUAWEICLOUD_SDK_AK: 'EMULATORACCESSKEY001',
  HUAWEICLOUD_SDK_SK: 'emulatorSecretKeyForLocalTestsOnly000001',
}

type Answer = { status: number; headers: IncomingMessage['headers']; body: Buffer }

/** A call as it is, without what `fetch` adds or forbids. */
function send(url: string, options: RequestOptions = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent: false, ...options }, async (response) => {
      const parts: Buffer[] = []
      try {
        for await (const part of response as AsyncIterable<Buffer>) parts.push(part)
      } catch (error) {
        return reject(error)
      }
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, body: Buffer.concat(parts) })
    })
    request.on('error', reject)
    request.end(body)
  })
}

const messageOf = ({ body }: Answer): string => String(JSON.parse(String(body)).error_msg)

/** A recorder before an emulator, or before another server. */
async function recording(t: Test, options: Partial<RecorderOptions> = {}) {
  const upstream = options.upstream ?? (await emulatorFor(t)).url
  const folder = t.testdir({})
  const file = join(folder, 'run.har')
  const problems: string[] = []
  const recorder = await startRecorder({
    region: 'ap-southeast-1',
    file,
    environment: keys,
    onProblem: (message) => problems.push(message),
    ...options,
    upstream,
  })
  t.teardown(() => recorder.close())
  return { recorder, upstream, folder, file, problems, ...recorder.endpoints }
}

async function emulatorFor(t: Test) {
  const emulator = await start()
  t.teardown(() => emulator.close())
  return emulator
}

/** A server that answers what a test wants. */
async function serverFor(t: Test, listener: http.RequestListener): Promise<string> {
  const server = http.createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('a signed call is signed anew, and its answer is untouched', async (t) => {
  const { sms, upstream, recorder, file, folder } = await recording(t)
  const target = `${new URL(sms).pathname}/v3/sources?limit=5&name=a%20b`
  const { headers } = signed({
    ak: 'SOMEBODY',
    sk: 'else',
    target,
    headers: { host: new URL(sms).host },
  })
  const answer = await send(`${sms}/v3/sources?limit=5&name=a%20b`, {
    headers: headers as Record<string, string>,
  })
  t.equal(answer.status, 200)
  const direct = await send(`${upstream}/v3/sources?limit=5&name=a%20b`, {
    headers: signed({
      ak: keys.HUAWEICLOUD_SDK_AK,
      sk: keys.HUAWEICLOUD_SDK_SK,
      target: '/v3/sources?limit=5&name=a%20b',
      headers: { host: new URL(upstream).host },
      date: `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}`,
    }).headers as Record<string, string>,
  })
  t.equal(String(answer.body), String(direct.body))
  t.strictSame(Object.keys(answer.headers).sort(), Object.keys(direct.headers).sort())

  t.strictSame(readdirSync(folder), ['run.har.unfinished'])
  t.strictSame(await recorder.close(), { written: 1, refused: 0, left_out: 0 })
  t.strictSame(readdirSync(folder), ['run.har'])
  const { calls } = await readRecording(file)
  t.match(calls, [
    { service: 'sms', method: 'GET', path: '/v3/sources', response: { status: 200 } },
  ])
  t.equal(
    calls[0]?.url.href,
    'https://sms.ap-southeast-1.myhuaweicloud.com/v3/sources?limit=5&name=name-1',
  )
  const text = readFileSync(file, 'utf8')
  for (const secret of [...Object.values(keys), 'SOMEBODY', new URL(sms).pathname.split('/')[1]]) {
    t.notMatch(text, secret)
  }
})

t.test('a login and its token are passed on as they are, also without keys', async (t) => {
  const { sms, iam, recorder, file } = await recording(t, { environment: {} })
  t.equal(recorder.signs, false)
  const user = { name: 'developer', password: 'Emulator@123', domain: { name: 'emulator' } }
  const identity = { methods: ['password'], password: { user } }
  const scope = { project: { name: 'ap-southeast-1' } }
  const headers = { 'content-type': 'application/json' }
  const login = JSON.stringify({ auth: { identity, scope } })
  const answer = await send(`${iam}/v3/auth/tokens`, { method: 'POST', headers }, login)
  t.equal(answer.status, 201)
  const token = String(answer.headers['x-subject-token'])
  const listed = await send(`${sms}/v3/tasks`, { headers: { 'x-auth-token': token } })
  t.equal(listed.status, 200)
  const unsigned = await send(`${sms}/v3/tasks`)
  t.equal(unsigned.status, 401)
  t.match(
    messageOf(unsigned),
    /Send X-Auth-Token, or set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK/,
  )

  t.strictSame(await recorder.close(), { written: 2, refused: 1, left_out: 0 })
  const text = readFileSync(file, 'utf8')
  for (const secret of [token, token.slice(0, 24), 'Emulator@123', 'developer']) {
    t.notOk(text.includes(secret))
  }
  const { calls } = await readRecording(file)
  t.match(calls[0]?.request.body, {
    auth: { identity: { password: { user: { name: 'name-1', password: '<secret>' } } } },
  })
  t.match(calls[1], { service: 'sms', response: { body: { count: 0 } } })
})

t.test('nothing is changed unless that is typed', async (t) => {
  const emulator = await emulatorFor(t)
  const { sms, iam } = await recording(t, { upstream: emulator.url })
  const writes = [
    [sms, 'POST', '/v3/sources'],
    [sms, 'POST', '/v3/auth/tokens'],
    [iam, 'POST', '/v3/auth/tokens/'],
    [iam, 'POST', '/v3/projects'],
    [iam, 'POST', '/v3.0/OS-CREDENTIAL/credentials'],
    [iam, 'POST', '/v3/auth/tokens/../../v3.0/OS-CREDENTIAL/credentials'],
    [iam, 'DELETE', '/v3/auth/tokens'],
    ...['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'].map((method) => [
      sms,
      method,
      '/v3/tasks/7',
    ]),
  ] as [string, string, string][]
  for (const [base, method, path] of writes) {
    const answer = await send(`${base}`, { method, path: new URL(base).pathname + path })
    t.equal(answer.status, 403, `${method} ${path}`)
    t.equal(
      messageOf(answer),
      `${method} is not passed on, since it may change something in the account. To let it pass, start sms-emulator record with --allow-writes.`,
    )
  }
  t.equal((await emulator.client.requests.list()).count, 0)

  const allowed = await recording(t, { upstream: emulator.url, allowWrites: true })
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ name: 'web_1', type: 'LINUX' })
  const made = await send(`${allowed.sms}/v3/vm/templates`, { method: 'POST', headers }, body)
  t.not(made.status, 403)
  t.equal((await emulator.client.requests.list()).count, 1)
})

t.test('nobody is let in without the secret, and no web page with it', async (t) => {
  const { sms, recorder, upstream } = await recording(t)
  const { origin, pathname, port } = new URL(sms)
  const secret = pathname.split('/')[1] ?? ''
  t.match(secret, /^[0-9a-f]{32}$/)
  const get = (path: string, headers = {}) => send(origin, { path, headers })
  const paths = [
    ...['/', '/v3/tasks', '/sms/v3/tasks', '/iam/v3/projects', `/${secret}`, `/${secret}/`],
    ...[`/${secret}/ecs/v3`, `/${secret}/smsx/v3`, `/${secret.slice(1)}/sms/v3/tasks`],
    ...[
      `/${secret.toUpperCase()}x/sms/v3/tasks`,
      `//${secret}/sms/v3/tasks`,
      `${upstream}/v3/tasks`,
    ],
    ...[`http://iam.ap-southeast-1.myhuaweicloud.com/${secret}/sms/v3`, '*'],
  ]
  for (const path of paths) {
    const answer = await get(path)
    t.equal(answer.status, 404, path)
    t.notMatch(String(answer.body), secret)
  }
  const pages: Record<string, string>[] = [
    { host: `evil.example.com:${port}` },
    { host: 'evil.com' },
    { host: 'emulator' },
    { host: `emulator:${port}` },
    { origin: 'https://evil.com' },
    { origin: 'null' },
    { origin },
    { referer: `${origin}/` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of pages) {
    const answer = await get(`/${secret}/sms/v3/tasks`, headers)
    t.equal(answer.status, 403, JSON.stringify(headers))
    t.equal(answer.headers['access-control-allow-origin'], undefined)
  }
  const preflight = await send(origin, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.com' },
  })
  t.equal(preflight.status, 403)
  for (const host of ['localhost', '127.0.0.1', 'sms.ap-southeast-1.myhuaweicloud.com']) {
    t.equal((await get(`/${secret}/sms/v3/tasks`, { host })).status, 200, host)
  }
  t.equal(recorder.counts.written, 3)
  const { address } = await new Promise<{ address: string }>((resolve) => {
    const request = http.get(`${origin}/`, { agent: false }, (response) => {
      const { remoteAddress: address = '' } = response.socket
      response.resume()
      response.on('end', () => resolve({ address }))
    })
    request.on('error', () => resolve({ address: '' }))
  })
  t.equal(address, '127.0.0.1')
})

t.test(
  'an SDK that drops the path of its endpoint gives the secret as its access key',
  async (t) => {
    const { recorder, file } = await recording(t)
    const { access_key: ak, endpoints } = recorder
    const { origin, host } = new URL(endpoints.sms)
    const get = (path: string, key: string, scope?: string) =>
      send(origin + path, {
        headers: signed({
          ...{ ak: key, sk: 'any', target: path, headers: { host } },
          ...(scope === undefined ? {} : { scope }),
        }).headers as Record<string, string>,
      })
    const cases: [path: string, status: number][] = [
      ['/v3/tasks?limit=3', 200],
      ['/v3/projects?name=ap-southeast-1', 200],
      ['/sms/v3/sources', 200],
      ['/v3', 200],
      ['/v9/ecs', 404],
      ['/_emulator/info', 404],
    ]
    for (const [path, status] of cases) {
      t.equal((await get(path, ak)).status, status, path)
      t.equal((await get(path, 'EMULATORACCESSKEY001')).status, 404, path)
      t.equal((await get(path, `${ak}0`)).status, 404, path)
    }
    t.equal((await get('/v3/tasks', ak, '20260101/ap-southeast-1/sms')).status, 200)
    await recorder.close()
    t.strictSame(
      (await readRecording(file)).calls.map(({ service, path }) => `${service} ${path}`),
      ['sms /v3/tasks', 'iam /v3/projects', 'sms /v3/sources', 'sms /v3', 'sms /v3/tasks'],
    )
  },
)

t.test('only the hosts of SMS and IAM in the region are called', async (t) => {
  const hosts = (region: string) => {
    const { sms, iam } = upstreamsOf(region, undefined)
    return [sms.base.href, iam.base.href]
  }
  t.strictSame(hosts('ap-southeast-3'), [
    'https://sms.ap-southeast-3.myhuaweicloud.com/',
    'https://iam.ap-southeast-3.myhuaweicloud.com/',
  ])
  t.equal(hosts('ru-moscow-1')[0], 'https://sms-api.ru-moscow-1.myhuaweicloud.com/')
  t.equal(hosts('eu-west-101')[0], 'https://sms.eu-west-101.myhuaweicloud.eu/')
  for (const region of [
    '',
    'evil.com/',
    'ap-southeast-3.evil.com',
    'ap-southeast-3/',
    'x@evil',
    'AP-1',
  ]) {
    t.throws(() => upstreamsOf(region, undefined), {
      name: 'RecordingRefused',
      message: /is not the name of a region, such as ap-southeast-3\.$/,
    })
  }
  for (const upstream of [
    'https://evil.com',
    'http://127.0.0.1.evil.com',
    'http://10.0.0.1',
    'x',
  ]) {
    t.throws(() => upstreamsOf('ap-southeast-3', upstream), {
      message: /^Only an emulator on this machine can play the cloud/,
    })
  }
})

t.test(
  'answers pass byte for byte, however they are written, and are recorded as read',
  async (t) => {
    const body = JSON.stringify({ count: 3, source_servers: [] })
    const encodings = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }
    const upstream = await serverFor(t, (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://cloud')
      const encoding = pathname.split('/').at(-1) as keyof typeof encodings | 'chunked' | 'broken'
      response.setHeader('Content-Type', 'application/json')
      response.setHeader('X-Request-Id', 'a0b1c2d3e4f5a0b1c2d3e4f5a0b1c2d3')
      response.setHeader('Set-Cookie', ['a=1', 'b=2'])
      if (encoding === 'chunked') {
        response.write(body.slice(0, 7))
        response.end(body.slice(7))
      } else if (encoding === 'broken') {
        response.setHeader('Content-Encoding', 'gzip')
        response.end(gzipSync(body).subarray(0, 20))
      } else {
        response.setHeader('Content-Encoding', encoding)
        response.end(encodings[encoding](body))
      }
    })
    const { sms, recorder, file } = await recording(t, { upstream })
    for (const [name, encode] of Object.entries(encodings)) {
      const answer = await send(`${sms}/v3/${name}`, { headers: { 'accept-encoding': name } })
      t.strictSame(answer.body, encode(body), name)
      t.equal(answer.headers['content-encoding'], name)
      t.strictSame(answer.headers['set-cookie'], ['a=1', 'b=2'])
    }
    t.equal(String((await send(`${sms}/v3/chunked`)).body), body)
    t.strictSame((await send(`${sms}/v3/broken`)).body, gzipSync(body).subarray(0, 20))
    await recorder.close()
    const { calls } = await readRecording(file)
    t.strictSame(
      calls.map(({ response }) => response.body),
      [...Array(4).fill({ count: 3, source_servers: [] }), undefined],
    )
  },
)

t.test('what the service is sent says nothing of who calls here', async (t) => {
  const seen: http.IncomingHttpHeaders[] = []
  const upstream = await serverFor(t, (request, response) => {
    seen.push(request.headers)
    response.end('{}')
  })
  const { sms, recorder } = await recording(t, {
    upstream,
    environment: { ...keys, HUAWEICLOUD_SDK_SECURITY_TOKEN: 'temporary' },
  })
  await send(`${sms}/v3/tasks`, {
    headers: {
      'x-project-id': 'p',
      'x-sdk-date': '20200101T000000Z',
      'x-security-token': 'old',
      authorization: 'SDK-HMAC-SHA256 Access=x, SignedHeaders=host, Signature=y',
      cookie: 'a=b',
      'x-forwarded-for': '10.0.0.9',
      connection: 'close, x-hop',
      'x-hop': '1',
    },
  })
  const [headers = {}] = seen
  t.strictSame(Object.keys(headers).sort(), [
    'authorization',
    'connection',
    'host',
    'x-project-id',
    'x-sdk-date',
    'x-security-token',
  ])
  t.equal(headers['x-security-token'], 'temporary')
  t.match(
    headers.authorization,
    /^SDK-HMAC-SHA256 Access=EMULATORACCESSKEY001, SignedHeaders=host;x-project-id;x-sdk-date;x-security-token, Signature=[0-9a-f]{64}$/,
  )
  t.equal(headers.host, new URL(upstream).host)
  await recorder.close()
})

t.test('a service that is not reachable is told in a sentence', async (t) => {
  const gone = await serverFor(t, () => {})
  const { sms, recorder, folder } = await recording(t, { upstream: 'http://127.0.0.1:1' })
  const answer = await send(`${sms}/v3/tasks`)
  t.equal(answer.status, 502)
  t.equal(messageOf(answer), '127.0.0.1:1 is not reachable: the connection was refused.')
  t.ok(gone)

  const cut = await serverFor(t, ({ socket }, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('half', () => socket.destroy())
  })
  const half = await recording(t, { upstream: cut })
  await t.rejects(send(`${half.sms}/v3/tasks`))
  // Nothing was recorded, so there is no file.
  t.strictSame(await half.recorder.close(), { written: 0, refused: 0, left_out: 0 })
  t.strictSame(await recorder.close(), { written: 0, refused: 1, left_out: 0 })
  t.strictSame(readdirSync(folder), [])
})

t.test('a body that is longer than any is refused', async (t) => {
  const { sms } = await recording(t, { allowWrites: true })
  const body = 'x'.repeat(12 * 1_048_576 + 1)
  const answer = await send(`${sms}/v3/sources`, { method: 'POST' }, body).catch(() => undefined)
  t.ok(answer === undefined || answer.status === 413)
})

t.test('a call that still looks like a secret is left out, and told without it', async (t) => {
  const secret = 'w4Xk9TzQ0B3CdEfGh7mNpRsTuVyZ1a2b5c6d8e0f'
  const har = new GrowingHar(join(t.testdir({}), 'run.har'))
  const counts = { written: 0, refused: 0, left_out: 0 }
  const problems: string[] = []
  // Redaction that does nothing.
  const write = writerOf(
    har,
    counts,
    (message) => problems.push(message),
    (call) => call,
  )
  const answered = recordingOf(JSON.stringify(harOf(entryOf({ answered: { secret } }))), 'run.har')
  const url = `https://sms.ap-southeast-3.myhuaweicloud.com/v3/${secret}`
  const called = recordingOf(JSON.stringify(harOf(entryOf({ url }))), 'run.har')
  for (const call of [...answered.calls, ...called.calls]) write(call)
  har.discard()
  t.strictSame(counts, { written: 0, refused: 0, left_out: 2 })
  t.strictSame(problems, [
    'A call is left out (GET /v3/tasks): the body of the answer still looks like a secret after redaction.',
    'A call is left out (GET): the URL still looks like a secret after redaction.',
  ])
})

t.test('the file is whole after every call', async (t) => {
  const { sms, recorder, file } = await recording(t)
  for (let count = 1; count <= 5; count++) {
    await send(`${sms}/v3/tasks?limit=${count}`)
    // The answer may be there before it is written.
    while (recorder.counts.written < count) await new Promise(setImmediate)
    t.equal((await readRecording(`${file}.unfinished`)).calls.length, count)
  }
})

t.test('what cannot be recorded is told at the start', async (t) => {
  const folder = t.testdir({ 'old.har.unfinished': '{}', folder: {} })
  const refused = (message: RegExp, options: Partial<RecorderOptions>) =>
    t.rejects(
      startRecorder({
        region: 'ap-southeast-3',
        file: join(folder, 'run.har'),
        environment: {},
        ...options,
      }),
      { name: 'RecordingRefused', message },
    )
  await refused(/old\.har\.unfinished is of a run that was killed, or that goes on: rename it/, {
    file: join(folder, 'old.har'),
  })
  await refused(/folder cannot be written: it is a folder\.$/, { file: join(folder, 'folder') })
  await refused(/cannot be written: there is no such file or folder\.$/, {
    file: join(folder, 'no', 'run.har'),
  })
  await refused(/^HUAWEICLOUD_SDK_AK is set and HUAWEICLOUD_SDK_SK is not: set both/, {
    environment: { HUAWEICLOUD_SDK_AK: 'x' },
  })
  await refused(/^HUAWEICLOUD_SDK_SK is set and HUAWEICLOUD_SDK_AK is not/, {
    environment: { HUAWEICLOUD_SDK_SK: 'x' },
  })
  const taken = new URL(await serverFor(t, () => {})).port
  await refused(new RegExp(`^Port ${taken} cannot be listened on: it is in use`), {
    port: Number(taken),
  })
  writeFileSync(join(folder, 'run.har'), 'before')
  t.strictSame(readdirSync(folder).sort(), ['folder', 'old.har.unfinished', 'run.har'])
})
