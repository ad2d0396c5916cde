import { EmulatorUnreachable } from './errors.ts'
import { serverEvents } from './server-events.ts'
import type { Connection } from './transport.ts'
import type { StreamEvent } from './types.ts'

/** Where to begin, and how to end. */
export type EventOptions = {
  /** The account to follow; that of the client if absent. */
  account?: string | undefined
  /** Ends it: the loop is left with the reason of the signal. */
  signal?: AbortSignal | undefined
  /** Goes on after this event, which was seen before. */
  lastEventId?: string | undefined
  /** Is told when the connection is made, and when it breaks: in between, what is known may be old. */
  onConnection?: ((isConnected: boolean) => void) | undefined
}

/** How long it waits before each attempt to connect again: half a minute in all. */
const pauses_ms = [0, 100, 200, 400, 800, ...Array.from({ length: 28 }, () => 1000)]

/**
 * Follows an account. When the connection breaks it is made again, and goes on after the last event that came whole.
 *
 * @throws EmulatorUnreachable when that fails for half a minute, EmulatorError when the account is gone.
 */
export async function* followEvents(
  connection: Connection,
  { account, signal, lastEventId, onConnection }: EventOptions,
): AsyncGenerator<StreamEvent> {
  let last = lastEventId
  for (let attempt = -1; !connection.isClosed; attempt++) {
    if (attempt >= 0) await pause(pauses_ms[attempt] ?? 1000, signal)
    const body = await open(connection, { account, signal, lastEventId: last }).catch((error) => {
      if (signal?.aborted || !(error instanceof EmulatorUnreachable)) throw error
      if (attempt >= pauses_ms.length - 1 && !connection.isClosed) throw error
    })
    if (!body) continue
    onConnection?.(true)
    try {
      for await (const { id = '', event = '', data } of serverEvents(body)) {
        attempt = -1
        last = id
        yield { id, event, data: JSON.parse(data) } as StreamEvent
      }
    } catch (error) {
      // A connection that breaks is made again.
      if (signal?.aborted) throw error
    }
    onConnection?.(false)
  }
}

const open = (
  connection: Connection,
  { account = connection.options.account, signal, lastEventId }: EventOptions,
): Promise<AsyncIterable<Uint8Array>> =>
  connection.stream('followEvents', {
    query: { account },
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    signal,
  })

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
