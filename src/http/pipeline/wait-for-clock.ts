import { ApiError } from '../../errors/refusals.ts'
import type { Account } from '../../operations/account/account.ts'
import { runAfterClockMoves } from '../../operations/account/wait-for-clock.ts'
import { findAccountsOfCall } from '../../operations/iam/accounts-of-call.ts'
import { default_account } from '../../operations/registry/accounts.ts'
import type { Call } from './call.ts'
import type { CallContext, Wait } from './stage.ts'
import { schemaOf } from './validate.ts'
import { cluesOf, headerOf } from './wire.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Does not wait for a clock that is on its way. */
    goesAhead?: boolean
    /** Whether a call interrupts its account when that is catching up, instead of waiting for the end. */
    isUrgent?: (request: FastifyRequest) => boolean
  }
}

/**
 * A call waits while long work is under way in its account or much is due there, as if that had been done at once;
 * other accounts are served. An urgent call interrupts an account that is catching up.
 *
 * It makes no promise of its own, and nothing between it and the handler does: so nothing can begin to move in
 * between.
 */
export function waitForClock(call: Call, { emulator, closing }: CallContext): undefined | Wait {
  if (!emulator.accounts.isAnyBusy()) return undefined
  const { request, reply, config } = call
  const accounts = accountsOf(call)
  return (done) => {
    const next = (): void => {
      // The client is gone.
      if (reply.raw.destroyed) reply.hijack()
      else done()
    }
    const isReset = ({ name }: Account): void => {
      const refusal = refusalAfterReset(call, name)
      if (refusal) done(refusal)
      else next()
    }
    const isUrgent = config.isUrgent?.(request)
    const going = runAfterClockMoves(accounts, { closing, work: next, onReset: isReset, isUrgent })
    if (!(going instanceof Promise)) return
    call.add('waited', true)
    going.catch(done)
  }
}

function accountsOf(call: Call): Account[] {
  const { request, config, knownParts } = call
  if (config.surface === 'control') return accountsAsked(call)
  if (knownParts.identified) return [knownParts.identified.account]
  const { params } = request
  const { idp_id = headerOf(request, 'x-idp-id') } = params as { idp_id?: string }
  return findAccountsOfCall(call.emulator.accounts, { ...cluesOf(call), provider: idp_id })
}

/** The account that a call of the control API acts on; none, if it acts on none. */
function accountsAsked({ config, request, emulator }: Call): Account[] {
  if (config.goesAhead) return []
  const { routeOptions, query, params } = request
  const querystring = schemaOf(routeOptions.schema?.querystring) as { shape?: object } | undefined
  const { account } = { ...(query as object), ...(params as object) } as { account?: string }
  const asked = account ?? ('account' in (querystring?.shape ?? {}) ? default_account : undefined)
  const found = asked === undefined ? undefined : emulator.accounts.find(asked)
  return found ? [found] : []
}

/**
 * A call that waited while its account was reset was meant for the account as it was before: nothing in
 * flight writes into it afterward. Where the gateway is, it knows that itself (identify.ts).
 */
function refusalAfterReset(
  { isBehindGateway: isGuarded, config }: Call,
  account: string,
): ApiError | undefined {
  if (isGuarded) return undefined
  return config.surface === 'control'
    ? new ApiError('resetMeanwhile', account)
    : new ApiError('iamUnauthorized')
}
