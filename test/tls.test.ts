import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import t from 'tap'
import { banner } from '../src/cli/banner.ts'

import { type ConfigInput, configOf, testSettings } from '../src/config.ts'
import { certificatesOf } from '../src/domain/resources/certificates.ts'
import { startServer } from '../src/process/server.ts'
import { credentials } from './helper.ts'
import { signed } from './signing.ts'

/** The TLS listener, over real sockets. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const file = (name: string) => join(folder, name)

const start = async (settings: ConfigInput) =>
  startServer(configOf({ ...testSettings, ...settings }))

async function running(t: { teardown(work: () => unknown): void }, settings: ConfigInput) {
  const started = await start(settings)
  t.teardown(() => started.close())
  return started
}

const call = (url: string, options: https.RequestOptions, body?: string) =>
  // biome-ignore lint/suspicious/noExplicitAny: answers are what the tests are about.
  new Promise<{ status: number; headers: any; body: any; peer: X509Certificate }>(
    (resolve, reject) => {
      const request = https.request(url, { agent: false, ...options }, async (response) => {
        const peer = (response.socket as TLSSocket).getPeerX509Certificate() as X509Certificate
        let text = ''
        for await (const part of response.setEncoding('utf8')) text += part
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: text === '' ? null : JSON.parse(text),
          peer,
        })
      })
      request.on('error', reject).end(body)
    },
  )

t.test('self-signed: a CA to trust, a certificate for every name, the same answers', async (t) => {
  const emulator = await running(t, {
    tls: 'self-signed',
    tls_ca_file: file('ca.pem'),
    endpoints_file: file('endpoints.json'),
    public_url: 'http://emulator.test:7670/',
    now: '2020-01-01T00:00:00Z',
  })
  const ca = readFileSync(file('ca.pem'), 'utf8')
  t.match(ca, /^-----BEGIN CERTIFICATE-----/)
  t.notMatch(ca, /PRIVATE KEY/)
  const { https: shown = '' } = emulator.endpoints
  t.match(shown, /^https:\/\/emulator\.test:\d+$/)
  t.equal(JSON.parse(readFileSync(file('endpoints.json'), 'utf8')).https, shown)
  t.match(banner(emulator).join('\n'), `with TLS   ${shown}`)
  const { port } = new URL(shown)
  const url = `https://127.0.0.1:${port}`

  const info = await call(`${url}/_emulator/info`, { ca })
  t.match(info, {
    status: 200,
    body: { endpoints: { https: shown }, settings: { tls: 'self-signed' } },
  })
  t.match(info.peer.subjectAltName, /localhost.*127\.0\.0\.1.*emulator\.test/)
  const [from, to] = [info.peer.validFrom, info.peer.validTo].map((text) => Date.parse(text))
  t.ok(Number(from) < Date.now() && Number(to) > Date.now(), 'good by the wall, whatever the clock')
  t.ok(new X509Certificate(ca).ca)
  t.ok(info.peer.verify(new X509Certificate(ca).publicKey))
  for (const [name, known] of [
    ['localhost', 'localhost'],
    ['emulator.test', 'emulator.test'],
    ['iam.myhuaweicloud.com', 'iam.myhuaweicloud.com'],
    ['sms.ap-southeast-1.myhuaweicloud.com', '*.ap-southeast-1.myhuaweicloud.com'],
  ] as const) {
    t.equal((await call(`${url}/v3`, { ca, servername: name })).status, 200, name)
    t.equal(info.peer.checkHost(name), known)
  }
  for (const ip of ['127.0.0.1', '::1']) t.equal(info.peer.checkIP(ip), ip)
  await t.rejects(
    call(url, {}),
    { code: /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET/ },
    'nobody trusts it unasked',
  )

  const json = { 'content-type': 'application/json' }
  const login = await call(
    `${url}/v3/auth/tokens`,
    { ca, method: 'POST', headers: json },
    JSON.stringify(credentials()),
  )
  t.equal(login.status, 201)
  const request = signed({
    ak: 'EMULATORACCESSKEY001',
    sk: 'emulatorSecretKeyForLocalTestsOnly000001',
    target: '/v3/tasks?limit=5',
    headers: { host: `127.0.0.1:${port}` },
  })
  const tasks = await call(url + request.target, {
    ca,
    headers: request.headers as Record<string, string>,
  })
  t.equal(tasks.status, 200, 'signed')
})

t.test('links lead back with TLS; what is no request is answered; close ends it', async (t) => {
  const emulator = await start({ tls: 'self-signed' })
  const { https: url = '', url: plain } = emulator.endpoints
  t.equal((await fetch(`${plain}/v3`)).status, 200, 'the plain listener is there, too')
  const version = await call(`${url}/v3`, { rejectUnauthorized: false })
  t.match(version.body, { links: [{ href: `${url}/v3` }] })

  const socket = connect({ port: Number(new URL(url).port), rejectUnauthorized: false })
  socket.setEncoding('utf8').write('nonsense\r\n\r\n')
  const [answer] = await once(socket, 'data')
  t.match(answer, /^HTTP\/1\.1 400 [\s\S]*x-request-id: \w{32}/)

  const idle = connect({ port: Number(new URL(url).port), rejectUnauthorized: false })
  await once(idle, 'secureConnect')
  idle.on('error', () => {})
  const ended = once(idle, 'close')
  await emulator.close()
  await ended
  await t.rejects(call(url, { rejectUnauthorized: false }), { code: 'ECONNREFUSED' })
})

t.test('a certificate and key of files', async (t) => {
  const made = await certificatesOf('secret', 'task', Date.now() - 1000, true)
  writeFileSync(file('cert.pem'), made.cert)
  writeFileSync(file('key.pem'), made.private_key)
  const emulator = await running(t, { tls_cert: file('cert.pem'), tls_key: file('key.pem') })
  const { peer } = await call(emulator.endpoints.https ?? '', {
    ca: made.ca ?? '',
    checkServerIdentity: () => undefined,
  })
  t.equal(peer.fingerprint256, new X509Certificate(made.cert).fingerprint256)
  t.notOk(
    JSON.stringify(
      (await call(`${emulator.endpoints.https}/_emulator/info`, { rejectUnauthorized: false }))
        .body,
    ).includes('key.pem'),
  )

  writeFileSync(file('other.pem'), made.target_data_private_key)
  const taken = net.createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const { port } = taken.address() as net.AddressInfo
  const cases: [ConfigInput, RegExp][] = [
    [{ tls_cert: file('cert.pem') }, /must be given together/],
    [{ tls_cert: file('none.pem'), tls_key: file('key.pem') }, /^--tls-cert: ENOENT/],
    [{ tls_cert: file('cert.pem'), tls_key: file('other.pem') }, /cannot be used: .*mismatch/],
    [{ tls: 'self-signed', tls_cert: file('cert.pem'), tls_key: file('key.pem') }, /leave out/],
    [{ tls_ca_file: file('unused.pem') }, /only with --tls self-signed/],
    [{ tls: 'self-signed', tls_port: port }, /--tls-port \d+ is in use on 127\.0\.0\.1/],
  ]
  for (const [settings, message] of cases) {
    const { message: said } = await start(settings).then(
      () => ({ message: 'started' }),
      (error: Error) => error,
    )
    t.match(said, message)
  }
  t.notOk(existsSync(file('unused.pem')))
})

t.test('without being asked there is none', async (t) => {
  const emulator = await running(t, {})
  t.notOk('https' in emulator.endpoints)
  t.notMatch(banner(emulator), /TLS/)
})

t.test('CONNECT and an unknown expectation are answered on this port, too', async (t) => {
  const { endpoints } = await running(t, { tls: 'self-signed' })
  const port = Number(new URL(endpoints.https ?? '').port)
  for (const [head, status] of [
    ['CONNECT sms.test:443 HTTP/1.1\r\nHost: sms.test:443', 405],
    ['GET /v3 HTTP/1.1\r\nHost: sms.test\r\nExpect: nothing', 417],
    ['GET /v3 HTTP/1.1', 400],
  ] as const) {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    socket.end(`${head}\r\nConnection: close\r\n\r\n`)
    let text = ''
    for await (const part of socket.setEncoding('utf8')) text += part
    t.match(text, new RegExp(`^HTTP/1\\.1 ${status} .*"error_code":"APIGW\\.0201"`, 's'))
  }
})
