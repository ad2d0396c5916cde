import type { FastifyRequest } from 'fastify'
import type { Config } from '../../config.ts'

/** The emulator's own URL, without a slash at its end: as configured, or as the request came in. */
export const baseUrl = (
  { protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>,
  { public_url }: Config,
): string => (public_url ?? `${protocol}://${host}`).replace(/\/+$/, '')
