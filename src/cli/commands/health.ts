import { EmulatorClient } from '../../client/client.ts'
import { EmulatorUnreachable } from '../../client/errors.ts'
import { loadConfig, variable } from '../../config.ts'
import { ownValue } from '../../text/own-value.ts'
import type { Context } from '../context.ts'
import { textOf } from '../usage.ts'

/** How long an emulator may take to say that it is ready. */
const patience_ms = 3_000

/**
 * `sms-emulator health`: exit 0 when an emulator is ready, 1 and the reason when not, also when none
 * answers. Made for a container's health check: it needs no shell and no curl, and finds the port in
 * the same settings as `start` does.
 */
export async function health({ options, out }: Context): Promise<boolean> {
  const { json: _, url: __, ...settings } = options
  const url = textOf(options, 'url') ?? variable(process.env, 'URL') ?? urlOf(settings)
  const answer = await readinessAt(url)
  out.show({ url, ...answer }, () => (answer.ready ? 'ready' : `not ready: ${answer.reason}`))
  return answer.ready
}

function urlOf(settings: Record<string, unknown>): string {
  const { host, port } = loadConfig(settings, process.env).config
  const everywhere = ownValue({ '0.0.0.0': '127.0.0.1', '::': '[::1]' }, host)
  return `http://${everywhere ?? (host.includes(':') ? `[${host}]` : host)}:${port}`
}

async function readinessAt(url: string): Promise<{ ready: boolean; reason?: string | undefined }> {
  try {
    return await new EmulatorClient(url).ready({ signal: AbortSignal.timeout(patience_ms) })
  } catch (error) {
    if (error instanceof EmulatorUnreachable) return { ready: false, reason: error.message }
    if ((error as Error).name !== 'TimeoutError') throw error
    return { ready: false, reason: `no answer in ${patience_ms} ms` }
  }
}
