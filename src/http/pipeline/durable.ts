import type { FastifyError, FastifyPluginAsync } from 'fastify'
import { refusalBody } from './errors.ts'

/** What an answer says in its headers of something that is not in the file. */
const headers_of_answers = ['x-subject-token', 'content-disposition']

/**
 * An answer is sent when all that had been done by then is in the file: what a client was told of
 * outlives a killed process. When the file could not take it, the call is refused.
 */
export const durable: FastifyPluginAsync = async (app) => {
  const { emulator } = app
  app.addHook('onSend', (request, reply, payload, done) => {
    const committed = emulator.committed()
    if (!committed) return done(null, payload)
    const refused = (error: FastifyError): void => {
      for (const name of headers_of_answers) reply.removeHeader(name)
      // Not thrown: the answer may be a refusal itself, and a reply is refused only once.
      done(null, JSON.stringify(refusalBody(error, request, reply)))
    }
    committed.then(() => done(null, payload), refused)
  })
}
