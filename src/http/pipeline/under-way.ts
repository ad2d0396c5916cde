import type { FastifyReply } from 'fastify'
import type { Call } from './call.ts'

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
