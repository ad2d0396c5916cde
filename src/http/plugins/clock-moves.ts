import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { default_account } from '../../operations/accounts.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Acts on accounts that its address does not name. */
    manyAccounts?: boolean
  }
}

/**
 * Whoever calls an account whose clock is on a long way waits until it has come to its end, as if the
 * move had been made at once. Nobody else waits.
 *
 * It is the last hook before the handler, so that no move begins in between.
 */
export const clockMoves = fp(async (app) => {
  const { moves } = app.emulator
  app.addHook('preHandler', (request, _reply, done) => {
    const goOn = (): void => {
      const move = moves.size > 0 ? moveInTheWay(request) : undefined
      if (move) void move.then(goOn)
      else done()
    }
    goOn()
  })
})

function moveInTheWay(request: FastifyRequest): Promise<void> | undefined {
  const { emulator } = request.server
  const { manyAccounts } = request.routeOptions.config
  if (manyAccounts) return emulator.moves.values().next().value
  const account = request.account || accountAsked(request)
  return account === undefined ? undefined : emulator.moves.get(account)
}

/** The account that a call of the control API acts on; undefined for one that acts on none. */
function accountAsked({ routeOptions, query, params, server }: FastifyRequest): string | undefined {
  const { querystring } = (routeOptions.schema ?? {}) as { querystring?: { shape?: object } }
  const { account } = { ...(query as object), ...(params as object) } as { account?: string }
  const asksFor = account ?? ('account' in (querystring?.shape ?? {}) ? default_account : undefined)
  return asksFor === undefined ? undefined : server.emulator.accounts.find(asksFor)?.id
}
