import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that answers what it is told to, for what a test must not leave to chance. */

export type Call = {
  method: string
  path: string
  query: Record<string, string>
  body: string
  token: unknown
}
type Answers = Record<string, (call: Call) => unknown>

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}

/** @param answers by `GET /path`: an object is sent as JSON, a text as a stream of events. */
export async function standIn(t: { teardown(work: () => void): void }, answers: Answers) {
  const calls: Call[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand.in')
    const { method = '' } = request
    const path = url.pathname.replace('/_emulator', '')
    const body = await textOf(request)
    const token = request.headers['x-emulator-token']
    const call = { method, path, query: Object.fromEntries(url.searchParams), body, token }
    calls.push(call)
    response.setHeader('x-request-id', 'of-the-stand-in')
    const answer = answers[`${method} ${path}`]?.(call)
    if (answer === undefined) {
      response.writeHead(404)
      response.end(JSON.stringify({ error: { code: 'EMULATOR.0404', message: `no ${path}` } }))
      return
    }
    if (typeof answer === 'string') response.setHeader('content-type', 'text/event-stream')
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, calls }
}
