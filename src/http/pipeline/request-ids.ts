import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { accountMeant } from '../../operations/iam/accounts-meant.ts'
import { surfaceOf } from './surface.ts'
import { planOf, wireOf } from './wire.ts'

/**
 * Every answer tells the id of its call. It has one before its handler begins, or when it is refused or
 * answered earlier.
 */
export const requestIds: FastifyPluginAsync = async (app) => {
  app.addHook('preHandler', (request, reply, done) => {
    tellId(request, reply)
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.id === '') tellId(request, reply)
    done(null, payload)
  })
}

/**
 * The account that a call is about, by its credentials or, to IAM and the control API, by what it says;
 * null when nothing tells.
 */
export function accountOf(request: FastifyRequest): string | null {
  const known = request.call.soFar.identified?.account ?? request.evidence?.account
  if (known) return known
  const { emulator } = request.server
  switch (surfaceOf(request)) {
    case 'sms':
      return null
    case 'iam':
      return accountMeant(emulator, wireOf(request), request.sentBody, planOf(request)) ?? null
    case 'control': {
      const { account } = (request.query ?? {}) as { account?: unknown }
      return (typeof account === 'string' && emulator.accounts.find(account)?.id) || null
    }
  }
}

/**
 * The id of a call, the next of its account: given when it is known whose it is, or when it is first told of.
 * So it does not depend on what other accounts are called meanwhile.
 */
export function idOf(request: FastifyRequest): string {
  if (request.id === '') {
    request.id = request.server.emulator.nextRequestId(accountOf(request) ?? undefined)
  }
  return request.id
}

/** Tells a client the id of its call. */
export function tellId(request: FastifyRequest, reply: FastifyReply): void {
  const id = idOf(request)
  reply.header('x-request-id', id)
  if (surfaceOf(request) === 'iam') reply.header('x-iam-trace-id', `token_${id}`)
}
