import type { FastifySchema } from 'fastify'
import type { ServiceName } from '../../schemas/control/coverage.ts'

/** A route that clients call, with the schema that says what a call may send. */
export type Route = {
  operation: string
  service: ServiceName
  method: string
  /** Such as `/v3/tasks/:task_id`. */
  path: string
  schema: FastifySchema
}

/** The operationId of a route, which is a part of its schema; undefined where it has none. */
export const operationOf = (schema: FastifySchema | undefined): string | undefined =>
  (schema as { operationId?: string } | undefined)?.operationId
