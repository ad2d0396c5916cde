import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../errors/refusals.ts'
import { default_account } from '../../operations/account/find-account.ts'
import { nameOf } from '../../operations/account/session.ts'
import { afterClockMove, isAnythingDue } from '../../operations/account/standing.ts'
import { accountsMeant } from '../../operations/iam/accounts-meant.ts'
import { schemaOf } from './schemas.ts'
import { headerOf, isGuarded, planOf, wireOf } from './wire.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Does not wait for a clock that is on its way. */
    goesAhead?: boolean
    /** Whether a call interrupts its account when that is catching up, instead of waiting for the end. */
    isUrgent?: (request: FastifyRequest) => boolean
  }
  interface FastifyRequest {
    /** Whether it has waited for a clock: what was known of its caller may be so no more. */
    hasWaited: boolean
  }
}

/**
 * Whoever calls an account whose clock is on a long way, or in which much is due, waits until that has come to
 * its end, as if it had been done at once. Nobody else waits. An urgent call has an account that is catching up
 * stop where it is.
 *
 * A hook without a promise of its own, as must be those between it and the handler: so nothing can begin
 * to move in between.
 */
export function waitForClockMove(
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  const { emulator, closing } = request.server
  if (emulator.moves.size === 0 && !isAnythingDue(emulator)) {
    done()
    return
  }
  const next = (): void => {
    // Nobody is there any more whom it would be done for.
    if (reply.raw.destroyed) reply.hijack()
    else done()
  }
  const isReset = (account_id: string): void => {
    const refusal = refusalAfterReset(request, nameOf(emulator, account_id))
    if (refusal) done(refusal)
    else next()
  }
  const isUrgent = request.routeOptions.config.isUrgent?.(request)
  const going = afterClockMove(emulator, accountsOf(request), closing, next, isReset, isUrgent)
  if (!(going instanceof Promise)) return
  request.hasWaited = true
  going.catch(done)
}

function accountsOf(request: FastifyRequest): string[] {
  const { body, params, routeOptions, server } = request
  if (routeOptions.config.surface === 'control') return accountsAsked(request)
  const { identified } = request.call.soFar
  if (identified) return [identified.account]
  const { idp_id = headerOf(request, 'x-idp-id') } = params as { idp_id?: string }
  return accountsMeant(server.emulator, wireOf(request), body, planOf(request), idp_id)
}

/** The account that a call of the control API acts on; none, if it acts on none. */
function accountsAsked({ routeOptions, query, params, server }: FastifyRequest): string[] {
  if (routeOptions.config.goesAhead) return []
  const querystring = schemaOf(routeOptions.schema?.querystring) as { shape?: object } | undefined
  const { account } = { ...(query as object), ...(params as object) } as { account?: string }
  const asked = account ?? ('account' in (querystring?.shape ?? {}) ? default_account : undefined)
  const found = asked === undefined ? undefined : server.emulator.accounts.find(asked)
  return found ? [found.id] : []
}

/**
 * A call that waited while its account was reset was meant for the account as it was before: nothing in
 * flight writes into it afterward. Where the gateway is, it knows that itself (authentication.ts).
 */
function refusalAfterReset(request: FastifyRequest, account: string): ApiError | undefined {
  if (isGuarded(request)) return undefined
  return request.routeOptions.config.surface === 'control'
    ? new ApiError('resetMeanwhile', account)
    : new ApiError('iamUnauthorized')
}
