import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors.ts'
import { findAccount } from '../../operations/accounts.ts'
import { examineToken } from '../../operations/tokens.ts'
import type { Caller } from '../../schemas/accounts.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Id of the account that the caller's credentials open. */
    account: string
    /** Who is calling. */
    caller: Caller
  }
  interface FastifyContextConfig {
    /** Answered without credentials: the versions of the API. */
    open?: boolean
  }
}

/**
 * The gateway in front of SMS: who is calling? (iam.md §2.2, §2.3)
 *
 * `strict` wants a token that lives; `lenient` takes any token, an unknown one for the default
 * account; `off` wants nothing.
 */
export const authentication = fp(async (app: FastifyInstance) => {
  app.decorateRequest('account', '')
  app.decorateRequest('caller')
  app.addHook('onRequest', async (request) => {
    if (isGuarded(request)) identifyCaller(request)
  })
  // While a body was on its way the account may have been reset: nothing in flight writes into it.
  app.addHook('preHandler', async (request) => {
    if (isGuarded(request) && request.rawBody !== '') identifyCaller(request)
  })
})

/** Whether the gateway stands before a route. */
const isGuarded = ({ routeOptions }: FastifyRequest): boolean => {
  const { surface, dialect, open } = routeOptions.config
  return (surface === 'sms' && !open) || dialect === 'gateway'
}

function identifyCaller(request: FastifyRequest): void {
  request.caller = callerBy(request.server.emulator, request)
  request.account = request.caller.account_id
}

/** @throws ApiError 401 APIGW.0301 with the reason */
function callerBy(emulator: Emulator, request: FastifyRequest): Caller {
  const { auth } = emulator.config
  const token = headerOf(request, 'x-auth-token')
  const anyone = (): Caller => ({ account_id: findAccount(emulator).id, user_id: null })
  if (token === undefined) {
    if (auth === 'off') return anyone()
    if (request.headers.authorization !== undefined) {
      throw new ApiError('notBuilt', 'Authentication by signature (AK/SK)')
    }
    throw new ApiError('credentialsMissing')
  }
  const examined = examineToken(emulator, token)
  if (!('refused' in examined)) {
    return { account_id: examined.account_id, user_id: examined.token.user_id }
  }
  if (auth !== 'strict') return anyone()
  throw examined.refused === 'expired'
    ? new ApiError('tokenExpired', examined.expires_at)
    : new ApiError('tokenUnreadable')
}

/** A header with text in it; an empty one counts as absent. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
