import { configOf, testSettings } from '../config.ts'
import { well_known } from '../domain/identity/well-known.ts'
import { createEmulator } from '../emulator.ts'
import { buildApp } from '../http/app.ts'
import { bootAccounts } from '../operations/control/reset.ts'
import { rehearseFixtures } from './rehearsal.ts'

/** When the story of the examples begins, by every clock. */
const begin = Date.parse('2026-01-01T12:00:00Z')
const host = '127.0.0.1:7670'

/** An emulator in memory, in which the story of the documents' examples is played: no time passes, nothing comes by chance. */
export type StoryEmulator = {
  send(call: {
    method: string
    url: string
    headers: Record<string, string>
    payload?: string
  }): Promise<{ status: number; headers: Record<string, unknown>; text: string }>
  close(): Promise<void>
}

/**
 * Starts an emulator for a story, as `sms-emulator start --clock frozen --pace 1 --record --now 2026-01-01T12:00:00Z`
 * would, without a port.
 */
export async function startStoryEmulator(): Promise<StoryEmulator> {
  const config = configOf({ ...testSettings, now: begin, record: true })
  const emulator = createEmulator(config, {
    wall: () => begin,
    boot: [well_known],
    later: setImmediate,
    rehearse: rehearseFixtures,
    sleep: (_, signal) => untilAborted(signal),
  })
  const app = await buildApp(emulator)
  bootAccounts(emulator.accounts)
  return {
    send: async ({ method, url: target, headers, payload }) => {
      const response = await app.inject({
        method: method as 'GET',
        url: target,
        headers: { host, 'user-agent': 'example', ...headers },
        payloadAsStream: true,
        ...(payload === undefined ? {} : { payload }),
      })
      return {
        status: response.statusCode,
        headers: response.headers,
        text: await textOf(response.stream(), String(response.headers['content-type'])),
      }
    },
    close: async () => {
      await app.close()
      emulator.close()
    },
  }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** The body of an answer; of server-sent events those up to the first call. */
async function textOf(body: AsyncIterable<Buffer | string>, type: string): Promise<string> {
  let text = ''
  for await (const piece of body) {
    text += piece
    if (type.includes('event-stream') && /^data: .*\n\n$/m.test(text)) break
  }
  return text
}
