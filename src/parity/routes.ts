import type { z } from 'zod'
import type { ContractRoute } from '../process/memory-emulator.ts'
import { ownValue } from '../text/own-value.ts'
import type { RecordedCall } from './recording.ts'

/** The routes of an emulator, by which recorded calls are known for operations. */

/** A recorded call with its operation, and the parts of its path that are ids, by their names. */
export type MatchedCall = RecordedCall & {
  route: ContractRoute
  params: Readonly<Record<string, string>>
}

/**
 * Finds the operation of a call.
 *
 * @returns undefined for a call that the contract does not have.
 */
export function matchCall(
  routes: readonly ContractRoute[],
  call: RecordedCall,
): MatchedCall | undefined {
  const parts = partsOf(call.path)
  const found = routes
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

const partsOf = (path: string): string[] =>
  path
    .replace(/\/{2,}/g, '/')
    .split('/')
    .slice(1)

function paramsOf(
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined
  const params = new Map<string, string>()
  for (const [index, wanted] of pattern.entries()) {
    const given = parts[index] ?? ''
    if (wanted.startsWith(':')) params.set(wanted.slice(1), decoded(given))
    else if (wanted !== given) return undefined
  }
  return Object.fromEntries(params)
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
  const response = ownValue(responses, String(status)) as
    | (z.ZodType & { content?: Record<string, { schema: z.ZodType }> })
    | undefined
  return (
    response?.content?.['application/json']?.schema ??
    ('_zod' in (response ?? {}) ? response : undefined)
  )
}
