import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the server closes. */
    closing: AbortSignal
  }
}

/** What waits must end when the server closes, and when its client goes away. */
export const endings = fp(async (app) => {
  const closing = new AbortController()
  app.decorate('closing', closing.signal)
  app.addHook('preClose', async () => closing.abort())
})

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
