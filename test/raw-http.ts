import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import type { App } from '../src/http/app.ts'

/** Requests as bytes on a socket, for what no HTTP client would send. */

export type RawAnswer = {
  status: number
  reason: string
  headers: Record<string, string>
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: answers are what the tests are about.
  body: any
}

/** Listens on a free port of loopback. @returns the port */
export async function listen(app: App): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

/**
 * Sends a request and reads its answer to the end of the connection.
 *
 * @param head lines without their ends; `Connection: close` is added unless a Connection is given.
 * @param body text, a character for a byte.
 */
export async function exchange(port: number, head: string[], body = ''): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text
  })
  const closed = once(socket, 'close')
  const lines = head.some((line) => /^connection:/i.test(line))
    ? head
    : [...head, 'Connection: close']
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
  await closed
  return parsed(received.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, ''))
}

function parsed(received: string): RawAnswer {
  const [, head = '', text = ''] = /^(.*?)\r\n\r\n(.*)$/s.exec(received) ?? []
  const [first = '', ...lines] = head.split('\r\n')
  const [, status = '0', reason = ''] = /^HTTP\/1\.1 (\d+) (.*)$/.exec(first) ?? []
  const headers = Object.fromEntries(
    lines.map((line): [string, string] => {
      const [name = '', value = ''] = line.split(/: (.*)/s)
      return [name.toLowerCase(), value]
    }),
  )
  const isJson = headers['content-type']?.includes('json') && text !== ''
  return { status: Number(status), reason, headers, text, body: isJson ? JSON.parse(text) : text }
}
