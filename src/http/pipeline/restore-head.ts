import type { IncomingMessage } from 'node:http'
import type { Call } from './call.ts'

/**
 * Answers HEAD wherever GET is answered (RFC 9110 §9.3.2), by the same route: a request is routed as GET, and
 * is HEAD again for all that comes after. Node sends no body to what came as HEAD. Fastify's
 * `exposeHeadRoutes` makes a second route of each instead, which takes 10 ms of every start.
 */

const routed_as_get = new WeakSet<IncomingMessage>()

/** Checking a token by HEAD is an operation of its own, KeystoneCheckToken. */
const has_head_of_its_own = /^\/v3\/auth\/tokens(?:\?|$)/

/** @param target the path and the query by which the request is routed */
export function routeHeadAsGet(request: IncomingMessage, target: string): string {
  if (request.method === 'HEAD' && !has_head_of_its_own.test(target)) {
    routed_as_get.add(request)
    request.method = 'GET'
  }
  return target
}

/** Once a request is routed. */
export function restoreMethod(request: IncomingMessage): void {
  if (routed_as_get.has(request)) request.method = 'HEAD'
}

/** A call that was routed as GET is HEAD again. */
export function restoreHead({ request }: Call): undefined {
  restoreMethod(request.raw)
}
