import type { FastifyRequest } from 'fastify'
import type { Clues } from '../../operations/iam/accounts-of-call.ts'
import type { WireRequest } from '../../operations/iam/callers.ts'
import { ownValue } from '../../text/own-value.ts'
import type { Parts } from './parts.ts'

/** What a request says of itself, as it came. */

/** A call, as far as it has come. */
export type ArrivedCall = {
  readonly request: FastifyRequest
  readonly knownParts: Readonly<Partial<Parts>>
}

const no_bytes = Buffer.alloc(0)

/** The request as it came over the wire, before its path was rewritten. */
export const wireOf = ({ request, knownParts }: ArrivedCall): WireRequest => ({
  method: request.raw.method ?? '',
  target: request.originalUrl,
  headers: request.raw.headers,
  body: knownParts.signed?.bytes ?? no_bytes,
})

/** A header with text in it; an empty one counts as absent. */
export function headerOf(
  { headers }: Pick<FastifyRequest, 'headers'>,
  name: string,
): string | undefined {
  const value = ownValue(headers, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What a call says of whose it is. */
export const cluesOf = (call: ArrivedCall): Clues => ({
  wire: wireOf(call),
  hints: call.knownParts.parsed?.hints ?? {},
  plan: planOf(call),
})

/** The plan of faults that a call asks for. */
export const planOf = ({ request }: Pick<ArrivedCall, 'request'>): string | undefined =>
  headerOf(request, 'x-emulator-faults')
