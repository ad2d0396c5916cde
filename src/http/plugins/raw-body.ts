import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../errors.ts'
import { body_max_bytes } from './errors.ts'

/**
 * Reads a body as it comes.
 *
 * @throws ApiError 413 over the gateway's limit; the connection is then closed, as the rest is not read.
 */
export async function bytesOf(
  { headers, routeOptions }: FastifyRequest,
  reply: FastifyReply,
  payload: Readable,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = Number(headers['content-length'] ?? 0)
  const refuseTooLong = () => {
    reply.header('connection', 'close')
    const { surface } = routeOptions.config
    throw new ApiError(surface === 'iam' ? 'iamBodyTooLarge' : 'bodyTooLarge', body_max_bytes)
  }
  if (length > body_max_bytes) refuseTooLong()
  length = 0
  for await (const chunk of payload) {
    length += chunk.length
    if (length > body_max_bytes) refuseTooLong()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
