import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { buildApp } from '../src/http/app.ts'
import { logFor } from '../src/process/log.ts'
import { startTest } from './helper.ts'
import { loggedApp } from './logged-app.ts'

/** The log: one line for each call, for people or for programs. */

type Format = 'text' | 'json'

/** An app that writes a log, and what it has written. */
async function logging(t: Test, log_format: Format, log_level: 'info' | 'warn' = 'info') {
  const { emulator, login } = await startTest(t)
  const lines: string[] = []
  let heard = (): void => {}
  const app = loggedApp(emulator, { log_level, log_format }, (line) => {
    lines.push(line)
    heard()
  })
  t.teardown(() => app.close())
  const until = async (count: number): Promise<string[]> => {
    while (lines.length < count)
      await new Promise<void>((resolve) => {
        heard = resolve
      })
    return lines
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
  const said = (await until(3)).map((line) =>
    line.replace(/[\d.]+ ms/, 'N ms').replace(/^\[\d\d:\d\d:\d\d\.\d{3}\]/, '[time]'),
  )
  t.strictSame(said, [
    '[time] INFO: GET /v3/tasks?limit=5 200 N ms',
    `[time] INFO: GET /v3/tasks?token=[redacted] 401 N ms APIGW.0301, sms-emulator explain ${headers['x-request-id']}`,
    '[time] INFO: GET /_emulator/clock?account=nobody 404 N ms EMULATOR.0404',
  ])
})

t.test('for programs a call is one object', async (t) => {
  const { get, until, token } = await logging(t, 'json')
  const { headers } = await get('/v3/tasks/unknown', token)
  const line = JSON.parse((await until(1))[0] ?? '')
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
    const line = (await until(2))[1] ?? ''
    if (format === 'text') t.match(line, / GET \/v3\/tasks no answer [\d.]+ ms cut short$/)
    else t.match(JSON.parse(line), { msg: 'request cut short', res: undefined })
  })
}

t.test('it says nothing of calls when only warnings are asked for', async (t) => {
  const { get, lines } = await logging(t, 'text', 'warn')
  await get('/v3/tasks')
  t.strictSame(lines, [])
})

t.test('a line about a call looks like every other line of its level', async (t) => {
  const { app, get, until } = await logging(t, 'text')
  app.log.info('something happened')
  await get('/_emulator/health')
  const forms = (await until(2)).map((line) =>
    line.replace(/(?<=INFO: ).*/, '').replace(/\d/g, '0'),
  )
  t.strictSame(forms, ['[00:00:00.000] INFO: ', '[00:00:00.000] INFO: '])
})

t.test('control characters of an address are escaped in both formats', async (t) => {
  for (const format of ['text', 'json'] as const) {
    const { get, until } = await logging(t, format)
    await get('/v3/\u009b31m')
    const [line = ''] = await until(1)
    t.match(line, format === 'text' ? 'GET /v3/' : '"url":"/v3/')
    t.notMatch(line, /\p{Cc}/u)
  }
})

for (const format of ['text', 'json'] as const) {
  t.test(
    `lines that had to be left out are counted where they are missing: ${format}`,
    async (t) => {
      const { emulator } = await startTest(t)
      const written: string[] = []
      let isFull = false
      const write = (line: string): boolean => {
        if (!isFull) written.push(line)
        return !isFull
      }
      const config = { log_level: 'info', log_format: format } as const
      const app = buildApp(emulator, logFor(config, { write }))
      t.teardown(() => app.close())
      for (const [full, message] of [
        [false, 'first'],
        [true, 'second'],
        [true, 'third'],
        [false, 'fourth'],
        [false, 'fifth'],
      ] as const) {
        isFull = full
        app.log.info(message)
      }
      const lines = written.join('').trimEnd().split('\n')
      const messages = lines.map((line) =>
        format === 'json' ? JSON.parse(line).msg : line.replace(/^\S+ INFO: /, ''),
      )
      t.strictSame(messages, [
        'first',
        '2 lines are missing here: what reads the log did not keep up with it',
        'fourth',
        'fifth',
      ])
    },
  )
}
