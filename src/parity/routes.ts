import type { FastifyPluginAsync, FastifySchema } from 'fastify'
import type { z } from 'zod'
import { contractOf, type Route } from '../http/control/coverage.ts'
import type { RecordedCall } from './recording.ts'
import type { RecordedService } from './service-of-url.ts'

/** The routes of an emulator, by which recorded calls are known for operations. */

/** A route of SMS or IAM. */
export type ContractRoute = {
  operation: string
  service: RecordedService
  method: string
  /** Such as `/v3/tasks/:task_id`. */
  path: string
  schema: FastifySchema
}

/** A recorded call with its operation, and the parts of its path that are ids, by their names. */
export type MatchedCall = RecordedCall & {
  route: ContractRoute
  params: Readonly<Record<string, string>>
}

/** The table of the routes of an emulator. */
export class RouteTable {
  readonly routes: ContractRoute[] = []

  /** Fills the table; register it before the routes. */
  readonly collect: FastifyPluginAsync = async (app) => {
    app.addHook('onRoute', (options) => {
      const found: Route[] = []
      contractOf(found)(options)
      for (const { operation, service, schema } of found) {
        for (const method of [options.method].flat()) {
          this.routes.push({ operation, service, method, path: options.url, schema })
        }
      }
    })
  }

  /** @returns undefined for a call that the contract does not have. */
  match(call: RecordedCall): MatchedCall | undefined {
    const parts = partsOf(call.path)
    const found = this.routes
      .filter(({ service, method }) => service === call.service && method === call.method)
      .flatMap((route) => {
        const params = paramsOf(partsOf(route.path), parts)
        return params ? [{ route, params }] : []
      })
      // A path that is written out is meant before one with a parameter.
      .sort((one, other) => Object.keys(one.params).length - Object.keys(other.params).length)
    const [best] = found
    return best && { ...call, ...best }
  }
}

const partsOf = (path: string): string[] => path.replace(/\/{2,}/g, '/').split('/').slice(1)

function paramsOf(
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, wanted] of pattern.entries()) {
    const given = parts[index] ?? ''
    if (wanted.startsWith(':')) params[wanted.slice(1)] = decoded(given)
    else if (wanted !== given) return undefined
  }
  return params
}

/** A part of a path as text; one that cannot be decoded is itself. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The schema of the body that a route answers with a status; undefined where the contract has none. */
export function answerSchema({ schema }: ContractRoute, status: number): z.ZodType | undefined {
  const responses = (schema.response ?? {}) as Record<string, unknown>
  const response = responses[String(status)] as
    | (z.ZodType & { content?: Record<string, { schema: z.ZodType }> })
    | undefined
  return response?.content?.['application/json']?.schema ?? ('_zod' in (response ?? {}) ? response : undefined)
}
