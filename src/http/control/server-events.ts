import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import { countStream } from '../../operations/control/follow.ts'
import { waitWhileConnected } from '../pipeline/under-way.ts'

/** Server-sent events: an answer that goes on until its client leaves or the server closes. */

export type ServerEvent = { id?: string; event: string; data: string }

/** A silent stream says so now and then, for proxies. */
const heartbeat_ms = 15_000
/** A client that does not read is disconnected; it comes back with Last-Event-ID. */
const backlog_max = 8 * 1_048_576

/**
 * Answers with a stream.
 *
 * @param follow sends each event, or null at the end of all. It gives how to stop.
 * @throws ApiError 429 when there are too many already.
 */
export async function sendEvents(
  reply: FastifyReply,
  follow: (send: (event: ServerEvent | null) => void) => () => void,
): Promise<void> {
  const { raw, request } = reply
  const { observed, time } = request.call.emulator
  const leave = countStream(observed.feeds)
  const headers = reply.getHeaders() as OutgoingHttpHeaders
  reply.hijack()
  raw.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
  })
  // Its head is all that HEAD asks for; a stream has no end that could be waited for.
  if (request.method === 'HEAD') {
    raw.end()
    leave()
    return
  }
  raw.write('retry: 1000\n\n')
  const stop = follow((event) => {
    if (event === null) raw.end()
    else if (!raw.destroyed && !raw.writableEnded) raw.write(textOf(event))
    if (raw.writableLength > backlog_max) raw.destroy()
  })
  while (await waitWhileConnected(reply, (signal) => time.sleep(heartbeat_ms, signal))) {
    if (raw.writableEnded) break
    raw.write(': here\n\n')
  }
  stop()
  leave()
  raw.end()
}

const textOf = ({ id, event, data }: ServerEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`
