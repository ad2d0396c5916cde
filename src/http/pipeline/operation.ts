import type { FastifySchema } from 'fastify'

/** The operationId of a route, which is a part of its schema; undefined where it has none. */
export const operationOf = (schema: FastifySchema | undefined): string | undefined =>
  (schema as { operationId?: string } | undefined)?.operationId
