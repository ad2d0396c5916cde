import type { FastifyRequest } from 'fastify'
import type { WireRequest } from '../../operations/iam/callers.ts'
import { ownValue } from '../../text/own-value.ts'

/** What a request says of itself, as it came. */

const no_bytes = Buffer.alloc(0)

/** The request as it came over the wire, before its path was rewritten. */
export const wireOf = ({ raw, originalUrl, bytes }: FastifyRequest): WireRequest => ({
  method: raw.method ?? '',
  target: originalUrl,
  headers: raw.headers,
  body: bytes ?? no_bytes,
})

/** A header with text in it; an empty one counts as absent. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = ownValue(request.headers, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The plan of faults that a call asks for. */
export const planOf = (request: FastifyRequest): string | undefined =>
  headerOf(request, 'x-emulator-faults')

/** Whether the gateway stands before a route. */
export const isGuarded = ({ routeOptions }: FastifyRequest): boolean => {
  const { surface, dialect, open } = routeOptions.config
  return (surface === 'sms' && !open) || dialect === 'gateway'
}
