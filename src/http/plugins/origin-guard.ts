import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { ApiError } from '../../errors.ts'

/**
 * No web page may drive the emulator: a request that a browser sends for a page from elsewhere is
 * refused on every route. Clients and command lines send none of these headers.
 */
export const originGuard = fp(async (app) => {
  const { public_url } = app.emulator.config
  const publicHost = public_url === undefined ? null : hostOf(public_url)
  app.addHook('onRequest', async (request) => {
    if (isForeign(request, publicHost)) throw new ApiError('originForeign')
  })
})

function isForeign(
  { headers, host, hostname }: FastifyRequest,
  publicHost: string | null,
): boolean {
  const site = headers['sec-fetch-site']
  const { origin } = headers
  if (site === undefined && origin === undefined) return false
  if (site === 'cross-site' || site === 'same-site') return true
  // A browser: a public name that was made to point here (DNS rebinding) is foreign, too.
  const isOurs =
    isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 ||
    !hostname.includes('.') ||
    hostname.endsWith('.localhost') ||
    host === publicHost
  return !isOurs || (origin !== undefined && hostOf(origin) !== host)
}

function hostOf(url: string): string | null {
  try {
    return new URL(url).host
  } catch {
    return null
  }
}
