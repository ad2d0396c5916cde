import { EmulatorClient } from '../../client/client.ts'
import { EmulatorUnreachable } from '../../client/errors.ts'
import { counted } from '../../text/numbers.ts'
import { type Address, unreachableText } from '../address.ts'
import type { Context } from '../context.ts'

/** How long an emulator may take to say that it is ready. */
const patience_ms = 3_000

/**
 * `sms-emulator health`: exit 0 when an emulator is ready, 1 and the reason when not, also when none
 * answers. Made for a container's health check: it needs no shell and no curl, and finds the port in
 * the same settings as `start` does.
 */
export async function health({ address, out }: Context): Promise<boolean> {
  const { url } = address
  const answer = await readinessAt(address)
  out.show({ url, ...answer }, () => (answer.ready ? 'ready' : `not ready: ${answer.reason}`))
  return answer.ready
}

async function readinessAt(
  address: Address,
): Promise<{ ready: boolean; reason?: string | undefined }> {
  try {
    return await new EmulatorClient(address.url).ready({
      signal: AbortSignal.timeout(patience_ms),
    })
  } catch (error) {
    if (error instanceof EmulatorUnreachable) {
      return { ready: false, reason: unreachableText(error, address) }
    }
    if ((error as Error).name !== 'TimeoutError') throw error
    return { ready: false, reason: `no answer within ${counted(patience_ms / 1000, 'second')}` }
  }
}
