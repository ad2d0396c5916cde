import { SchemaRefused } from '../refusals/schema-refused.ts'
import type { Call } from './call.ts'
import { firstDropped } from './first-dropped.ts'

/** A strict contract: an SMS call without a body takes none. An empty object counts as none. @throws SchemaRefused */
export function refuseSurplusBody({ request }: Call): undefined {
  const { schema } = request.routeOptions
  if (schema === undefined || schema.body !== undefined) return
  const dropped = firstDropped(request.body, {})
  if (dropped) throw new SchemaRefused([dropped])
}
