import { ApiError } from '../../errors/refusals.ts'
import type { Call } from './call.ts'
import type { CallContext } from './stage.ts'

/** Refuses a call that arrives while the emulator stops, and ends its connection. @throws ApiError 503 */
export function refuseStopping({ reply }: Call, { closing }: CallContext): undefined {
  if (!closing.aborted) return
  reply.header('connection', 'close')
  throw new ApiError('stopping')
}
