import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../errors.ts'
import { findAccount } from '../../operations/accounts.ts'
import { examineToken } from '../../operations/tokens.ts'
import type { Caller } from '../../schemas/accounts.ts'
import { headerOf } from '../plugins/authentication.ts'
import { baseUrl } from '../plugins/base-url.ts'
import { prefixOf } from '../plugins/service-address.ts'

/**
 * Who is calling IAM? The token in the header says so, or in its absence that of the body.
 *
 * @throws ApiError 401 in the words of the route's dialect (iam.md §1.3, §1.6)
 */
export function callerOf(request: FastifyRequest, tokenOfBody?: string): Caller {
  const { emulator } = request.server
  const { auth } = emulator.config
  const token = headerOf(request, 'x-auth-token') ?? tokenOfBody
  const anyone = (): Caller => ({ account_id: findAccount(emulator).id, user_id: null })
  if (token === undefined) {
    if (auth === 'off') return anyone()
    if (request.headers.authorization !== undefined) {
      throw new ApiError('notBuilt', 'Authentication by signature (AK/SK)')
    }
    throw new ApiError('iamUnauthorized')
  }
  const examined = examineToken(emulator, token)
  if (!('refused' in examined)) {
    return { account_id: examined.account_id, user_id: examined.token.user_id }
  }
  if (auth !== 'strict') return anyone()
  if (request.routeOptions.config.dialect !== 'extension') throw new ApiError('iamTokenInvalid')
  throw new ApiError(examined.refused === 'expired' ? 'iamTokenExpired' : 'iamTokenUnknown')
}

/** The absolute URL of what was asked for, by the way it was asked for: what `links` show. */
export const selfOf = (request: FastifyRequest): string =>
  baseUrl(request, request.server.emulator.config) +
  prefixOf(request) +
  (request.url.split('?')[0] ?? '').replace(/\/+$/, '')

/** Where the catalog points; null when the caller wants none. */
export const catalogBase = (request: FastifyRequest): string | null =>
  'nocatalog' in (request.query as object) ? null : baseUrl(request, request.server.emulator.config)
