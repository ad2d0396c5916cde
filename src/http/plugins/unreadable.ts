import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors.ts'
import { recordRefusal } from '../../operations/explain.ts'

/**
 * Answers what Node's parser could not read as a request, in the gateway's form and with a request
 * id, as everything else is answered. Then the connection ends, as nobody knows where the next begins.
 */
export const answerUnreadable =
  (emulator: Emulator) =>
  (error: ConnectionError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    const request_id = emulator.nextRequestId()
    const refusal = refusalOf(error)
    recordRefusal(emulator, { request_id, method: '', target: '' }, refusal, null, null)
    const { statusCode, code: error_code, message: error_msg } = refusal
    const body = JSON.stringify({ error_code, error_msg, request_id })
    const head = [
      `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}`,
      'server: api-gateway',
      `x-request-id: ${request_id}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ]
    if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
    socket.destroySoon()
  }

function refusalOf({ code, message }: ConnectionError): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') return new ApiError('headersTooLarge')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new ApiError('requestLate')
  return new ApiError('requestMalformed', message)
}
