import { Readable } from 'node:stream'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { ApiError } from '../../errors/refusals.ts'
import { accountClaimed, identify, isSigned } from '../../operations/iam/callers.ts'
import type { Evidence } from '../../schemas/control/explain.ts'
import type { Caller } from '../../schemas/stored/accounts.ts'
import { waitForClockMove } from './clock-moves.ts'
import { bytesOf } from './raw-body.ts'
import { headerOf, isGuarded, wireOf } from './wire.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What is known of the credentials of a caller who was refused. */
    evidence: Evidence | null
    /** The body's bytes as they came, of a signed request; null of others, and before they are read. */
    bytes: Buffer | null
    /** Whether it is to be known by its signature. */
    isSigned: boolean
    /** The generation of the account of a signed request when the request began. */
    generation: number
  }
  interface FastifyContextConfig {
    /** Answered without credentials: the versions of the API. */
    open?: boolean
  }
}

/**
 * The gateway in front of SMS: who is calling? (iam.md §2.2, §2.3)
 *
 * A token is looked at before the body is read. A signature is made over the bytes of the body, so
 * that they are read first, of a GET, too, and before anything makes JSON of them. IAM's routes ask
 * for themselves, with `callerOf`. All wait until the clock stands before anything looks at it.
 */
export const authentication: FastifyPluginAsync = async (app) => {
  const { emulator } = app
  app.decorateRequest('evidence', null)
  app.decorateRequest('bytes', null)
  app.decorateRequest('isSigned', false)
  app.decorateRequest('generation', 0)
  app.decorateRequest('hasWaited', false)

  app.addHook('onRequest', (request, _reply, done) => {
    const wire = wireOf(request)
    request.isSigned = isSigned(wire)
    const account_id = request.isSigned ? accountClaimed(emulator, wire) : undefined
    if (account_id !== undefined) request.generation = emulator.accounts.generation(account_id)
    done()
  })
  app.addHook('onRequest', early)
  app.addHook('onRequest', (request, _reply, done) => {
    if (!request.isSigned && isGuarded(request)) callerOf(request)
    done()
  })
  app.addHook('preParsing', (request, reply, payload, done) => {
    const { surface } = request.routeOptions.config
    if (!request.isSigned || surface === undefined || surface === 'control') {
      return done(null, payload)
    }
    bytesOf(request, reply, payload).then((bytes) => {
      request.bytes = bytes
      done(null, Readable.from([bytes], { objectMode: false }))
    }, done)
  })
  app.addHook('preParsing', (request, reply, _payload, done) => early(request, reply, done))
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    if (request.isSigned && isGuarded(request)) refuseIfReset(request, callerOf(request))
    done()
  })
  // Of IAM's calls only the body says whose they are.
  app.addHook('preValidation', early)
  app.addHook('preHandler', waitForClockMove)
  // While a body was on its way, or the call waited, the account may have been reset: nothing in flight
  // writes into it.
  app.addHook('preHandler', (request, _reply, done) => {
    if (isGuarded(request)) {
      const { call, hasWaited, rawBody } = request
      const { by } = call.caller
      if (hasWaited || (rawBody !== '' && by !== 'key')) callerOf(request)
      refuseIfReset(request, call.caller)
    }
    done()
  })
}

/** Calls of the control API wait only where they are carried out, in the order in which they came. */
const early: typeof waitForClockMove = (request, reply, done) =>
  request.routeOptions.config.surface === 'control'
    ? done()
    : waitForClockMove(request, reply, done)

/**
 * Who is calling, by token or signature; a token wins. It is on the request from then on. Routes of
 * IAM that want a caller call it once, in their handlers.
 *
 * @param tokenOfBody counts when nothing in the headers says who calls.
 * @throws ApiError 401: APIGW.0301 with the reason; on IAM's routes in the words of their dialect
 *   (iam.md §1.3, §1.6).
 */
export function callerOf(request: FastifyRequest, tokenOfBody?: string): Caller {
  const wire = wireOf(request)
  const isSilent = !request.isSigned && headerOf(request, 'x-auth-token') === undefined
  const examined = identify(
    request.server.emulator,
    isSilent && tokenOfBody !== undefined
      ? { ...wire, headers: { ...wire.headers, 'x-auth-token': tokenOfBody } }
      : wire,
  )
  if (!('refused' in examined)) {
    const { caller } = examined
    request.call.add('identified', { account: caller.account_id, caller })
    return caller
  }
  request.evidence = examined.evidence
  const { surface, dialect } = request.routeOptions.config
  if (surface !== 'iam' || dialect === 'gateway') throw examined.refused
  throw inWordsOfIam(examined.refused, dialect === 'extension')
}

/** A bad signature is refused by the gateway in front of IAM, too. */
function inWordsOfIam(refused: ApiError, isExtension: boolean): ApiError {
  switch (refused.error) {
    case 'credentialsMissing':
      return new ApiError('iamUnauthorized')
    case 'tokenUnreadable':
      return new ApiError(isExtension ? 'iamTokenUnknown' : 'iamTokenInvalid')
    case 'tokenExpired':
      return new ApiError(isExtension ? 'iamTokenExpired' : 'iamTokenInvalid')
    default:
      return refused
  }
}

/** A key is good after a reset, too; but its request was meant for the account as it was before. */
function refuseIfReset(request: FastifyRequest, caller: Caller): void {
  const { generation, server } = request
  const account = caller.account_id
  const { accounts } = server.emulator
  if (caller.by !== 'key' || accounts.generation(account) === generation) return
  const causes = ['The account was reset while the request was on its way; send it again.']
  request.evidence = { account, causes, token: null, signature: null }
  throw new ApiError('signatureUnreadable')
}
