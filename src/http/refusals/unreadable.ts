import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Server, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionError } from 'fastify'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import { recordRefusal } from '../../operations/control/explain.ts'
import type { Observed } from '../../parts/observed.ts'
import { ownValue } from '../../text/own-value.ts'

/**
 * What never becomes a request of Fastify's is answered in the gateway's form and with a request id, as
 * everything else is. Then the connection ends, as nobody knows where the next request begins.
 */

/** Answers what Node's parser could not read. */
export const answerUnreadable =
  ({ observed }: Emulator) =>
  (error: ConnectionError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    answer(observed, socket, { refusal: refusalOf(error), call: { method: '', target: '' } })
  }

/**
 * Answers CONNECT, which clients send for `https_proxy`. Most show of a refused tunnel nothing but its
 * status line, so that the reason says what to do.
 */
export function refuseTunnels(server: Server, { observed }: Emulator): void {
  server.on('connect', ({ url: target = '' }: IncomingMessage, socket: Duplex) => {
    // Node lets go of the socket here: without a listener its errors would end the process.
    socket.on('error', () => socket.destroy())
    const call = { method: 'CONNECT', target }
    answer(observed, socket, {
      refusal: new ApiError('tunnelRefused', target),
      call,
      reason: 'Not a proxy for TLS: use the hosts file and --tls, or http_proxy',
      headers: ['allow: GET, HEAD, POST, PUT, PATCH, DELETE'],
    })
  })
}

/** What is answered: a refusal, with a reason in its status line where HTTP's own is not meant, and more headers. */
type Refused = {
  refusal: ApiError
  call: { method: string; target: string }
  reason?: string
  headers?: readonly string[]
}

/** Answers on a socket, and ends it. */
function answer(
  observed: Observed,
  socket: Duplex,
  { refusal, call, reason, headers = [] }: Refused,
): void {
  const request_id = observed.nextRequestId()
  recordRefusal(observed, { request_id, ...call }, refusal)
  const { statusCode, code: error_code, message: error_msg } = refusal
  const body = JSON.stringify({ error_code, error_msg, request_id })
  const head = [
    `HTTP/1.1 ${statusCode} ${reason ?? STATUS_CODES[statusCode]}`,
    'server: api-gateway',
    `x-request-id: ${request_id}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
    'connection: close',
  ]
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
  else socket.destroy()
}

const http2 = 'this is HTTP/2, and only HTTP/1.1 is spoken here'

/** What the parser says, and what it means, where its words do not say that to everybody. */
const words: Record<string, string> = {
  'Pause on PRI/Upgrade': http2,
  'Expected HTTP/2 Connection Preface': http2,
  'Invalid HTTP version': 'only HTTP/1.0 and HTTP/1.1 are spoken here',
  'Invalid method encountered': 'the request does not begin with a method of HTTP',
  'Unexpected char in url schema': 'the target of the request is neither a path nor a URL',
  'Request has invalid `Transfer-Encoding`': 'the Transfer-Encoding does not end with chunked',
}

function refusalOf({ code, message, rawPacket }: ConnectionError): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') return new ApiError('headersTooLarge')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new ApiError('requestLate')
  const said = message.replace(/^Parse Error: /, '')
  const reason = isTls(rawPacket) ? tls_on_plain : (ownValue(words, said) ?? said)
  return new ApiError('requestMalformed', reason)
}

/** A handshake of TLS begins with these two bytes. */
const isTls = (bytes: unknown): boolean =>
  Buffer.isBuffer(bytes) && bytes[0] === 0x16 && bytes[1] === 0x03

const tls_on_plain =
  'this is TLS on the port for plain HTTP: use http://, or start with --tls and use its port'
