import { once } from 'node:events'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Answer, Request } from '../client/transport.ts'
import { ownValue } from '../text/own-value.ts'

/**
 * Makes a call as the global `fetch` does, as far as the client needs it. To load that takes a fifth to a third of the
 * processor time of a command (docs/decisions/026-speed.md).
 *
 * @throws TypeError with the reason as its cause, as `fetch` does
 */
export async function fetchPlainly(url: string, { body, ...options }: Request): Promise<Answer> {
  const response = await responseOf(url, options, body).catch((cause) => {
    throw new TypeError('fetch failed', { cause })
  })
  const { statusCode: status = 0, headers } = response
  const read = () =>
    text(response).catch((error) => {
      throw options.signal?.reason ?? error
    })
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: (name) => ownValue(headers, name)?.toString() ?? null },
    body: response,
    text: read,
    json: async () => JSON.parse(await read()),
  }
}

async function responseOf(
  url: string,
  options: Omit<Request, 'body'>,
  body: string | undefined,
): Promise<IncomingMessage> {
  const send = url.startsWith('https:') ? requestHttps : requestHttp
  const call = send(url, options).end(body)
  const [response] = await once(call, 'response')
  // What breaks from now on is told by the response.
  call.on('error', () => {})
  return response
}
