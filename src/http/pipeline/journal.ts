import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { observedStatesOf } from '../../operations/control/coverage.ts'
import type { MatchedFault } from '../../operations/control/faults.ts'
import { keepCall, userOfTokens } from '../../operations/control/journal.ts'
import { body_max, type RegenerableBody } from '../../schemas/control/journal.ts'
import type { ObservedStates } from '../../schemas/json-text.ts'
import { SerializedJson } from '../../schemas/json-text.ts'
import { accountOf, idOf } from './request-ids.ts'
import { surfaceOf } from './surface.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** When the call came, by the wall; 0 before it did. */
    arrivedAt: number
    /** Its place between the resets. */
    mark: number
    /** The error code that the call is refused with; null while it is not. */
    errorCode: string | null
    /** The body as it was parsed, before its schema changed it. */
    sentBody: unknown
    observed_states: readonly ObservedStates[]
    /** The answer, when its text can be made anew; null otherwise. */
    regenerable: SerializedJson<unknown> | null
    isKept: boolean
    /** The answer as it was before a fault spoiled it; null where none did. */
    bodyBeforeFault: string | Buffer | null
  }
}

/** Every call to SMS and IAM goes into the journal of its account. */
export const journal: FastifyPluginAsync = async (app) => {
  const { emulator } = app
  app.decorateRequest('arrivedAt', 0)
  app.decorateRequest('mark', 0)
  app.decorateRequest('errorCode', null)
  app.decorateRequest('sentBody', undefined)
  app.decorateRequest('observed_states')
  app.decorateRequest('remade', null)
  app.decorateRequest('isKept', false)
  app.decorateRequest('unspoiled', null)

  app.addHook('onRequest', (request, _reply, done) => {
    request.arrivedAt = emulator.wall()
    request.mark = emulator.journal.mark()
    done()
  })
  app.addHook('preValidation', (request, _reply, done) => {
    request.sentBody = request.body
    done()
  })
  app.addHook('preSerialization', (request, _reply, payload, done) => {
    if (request.routeOptions.config.surface === 'sms') {
      request.observed_states = observedStatesOf(payload)
      if (payload instanceof SerializedJson && payload.regenerate) request.regenerable = payload
    }
    done(null, payload)
  })
  app.addHook('onRequestAbort', (request, done) => {
    // There is no reply to look at: what is known of it is that nobody got it.
    keep(request, { status: null, headers: {}, body: null, elapsed: 0 })
    done()
  })
}

/** From here on to move a text about costs more than to make bytes of it. */
const long_text = 16_384

/** Keeps calls as their answers begin to be sent: registered after all that changes an answer. */
export const journalAnswers: FastifyPluginAsync = async (app) => {
  app.addHook('onSend', (request, reply, payload, done) => {
    const remade = remadeOf(request, payload)
    // The same bytes are sent and kept. A short text is sent sooner as it is, with its headers.
    const isLong = !remade && typeof payload === 'string' && payload.length > long_text
    const body = isLong ? Buffer.from(payload) : payload
    const sent = typeof body === 'string' || Buffer.isBuffer(body) ? body : null
    keep(request, {
      status: reply.statusCode,
      headers: reply.getHeaders() as Answer['headers'],
      // HEAD is answered with what GET would be, but for its body.
      body: request.method === 'HEAD' ? null : (request.bodyBeforeFault ?? remade ?? sent),
      elapsed: reply.elapsedTime,
    })
    done(null, body)
  })
}

/** How to make an answer anew, where that can be, nothing has changed it since, and all of it is kept. */
function remadeOf(
  { regenerable: remade }: FastifyRequest,
  payload: unknown,
): RegenerableBody | undefined {
  if (!remade?.regenerate || payload !== remade.text || payload.length > body_max) return undefined
  return { again: remade.regenerate, length: remade.text.length }
}

type Answer = {
  status: number | null
  headers: Record<string, string | string[] | number | undefined>
  body: string | Buffer | RegenerableBody | null
  elapsed: number
}

/** Keeps a call that gets no answer. */
export const keepUnanswered = (request: FastifyRequest, { elapsedTime }: FastifyReply): void =>
  keep(request, { status: null, headers: {}, body: null, elapsed: elapsedTime })

function keep(request: FastifyRequest, { status, headers, body, elapsed }: Answer): void {
  const surface = surfaceOf(request)
  // What was refused before it came here, as that of a foreign page, did not arrive.
  const hasArrived = request.arrivedAt !== 0
  if (surface === 'control' || request.isKept || !hasArrived) return
  request.isKept = true
  const { emulator } = request.server
  const { bytes, rawBody, fault, errorCode, call } = request
  keepCall(
    emulator,
    {
      id: idOf(request),
      at: request.arrivedAt,
      account: accountOf(request),
      user: call.soFar.identified?.caller.user_id ?? tokensUser(request, headers),
      method: request.method,
      target: request.originalUrl,
      operation: call.operation ?? null,
      status,
      code: status === null ? null : errorCode,
      duration_ms: elapsed,
      fault: fault && { ...fault, ...becomeOf(request, fault), status },
      request: { headers: request.raw.headers, body: bytes ?? rawBody },
      response: { headers, body },
      sent: request.sentBody,
      // What an answer shows that nobody gets is not seen.
      observed_states: status === 200 ? (request.observed_states ?? []) : [],
    },
    request.mark,
  )
}

/** What became of a call that met a fault. */
const becomeOf = ({ bodyBeforeFault: unspoiled }: FastifyRequest, { refusal }: MatchedFault) => ({
  isRefused: refusal !== undefined,
  isSpoiled: unspoiled !== null,
})

const tokensUser = (request: FastifyRequest, answered: Answer['headers']): string | null =>
  userOfTokens(
    request.server.emulator,
    request.headers['x-auth-token'],
    answered['x-subject-token'],
  )
