import type { FastifyRequest } from 'fastify'
import { partsOf } from '../../text/targets.ts'
import { baseUrl } from '../pipeline/base-url.ts'
import { prefixOf } from '../pipeline/service-address.ts'

/** The absolute URL of what was asked for, by the way it was asked for: what `links` show. */
export const selfOf = (request: FastifyRequest): string =>
  baseUrl(request) + prefixOf(request) + partsOf(request.url).path.replace(/\/+$/, '')

/** Where the catalog points; null when the caller wants none. */
export const catalogBase = (request: FastifyRequest): string | null =>
  'nocatalog' in (request.query as object) ? null : baseUrl(request)
