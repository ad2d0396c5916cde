import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Emulator } from '../../emulator.ts'
import type { Call } from './call.ts'

/** So long may a call that is under way take to be answered when the server closes. */
const drain_max_ms = 2_000

/** The calls that are under way. */
export class UnderWay {
  #count = 0
  readonly #drained = new AbortController()
  readonly #closing = new AbortController()
  readonly #works: ((call: Call) => void)[] = []

  /** Does something with each call that has been answered, or whose connection is gone. */
  onEnd(work: (call: Call) => void): void {
    this.#works.push(work)
  }

  get closing(): AbortSignal {
    return this.#closing.signal
  }

  begin(call: Call): void {
    this.#count++
    call.reply.raw.on('close', () => this.#leave(call))
  }

  /** Says that the server closes. @returns whether any call is under way */
  close(): boolean {
    this.#closing.abort()
    return this.#count > 0
  }

  /** Aborted when the server closes and no call is under way any more. */
  get drained(): AbortSignal {
    return this.#drained.signal
  }

  #leave(call: Call): void {
    this.#count--
    if (this.#count === 0 && this.closing.aborted) this.#drained.abort()
    for (const work of this.#works) work(call)
  }
}

/**
 * What waits must end when the server closes, and when its client goes away. Calls that are under
 * way when it closes are answered before their connections are closed.
 */
export function drainAtTheEnd(app: FastifyInstance, under_way: UnderWay, { time }: Emulator): void {
  app.addHook('preClose', async () => {
    // Without a listener nobody is at the other end, as in tests.
    if (under_way.close() && app.server.listening) {
      await time.sleep(drain_max_ms, under_way.drained)
    }
  })
}

/**
 * Waits for something that is told when it should end early.
 *
 * @returns false when the client went away or the server closes.
 */
export async function waitWhileConnected(
  { raw, request }: FastifyReply,
  wait: (signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  if (raw.destroyed) return false
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  raw.once('close', leave)
  const signal = AbortSignal.any([gone.signal, request.call.context.closing])
  await wait(signal)
  raw.off('close', leave)
  return !signal.aborted && !raw.destroyed
}
