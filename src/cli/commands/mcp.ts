import { EmulatorError, EmulatorUnreachable, LibraryError } from '../../client/errors.ts'
import { version } from '../../package.ts'
import { type Address, unreachableText } from '../address.ts'
import type { Context } from '../context.ts'
import { untilStopped } from '../until-stopped.ts'

/** `sms-emulator mcp`: tools for agents, over standard input and output, until the input ends or it is stopped. */
export async function mcp({ client, address }: Context): Promise<void> {
  // In dist/ a file of its own, which holds the SDK of the protocol.
  const { serveOverStdio } = await import('../../mcp/server.ts')
  const wordError = (error: unknown) => errorWords(error, address)
  await Promise.race([
    serveOverStdio({ version, client, wordError }, process.stdin),
    untilStopped(),
  ])
  // A call of a tool may still wait for the emulator: nobody reads its answer any more.
  process.stdin.destroy()
}

/** What went wrong, as the control API says it, with every place that is wrong; undefined where it is a defect. */
export function errorWords(error: unknown, address: Address): string | undefined {
  if (error instanceof EmulatorUnreachable) return unreachableText(error, address)
  if (error instanceof EmulatorError) {
    const { code, message, details } = error
    const places = details.map(({ path, message }) => `- ${path}: ${message}`)
    return [`${code}: ${message}`, ...places].join('\n')
  }
  return error instanceof LibraryError ? error.message : undefined
}
