import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type MatchedFault, meetFault } from '../../operations/control/faults.ts'
import { accountMeant } from '../../operations/iam/accounts-meant.ts'
import type { FaultEffect } from '../../schemas/control/faults.ts'
import { partsOf } from '../../text/targets.ts'
import { whileThere } from './endings.ts'
import { refusalBody } from './errors.ts'
import { keepUnanswered } from './journal.ts'
import { holdPlace, recordUnanswered } from './recording.ts'
import { planOf, wireOf } from './wire.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The fault that the call meets; null without one. */
    fault: MatchedFault | null
    /** Whether that fault has done what it does before an answer is sent. */
    isFaultApplied: boolean
    /** What of a spoiled body gets to the client; null where none is spoiled. */
    bodyOnTheWire: Buffer | null
  }
}

const slow_ms = 2_000
const slow_pieces = 10

/**
 * Faults: a call meets the first that fits, once it is known whose call it is. SMS's calls meet
 * theirs after authentication and before the body is read; those of IAM once the body says whose
 * they are.
 */
export const faults: FastifyPluginAsync = async (app) => {
  const { emulator } = app
  app.decorateRequest('fault', null)
  app.decorateRequest('isFaultSuffered', false)
  app.decorateRequest('arriving', null)

  app.addHook('preParsing', (request, reply, payload, done) => {
    const next = (): void => done(null, payload)
    if (request.routeOptions.config.surface !== 'sms') return next()
    const plan = planOf(request)
    const known = request.call.soFar.identified?.account
    const account = known ?? (plan && emulator.faults.accountWithPlan(plan))
    applyFault(request, reply, account || undefined)?.then(next, done) ?? next()
  })
  app.addHook('preValidation', (request, reply, done) => {
    if (request.routeOptions.config.surface !== 'iam') return done()
    const account = accountMeant(emulator, wireOf(request), request.body, planOf(request))
    applyFault(request, reply, account)?.then(() => done(), done) ?? done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const { fault } = request
    if (!fault) return done(null, payload)
    answer(request, reply, fault, payload).then((sent) => done(null, sent), done)
  })
}

/** The answer to a call that has met a fault, as it goes out. */
async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  fault: MatchedFault,
  payload: unknown,
) {
  const isRefused = !request.isFaultApplied && fault.refusal !== undefined
  if (!(await applyToAnswer(request, reply, fault))) return never()
  // Not thrown: the service may have refused the call itself, and a reply is refused only once.
  const sent =
    isRefused && fault.refusal
      ? JSON.stringify(refusalBody(fault.refusal, request, reply))
      : payload
  addHeaders(reply, fault)
  const isText = typeof sent === 'string' || Buffer.isBuffer(sent)
  if (!isText || sent.length === 0 || !fault.effect.body) return sent
  request.bodyBeforeFault = sent
  return spoiled(Buffer.from(sent), request, reply, fault)
}

/** Of a reply whose connection is gone: nothing comes after. A new one each time, or all would be kept. */
const never = (): Promise<never> => new Promise(() => {})

/**
 * The call meets its fault, if there is one.
 *
 * @returns what to wait for before it goes on; undefined: nothing. It rejects with an AskedRefusal when
 *   the fault answers the call instead of the service.
 */
function applyFault(
  request: FastifyRequest,
  reply: FastifyReply,
  account: string | undefined,
): Promise<void> | undefined {
  if (account === undefined) return undefined
  const { config } = request.routeOptions
  const met = meetFault(
    request.server.emulator,
    account,
    config.surface === 'iam' && config.dialect !== 'gateway' ? 'iam' : 'sms',
    {
      operation: request.call.operation ?? '',
      method: request.method,
      path: partsOf(request.url).path,
      plan: planOf(request),
    },
  )
  if (!met) return undefined
  request.fault = met
  holdPlace(request)
  if (met.refusal) request.evidence = { account, causes: [], token: null, signature: null }
  return met.acts ? undefined : applyBeforeAnswer(request, reply, met)
}

/** Before the service does anything. @throws AskedRefusal */
async function applyBeforeAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  met: MatchedFault,
): Promise<void> {
  // A hook may be called out of the parser, which does not survive the end of its connection.
  await null
  if (!(await applyToAnswer(request, reply, met))) reply.hijack()
  else if (met.refusal) throw met.refusal
}

/**
 * Waits, or cuts the connection, once.
 *
 * @returns false when there is no connection left to answer on.
 */
async function applyToAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { delay_ms, effect }: MatchedFault,
): Promise<boolean> {
  if (request.isFaultApplied) return true
  request.isFaultApplied = true
  const isThere = delay_ms === 0 || (await pause(reply, delay_ms))
  if (isThere && !effect.connection) return true
  keepUnanswered(request, reply)
  recordUnanswered(request, !isThere)
  cut(reply, effect.connection ?? 'drop')
  return false
}

/**
 * Waits in real time; less long when the server closes, since what is under way is answered then.
 *
 * @returns false when there is nobody left to wait for.
 */
async function pause(reply: FastifyReply, ms: number): Promise<boolean> {
  await whileThere(reply, (signal) => reply.server.emulator.sleep(ms, signal))
  return !reply.raw.destroyed
}

/** Ends the connection without an answer: in order, or by RST. */
function cut({ raw }: FastifyReply, how: 'drop' | 'reset'): void {
  const socket = raw.socket as (Socket & { _parent?: Socket | null }) | null
  // TLS keeps the TCP connection below it to itself; without it a reset is a drop.
  const tcp = socket && '_parent' in socket && socket._parent ? socket._parent : socket
  try {
    if (how === 'reset') tcp?.resetAndDestroy()
  } catch {
    // Not a TCP connection.
  }
  raw.destroy()
  socket?.destroy()
}

function addHeaders(reply: FastifyReply, { effect }: MatchedFault): void {
  if (effect.headers) reply.headers(effect.headers)
  if (effect.retry_after !== undefined) reply.header('retry-after', effect.retry_after)
}

/** The answer's body as the fault lets it go out. */
function spoiled(
  body: Buffer,
  request: FastifyRequest,
  reply: FastifyReply,
  { effect }: MatchedFault,
): Buffer | Readable {
  const arriving = effect.body === 'slow' ? body : body.subarray(0, lengthLeft(body, effect.body))
  request.bodyOnTheWire = arriving
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
