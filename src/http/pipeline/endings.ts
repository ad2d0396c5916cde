import type { FastifyPluginAsync, FastifyReply } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the server closes. */
    closing: AbortSignal
  }
}

/** So long may a call that is under way take to be answered when the server closes. */
const drain_max_ms = 2_000

/**
 * What waits must end when the server closes, and when its client goes away. Calls that are under
 * way when it closes are answered before their connections are closed.
 */
export const endings: FastifyPluginAsync = async (app) => {
  const closing = new AbortController()
  const drained = new AbortController()
  let under_way = 0
  const left = (): void => {
    under_way--
    if (under_way === 0 && closing.signal.aborted) drained.abort()
  }
  app.decorate('closing', closing.signal)
  app.addHook('onRequest', (_, reply, done) => {
    under_way++
    reply.raw.once('close', left)
    done()
  })
  app.addHook('preClose', async () => {
    closing.abort()
    // Without a listener nobody is at the other end, as in tests.
    if (under_way > 0 && app.server.listening) {
      await app.emulator.sleep(drain_max_ms, drained.signal)
    }
  })
}

/**
 * Waits for something that is told when it should end early.
 *
 * @returns false when the client went away or the server closes.
 */
export async function whileThere(
  { raw, server }: FastifyReply,
  wait: (signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  if (raw.destroyed) return false
  const gone = new AbortController()
  const leave = (): void => gone.abort()
  raw.once('close', leave)
  const signal = AbortSignal.any([gone.signal, server.closing])
  await wait(signal)
  raw.off('close', leave)
  return !signal.aborted && !raw.destroyed
}
