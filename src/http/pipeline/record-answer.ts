import { compared_headers, keepAnswer } from '../../operations/control/recording.ts'
import type { Call } from './call.ts'
import type { CallContext } from './stage.ts'

/** Adds the answer as it is on the wire. */
export function recordAnswer(call: Call, { emulator }: CallContext): undefined {
  const { request, reply, knownParts } = call
  const { record } = call.part('recorded')
  const body = knownParts.met?.onTheWire?.toString('utf8') ?? textOf(call.part('outgoing').payload)
  const answer = request.method === 'HEAD' ? '' : body
  if (!record || record.cut_off || answer === undefined) return
  const headers = compared_headers.flatMap((name) => {
    const value = reply.getHeader(name)
    return value === undefined ? [] : [[name, String(value)]]
  })
  keepAnswer(emulator.observed, record, {
    status: reply.statusCode,
    answer_headers: Object.fromEntries(headers),
    answer,
  })
}

/** What can be recorded of a payload; undefined for a stream. */
export function textOf(payload: unknown): string | undefined {
  if (payload === null || payload === undefined) return ''
  if (Buffer.isBuffer(payload)) return payload.toString('utf8')
  return typeof payload === 'string' ? payload : undefined
}
