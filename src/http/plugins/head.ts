import type { RouteOptions } from 'fastify'

/**
 * Answers HEAD wherever GET is answered (RFC 9110 §9.3.2): one route with both methods, which costs a start
 * nothing, where Fastify's `exposeHeadRoutes` makes a second route of each. Node sends no body to HEAD. A
 * route whose HEAD is an operation of its own says `exposeHeadRoute: false`.
 */
export function answerHead(route: RouteOptions): void {
  if (route.method === 'GET' && route.exposeHeadRoute !== false) route.method = ['GET', 'HEAD']
}
