import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setImmediate as turnEnds } from 'node:timers/promises'
import t from 'tap'
import { AnswersOfTurn } from '../../src/http/pipeline/send-together.ts'
import { credentials, startTest } from '../helper.ts'

/** Answers of one turn of the event loop are sent together at its end. */

t.test('what is ready is sent in its order when the turn ends', (t) => {
  const ends: (() => void)[] = []
  const sent: number[] = []
  const answers = new AnswersOfTurn((work) => ends.push(work))
  for (const number of [1, 2, 3]) answers.add(() => sent.push(number))
  t.strictSame([sent, ends.length], [[], 1])
  ends.shift()?.()
  t.strictSame(sent, [1, 2, 3])

  // One that is ready while others are sent is for the next turn.
  answers.add(() => answers.add(() => sent.push(4)))
  ends.shift()?.()
  t.strictSame([sent, ends.length], [[1, 2, 3], 1])
  ends.shift()?.()
  t.strictSame(sent, [1, 2, 3, 4])
  t.end()
})

t.test('sixteen are sent at once, and what comes after them is not forgotten', (t) => {
  const ends: (() => void)[] = []
  const sent: number[] = []
  const answers = new AnswersOfTurn((work) => ends.push(work))
  for (let number = 0; number < 20; number++) answers.add(() => sent.push(number))
  t.equal(sent.length, 16)
  for (const end of ends) end()
  t.strictSame(
    sent,
    Array.from({ length: 20 }, (_, number) => number),
  )
  t.end()
})

t.test('calls of a turn are answered when it ends', async (t) => {
  const { app } = await startTest(t)
  const answered: string[] = []
  const call = async (path: string) => {
    await app.inject(path)
    answered.push(path)
  }
  // The app of the service is there from now on.
  await call('/v3')
  const calls = [call('/v3?2'), call('/v3?3')]
  for (let tick = 0; tick < 20; tick++) await new Promise<void>(process.nextTick)
  t.strictSame(answered, ['/v3'])
  await turnEnds()
  await Promise.all(calls)
  t.strictSame(answered, ['/v3', '/v3?2', '/v3?3'])
})

t.test('a client that sends nothing more after its request is answered', async (t) => {
  const { app } = await startTest(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const body = JSON.stringify(credentials())
  const requests = {
    'GET /v3 HTTP/1.1\r\nHost: sms.test\r\n\r\n': 200,
    [`POST /v3/auth/tokens HTTP/1.1\r\nHost: sms.test\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`]: 201,
  }
  for (const [request, status] of Object.entries(requests)) {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8').on('data', (part) => {
      text += part
    })
    socket.end(request)
    await once(socket, 'close')
    t.match(text, `HTTP/1.1 ${status} `)
  }
})
