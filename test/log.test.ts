import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { startTest } from './helper.ts'
import { loggedApp } from './logged-app.ts'

/** The log: one line for each call, for people or for programs. */

type Format = 'text' | 'json'

/** An app that writes a log, and what it has written. */
async function logging(t: Test, log_format: Format, log_level: 'info' | 'warn' = 'info') {
  const { emulator, login } = await startTest(t)
  const lines: string[] = []
  let heard = (): void => {}
  const app = await loggedApp(emulator, { log_level, log_format }, (line) => {
    lines.push(line)
    heard()
  })
  t.teardown(() => app.close())
  const until = async (count: number): Promise<Record<string, unknown>[]> => {
    while (lines.length < count)
      await new Promise<void>((resolve) => {
        heard = resolve
      })
    return lines.map((line) => JSON.parse(line))
  }
  const get = async (url: string, token?: string) =>
    app.inject({ url, headers: token === undefined ? {} : { 'x-auth-token': token } })
  return { app, emulator, get, lines, until, token: await login() }
}

t.test('for people a call is a sentence, and a refusal says where the reason is', async (t) => {
  const { get, until, token } = await logging(t, 'text')
  await get('/v3/tasks?limit=5', token)
  const { headers } = await get('/v3/tasks?token=abc')
  await get('/_emulator/clock?account=nobody')
  const said = (await until(3)).map(({ msg }) => String(msg).replace(/[\d.]+ ms/, 'N ms'))
  t.strictSame(said, [
    'GET /v3/tasks?limit=5 200 N ms',
    `GET /v3/tasks?token=[redacted] 401 N ms APIGW.0301, sms-emulator explain ${headers['x-request-id']}`,
    'GET /_emulator/clock?account=nobody 404 N ms EMULATOR.0404',
  ])
})

t.test('for programs a call is one object', async (t) => {
  const { get, until, token } = await logging(t, 'json')
  const { headers } = await get('/v3/tasks/unknown', token)
  const [line] = await until(1)
  t.match(line, {
    level: 30,
    msg: 'request completed',
    reqId: headers['x-request-id'],
    operation: 'ShowTask',
    req: { method: 'GET', url: '/v3/tasks/unknown', remoteAddress: '127.0.0.1' },
    res: { statusCode: 404 },
    responseTime: Number,
  })
  t.match(line?.error_code, /^SMS\./)
})

for (const format of ['text', 'json'] as const) {
  t.test(`a call without an answer has its line, too: ${format}`, async (t) => {
    const { app, emulator, until, token } = await logging(t, format)
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as { port: number }
    const asked = { effect: { delay: 'PT1M' } }
    emulator.time.sleep = (_, signal) => once(signal as AbortSignal, 'abort').then(() => {})
    const fault = await app.inject({ method: 'POST', url: '/_emulator/faults', payload: asked })
    t.equal(fault.statusCode, 200)
    const socket = connect(port, '127.0.0.1')
    const arrived = once(app.server, 'request')
    socket.write(`GET /v3/tasks HTTP/1.1\r\nhost: localhost\r\nx-auth-token: ${token}\r\n\r\n`)
    await arrived
    socket.destroy()
    const line = (await until(3))[2]
    const words = /^GET \/v3\/tasks no answer [\d.]+ ms cut short$/
    t.match(line, { msg: format === 'text' ? words : 'request cut short' })
    t.equal(line?.res, undefined)
  })
}

t.test('it says nothing of calls when only warnings are asked for', async (t) => {
  const { get, lines } = await logging(t, 'text', 'warn')
  await get('/v3/tasks')
  t.strictSame(lines, [])
})
