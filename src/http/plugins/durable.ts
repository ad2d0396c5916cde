import type { FastifyPluginAsync } from 'fastify'

/**
 * An answer is sent when all that had been done by then is in the file: what a client was told of
 * outlives a killed process. When the file could not take it, the call is refused.
 */
export const durable: FastifyPluginAsync = async (app) => {
  const { emulator } = app
  app.addHook('onSend', (_request, _reply, payload, done) => {
    const committed = emulator.committed()
    if (!committed) done(null, payload)
    else committed.then(() => done(null, payload), done)
  })
}
