import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../errors/refusals.ts'
import { body_max_bytes } from './errors.ts'

/**
 * Reads a body as it comes.
 *
 * @throws ApiError 413 over the gateway's limit, and closes the connection, as the rest is not read.
 */
export async function bytesOf(
  { routeOptions }: FastifyRequest,
  reply: FastifyReply,
  payload: Readable,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    // An iterator that leaves the stream open when it is left: the refusal is yet to be sent.
    for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
      length += chunk.length
      chunks.push(chunk)
      if (length > body_max_bytes) break
    }
  } catch (error) {
    // The client went away: an aborted request, not a fault of the emulator.
    throw Object.assign(error as Error, { statusCode: 400 })
  }
  if (length <= body_max_bytes) return Buffer.concat(chunks)
  reply.header('connection', 'close')
  const { surface, dialect } = routeOptions.config
  const isIam = surface === 'iam' && dialect !== 'gateway'
  throw new ApiError(isIam ? 'iamBodyTooLarge' : 'bodyTooLarge', body_max_bytes)
}
