import type { FastifyError } from 'fastify'
import { refusalBody } from '../refusals/refuse.ts'
import type { Call } from './call.ts'
import type { CallContext, Wait } from './stage.ts'

/** What an answer says in its headers of something that is not in the file. */
const headers_of_answers = ['x-subject-token', 'content-disposition']

/**
 * An answer is sent when all that it can tell of is in the file: what a client was told of outlives a killed process.
 * An answer of a service tells of one account, and others of any. When the file could not take it, the call is refused.
 */
export function commit(call: Call, { emulator }: CallContext): undefined | Wait {
  const { identified } = call.knownParts
  const isOfOne = call.surface === 'sms' || call.surface === 'companions'
  const committed = emulator.commits.committed(isOfOne ? identified?.account.id : undefined)
  if (!committed) return undefined
  return (next) => {
    const refused = (error: FastifyError): void => {
      for (const name of headers_of_answers) call.reply.removeHeader(name)
      // Not thrown: the answer may be a refusal itself, and a reply is refused only once.
      call.part('outgoing').payload = JSON.stringify(refusalBody(error, call))
      next()
    }
    committed.then(() => next(), refused)
  }
}
