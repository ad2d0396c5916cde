import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { fetchPlainly } from '../../src/cli/plain-fetch.ts'

/** The calls of the commands are answered, and fail, as with the global `fetch`. */

async function listen(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const senders: Record<string, typeof fetchPlainly> = { fetch, fetchPlainly }

for (const [name, send] of Object.entries(senders)) {
  t.test(`${name} sends a call and gives its answer`, async (t) => {
    const url = await listen(t, async (request, response) => {
      const body = (await request.toArray()).join('')
      response.writeHead(418, { 'x-method': String(request.method) })
      response.end(JSON.stringify({ body, token: request.headers['x-emulator-token'] }))
    })
    const headers = { 'x-emulator-token': 'secret' }
    const answer = await send(url, { method: 'POST', headers, body: '"ü"' })
    t.match(answer, { ok: false, status: 418 })
    t.equal(answer.headers.get('x-method'), 'POST')
    t.equal(answer.headers.get('x-other'), null)
    t.strictSame(await answer.json(), { body: '"ü"', token: 'secret' })
  })

  t.test(`${name} that reaches nobody has the reason as its cause`, async (t) => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    await new Promise((resolve) => taken.close(resolve))
    await t.rejects(send(`http://127.0.0.1:${port}/`, { method: 'GET' }), {
      name: 'TypeError',
      message: 'fetch failed',
      cause: { code: 'ECONNREFUSED' },
    })
  })

  t.test(`${name} that is aborted while its answer is read throws the reason`, async (t) => {
    const url = await listen(t, (_, response) => void response.write('{'))
    const signal = AbortSignal.timeout(50)
    const answer = await send(url, { method: 'GET', signal })
    t.ok(answer.ok)
    await t.rejects(answer.text(), { name: 'TimeoutError' })
  })
}
