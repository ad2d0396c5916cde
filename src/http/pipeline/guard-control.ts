import { createHash, timingSafeEqual } from 'node:crypto'
import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../errors/refusals.ts'
import type { Call } from './call.ts'
import type { CallContext } from './stage.ts'

/**
 * The control API can do everything: this machine may call it without its token, others only with it. Anyone may ask
 * whether the emulator is there and ready.
 *
 * @throws ApiError 401 without the token
 */
export function guardControl(
  { request, surface, config }: Call,
  {
    emulator: {
      host: { control_token },
    },
  }: CallContext,
): undefined {
  if (surface !== 'control' || config.public || isLoopback(request.ip)) return
  if (control_token === 'off') return
  if (control_token === null || !isSame(tokenOf(request), control_token)) {
    throw new ApiError('controlTokenMissing')
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of the control API, and answered to everyone. */
    public?: boolean
  }
}

/** @param address of the other side; none once the connection is gone */
const isLoopback = (address: string | undefined = ''): boolean => {
  const plain = address.replace(/^::ffff:/, '')
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}

/** `X-Emulator-Token: <token>` or `Authorization: Bearer <token>`. */
function tokenOf({ headers }: FastifyRequest): string {
  const own = headers['x-emulator-token']
  return typeof own === 'string' ? own : (headers.authorization ?? '').replace(/^Bearer /i, '')
}

/** Takes as long for any text. */
const isSame = (one: string, other: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
