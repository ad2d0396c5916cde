import dns from 'node:dns/promises'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { type AddressInfo, connect, createServer } from 'node:net'
import t, { type Test } from 'tap'
import { configOf } from '../../src/config.ts'
import { isDispensable } from '../../src/http/listener.ts'
import { requestLimits } from '../../src/http/request-limits.ts'
import { credentials, startTest } from '../helper.ts'

/** What a connection may cost; `npm test -- attack` has the attacks themselves. */

const host = 'Host: localhost\r\n'

/** An emulator that listens, and a connection to it. */
async function connected(t: Parameters<typeof startTest>[0], settings = {}) {
  const { app } = await startTest(t, settings)
  const responses: ServerResponse[] = []
  app.server.on('request', (_, response) => responses.push(response))
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  return { responses, socket, port }
}

t.test('a request must have come as a whole in the time that is set', async (t) => {
  const patience = requestLimits(configOf({ request_timeout: 7 }))
  t.match(patience, { requestTimeout: 7_000, http: { headersTimeout: 7_000 } })
  const { app } = await startTest(t)
  t.match(app.server, { requestTimeout: 60_000, headersTimeout: 20_000 })
})

t.test('one that does not is told 408, and its connection ends', async (t) => {
  const { socket } = await connected(t, { request_timeout: 1 })
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.write(`GET /v3/tasks HTTP/1.1\r\n${host}X-Slow: `)
  await once(socket, 'close')
  t.match(text, /^HTTP\/1\.1 408 /)
  t.match(text, /"error_code":"APIGW\.0201".*timed out/)
})

t.test('pipelined requests are carried out one after the other, in their order', async (t) => {
  const { socket } = await connected(t)
  const count = 300
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  const requests = Array.from({ length: count }, (_, index) => {
    const last = index === count - 1 ? 'Connection: close\r\n' : ''
    return `GET /${index % 2 === 0 ? '_emulator/health' : 'v3/tasks'} HTTP/1.1\r\n${host}${last}\r\n`
  })
  socket.write(requests.join(''))
  await once(socket, 'close')
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)
  t.strictSame(
    statuses,
    requests.map((_, index) => (index % 2 === 0 ? '200' : '401')),
  )
})

t.test('a client that ends its side after its requests gets all answers', async (t) => {
  const { app, sms, tokens } = await startTest(t)
  await sms('GET', '/v3/tasks')
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const statusesOf = async (requests: string) => {
    const socket = connect(port, '127.0.0.1')
    let answers = ''
    socket.setEncoding('latin1').on('data', (part) => {
      answers += part
    })
    socket.end(requests)
    await once(socket, 'close')
    return [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
  }
  const get = (more = '') =>
    `GET /v3/tasks HTTP/1.1\r\n${host}X-Auth-Token: ${tokens.sms}\r\n${more}\r\n`
  t.strictSame(await statusesOf(get()), ['200'])
  t.strictSame(await statusesOf(get() + get() + get()), ['200', '200', '200'])
  const body = JSON.stringify(credentials())
  const login = `POST /v3/auth/tokens HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  t.strictSame(await statusesOf(login), ['201'])
  // What fills the 64 KiB that Node reads at a time is read together with the end.
  const padding = 8_192 - get('X-Pad: \r\n').length
  const padded = get(`X-Pad: ${'a'.repeat(padding)}\r\n`)
  t.strictSame(await statusesOf(padded.repeat(8)), Array(8).fill('200'))
})

/** Gives `localhost` other addresses, as machines differ in them. */
function withAddresses(t: Test, addresses: string[]): void {
  const { lookup } = dns
  const found = addresses.map((address) => ({ address, family: 4 }))
  Object.assign(dns, { lookup: async () => found })
  syncBuiltinESMExports()
  t.teardown(() => {
    Object.assign(dns, { lookup })
    syncBuiltinESMExports()
  })
}

t.test('localhost is listened on at all of its addresses, and closed at all of them', async (t) => {
  // As of a hosts file that has the first twice; the last is none of this machine's.
  withAddresses(t, ['127.0.0.1', '127.0.0.1', '127.0.0.2', '192.0.2.1'])
  const { app } = await startTest(t)
  const port = await app.listen({ host: 'localhost', port: 0 })
  const ask = (address: string) =>
    fetch(`http://${address}:${port}/_emulator/health`).then(
      ({ status }) => status,
      () => 'refused',
    )
  t.strictSame(await Promise.all(['127.0.0.1', '127.0.0.2'].map(ask)), [200, 200])
  await app.close()
  t.strictSame(await Promise.all(['127.0.0.1', '127.0.0.2'].map(ask)), ['refused', 'refused'])
})

t.test('it does not listen where one of the addresses of localhost is taken', async (t) => {
  withAddresses(t, ['127.0.0.1', '127.0.0.2'])
  const taken = createServer().listen(0, '127.0.0.2')
  t.teardown(() => taken.close())
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const { app } = await startTest(t)
  await t.rejects(app.listen({ host: 'localhost', port }), { code: 'EADDRINUSE' })
  const host = 'localhost'
  const inUse = Object.assign(new Error(), { code: 'EADDRINUSE' })
  t.notOk(isDispensable(inUse, { host, port }))
  t.ok(isDispensable(inUse, { host, port: 0 }), 'who asked for a free one got that of the first')
})

t.test('pipelined calls that arrived before it stops are answered', async (t) => {
  const { app, sms, emulator } = await startTest(t)
  emulator.time.sleep = (_, signal) => once(signal as AbortSignal, 'abort').then(() => {})
  // Builds the app of the service.
  await sms('GET', '/v3/tasks')
  const port = await app.listen({ host: '127.0.0.1', port: 0 })
  const arrived = new Promise<void>((resolve) => {
    let count = 0
    app.server.on('request', () => {
      count++
      if (count === 3) setImmediate(resolve)
    })
  })
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (part) => {
    text += part
  })
  const body = '{"count":9,"timeout":"PT1M"}'
  const wait = `POST /_emulator/requests/wait HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  socket.write(`${wait}${`GET /v3/tasks HTTP/1.1\r\n${host}\r\n`.repeat(2)}`)
  await arrived
  await Promise.all([app.close(), once(socket, 'close')])
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)
  t.strictSame(statuses, ['200', '401', '401'])
})

t.test('who does not read is not answered on and on', async (t) => {
  const { responses, socket, port } = await connected(t)
  socket.pause()
  const count = 200
  socket.write(`GET /_emulator/openapi/sms.json HTTP/1.1\r\n${host}\r\n`.repeat(count))
  // Others are answered; by then all that was sent has been read.
  const others = 50
  for (let call = 0; call < others; call++) {
    const answer = await fetch(`http://127.0.0.1:${port}/_emulator/health`)
    await answer.arrayBuffer()
  }
  const made = responses.filter((response) => response.writableEnded).length - others
  t.ok(made < count / 2, `${made} answers were made`)
})
