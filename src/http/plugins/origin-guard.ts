import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { ApiError } from '../../errors.ts'

/**
 * No web page may drive the emulator: a request that a browser sends for a page from elsewhere is
 * refused on every route. Clients and command lines send none of these headers.
 */
export const originGuard = fp(async (app) => {
  app.addHook('onRequest', async (request) => {
    if (isForeign(request)) throw new ApiError('originForeign')
  })
})

function isForeign({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') return true
  const { origin } = headers
  if (origin === undefined) return false
  try {
    return new URL(origin).host !== host
  } catch {
    return true
  }
}
