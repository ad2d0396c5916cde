import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../../errors/refusals.ts'
import { alternatives } from '../../text/lists.ts'
import { nearest } from '../../text/names.ts'
import { partsOf } from '../../text/targets.ts'

/** The refusal of a method and a path that no route has. */

type KnownRoute = { method: string; url: string }

declare module 'fastify' {
  interface FastifyInstance {
    known_routes: readonly KnownRoute[]
  }
}

/** Keeps in mind which routes an app has, for those who ask for others. */
export function rememberRoutes(app: FastifyInstance): void {
  const known: KnownRoute[] = []
  app.decorate('known_routes', known)
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) known.push({ method: one, url })
  })
}

/** @throws ApiError 404; the control API says what was probably meant. */
export const refuseUnknown = ({ call, method, url, server }: FastifyRequest): never => {
  if (call.surface !== 'control') throw new ApiError('apiUnknown')
  const { path } = partsOf(url)
  throw new ApiError('controlUnknown', method, path, hintFor(path, server.known_routes))
}

/** The end of the sentence: the methods that the path takes, or else the path that was probably meant, if any is near. */
function hintFor(path: string, routes: readonly KnownRoute[]): string {
  const here = routes.filter(({ url }) => formOf(url).test(path))
  if (here.length > 0) return `; it takes ${alternatives(here.map(({ method }) => method))}.`
  const names = routes
    .filter(({ url }) => base.test(url))
    .map(({ url }) => url.replace(base, '').replace(/:(\w+)/g, '{$1}'))
  const rest = path.replace(base, '').replace(/\/$/, '')
  const near = nearest(rest, names)
  // Of a path that goes on behind that of a route, such as faults/fault-1, the route was meant.
  const meant = near.length > 0 ? near : names.filter((name) => rest.startsWith(`${name}/`))
  const whole = [...new Set(meant)].map((name) => `/_emulator/${name}`)
  return whole.length === 0 ? '.' : `; did you mean ${alternatives(whole)}?`
}

const base = /^\/_emulator\//

const formOf = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.*]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`)
