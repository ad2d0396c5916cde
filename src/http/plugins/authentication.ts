import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors.ts'
import { findAccount } from '../../operations/accounts.ts'
import { examineToken } from '../../operations/tokens.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Id of the account that the caller's credentials open. */
    account: string
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
  app.addHook('onRequest', async (request) => {
    const { surface, open } = request.routeOptions.config
    if (surface === 'sms' && !open) request.account = accountOf(app.emulator, request)
  })
  // While a body was on its way the account may have been reset: nothing in flight writes into it.
  app.addHook('preHandler', async (request) => {
    const { surface, open } = request.routeOptions.config
    if (surface === 'sms' && !open && request.rawBody !== '') {
      request.account = accountOf(app.emulator, request)
    }
  })
})

/** @throws ApiError 401 APIGW.0301 with the reason */
function accountOf(emulator: Emulator, request: FastifyRequest): string {
  const { auth } = emulator.config
  const token = headerOf(request, 'x-auth-token')
  if (token === undefined) {
    if (auth === 'off') return findAccount(emulator).id
    if (request.headers.authorization !== undefined) {
      throw new ApiError('notBuilt', 'Authentication by signature (AK/SK)')
    }
    throw new ApiError('credentialsMissing')
  }
  const examined = examineToken(emulator, token)
  if (!('refused' in examined)) return examined.account_id
  if (auth !== 'strict') return findAccount(emulator).id
  throw examined.refused === 'expired'
    ? new ApiError('tokenExpired', examined.expires_at)
    : new ApiError('tokenUnreadable')
}

/** A header with text in it; an empty one counts as absent. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
