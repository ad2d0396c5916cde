import { Readable } from 'node:stream'
import { ApiError } from '../../errors/refusals.ts'
import { body_max_bytes } from '../refusals/refuse.ts'
import type { Call } from './call.ts'
import { until, type Wait } from './stage.ts'

/** Reads the bytes that a signature covers. */
export function readSignedBody(call: Call): undefined | Wait {
  if (!call.part('claimed').isSigned) return undefined
  const incoming = call.part('incoming')
  return until(
    bytesOf(call, incoming.stream).then((bytes) => {
      call.add('signed', { bytes })
      incoming.stream = Readable.from([bytes], { objectMode: false })
    }),
  )
}

/**
 * Reads a body as it comes.
 *
 * @throws ApiError 413 over the gateway's limit, and closes the connection, as the rest is not read.
 */
async function bytesOf(call: Call, payload: Readable): Promise<Buffer> {
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
  call.reply.header('connection', 'close')
  throw new ApiError(call.isAnsweredByIam ? 'iamBodyTooLarge' : 'bodyTooLarge', body_max_bytes)
}
