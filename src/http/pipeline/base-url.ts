import type { FastifyRequest } from 'fastify'

/** The emulator's own URL, without a slash at its end: as configured, or as the request came in. */
export const baseUrl = ({ protocol, host, call }: FastifyRequest): string =>
  (call.emulator.config.public_url ?? `${protocol}://${host}`).replace(/\/+$/, '')
