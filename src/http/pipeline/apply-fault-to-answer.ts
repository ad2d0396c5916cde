import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { MatchedFault } from '../../operations/control/faults.ts'
import type { FaultEffect } from '../../schemas/control/faults.ts'
import { refusalBody } from '../refusals/refuse.ts'
import { applyOnce, pause } from './apply-fault.ts'
import type { Call } from './call.ts'
import type { MetFault } from './parts.ts'
import type { Wait } from './stage.ts'

const slow_ms = 2_000
const slow_pieces = 10

/** What a fault does to an answer: delays, replaces, spoils or loses it. */
export function applyFaultToAnswer(call: Call): undefined | Wait {
  const { met } = call.knownParts
  if (!met) return undefined
  const outgoing = call.part('outgoing')
  return (next) => {
    answer(call, met, outgoing.payload).then((sent) => {
      if (sent === lost) return
      outgoing.payload = sent
      next()
    }, next)
  }
}

/** In place of an answer whose connection is gone. */
const lost = Symbol('lost')

/** The answer to a call that has met a fault, as it is sent. */
async function answer(call: Call, met: MetFault, payload: unknown) {
  const { fault } = met
  const isRefused = !met.isApplied && fault.refusal !== undefined
  if (!(await applyOnce(call, met))) return lost
  // Not thrown: the service may have refused the call itself, and a reply is refused only once.
  const sent =
    isRefused && fault.refusal ? JSON.stringify(refusalBody(fault.refusal, call)) : payload
  addHeaders(call.reply, fault)
  const isText = typeof sent === 'string' || Buffer.isBuffer(sent)
  if (!isText || sent.length === 0 || !fault.effect.body) return sent
  met.before = sent
  return spoilBody(Buffer.from(sent), call.reply, met)
}

function addHeaders(reply: FastifyReply, { effect }: MatchedFault): void {
  if (effect.headers) reply.headers(effect.headers)
  if (effect.retry_after !== undefined) reply.header('retry-after', effect.retry_after)
}

/** The answer's body as the fault lets it go out. */
function spoilBody(body: Buffer, reply: FastifyReply, met: MetFault): Buffer | Readable {
  const { effect } = met.fault
  const arriving = effect.body === 'slow' ? body : body.subarray(0, lengthLeft(body, effect.body))
  met.onTheWire = arriving
  if (effect.body === 'broken') return arriving
  reply.header('content-length', body.length)
  if (effect.body === 'slow') {
    return Readable.from(trickle(body, reply, effect.over ?? slow_ms))
  }
  // Fewer bytes than announced, and the end of the connection.
  reply.header('connection', 'close')
  return Readable.from([arriving])
}

const lengthLeft = ({ length }: Buffer, how: FaultEffect['body']): number =>
  how === 'broken' ? length - 1 : Math.floor(length / 2)

async function* trickle(body: Buffer, reply: FastifyReply, over: number): AsyncGenerator<Buffer> {
  const pieces = Math.min(slow_pieces, body.length)
  const end = (piece: number): number => Math.floor((body.length * piece) / pieces)
  for (let piece = 0; piece < pieces; piece++) {
    if (!(await pause(reply, over / pieces))) return
    yield body.subarray(end(piece), end(piece + 1))
  }
}
