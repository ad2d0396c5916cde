import type { MatchedFault } from '../../operations/control/faults.ts'
import { keepCall, userOfTokens } from '../../operations/control/journal.ts'
import type { RegenerableBody } from '../../schemas/control/journal.ts'
import type { Call } from './call.ts'
import type { Answered, MetFault } from './parts.ts'

/** Every call to SMS and IAM is kept in the journal of its account, as its answer begins to be sent. */

/** From here on to move a text about costs more than to make bytes of it. */
const long_text = 16_384

/** Keeps a call that is answered, and counts what it has met. */
export function keepInJournal(call: Call): undefined {
  const { request, reply, knownParts } = call
  const outgoing = call.part('outgoing')
  const { payload } = outgoing
  const regenerable = regenerableOf(call, payload)
  // The same bytes are sent and kept. A short text is sent sooner as it is, with its headers.
  const isLong = typeof payload === 'string' && payload.length > long_text
  const body = isLong ? Buffer.from(payload) : payload
  const sent = typeof body === 'string' || Buffer.isBuffer(body) ? body : null
  keep(call, {
    status: reply.statusCode,
    headers: reply.getHeaders() as Answered['headers'],
    // HEAD is answered with what GET would be, but for its body.
    body: request.method === 'HEAD' ? null : (knownParts.met?.before ?? regenerable ?? sent),
    duration_ms: reply.elapsedTime,
    text: sent,
  })
  outgoing.payload = body
}

/** Keeps a call that gets no answer. */
export const keepUnanswered = (call: Call): void =>
  keep(call, {
    status: null,
    headers: {},
    body: null,
    text: null,
    duration_ms: call.reply.elapsedTime,
  })

/** Keeps a call whose client went away while it was read. */
export function keepAborted(call: Call): undefined {
  keep(call, { status: null, headers: {}, body: null, text: null, duration_ms: 0 })
}

/** How to make an answer anew, where that can be and nothing has changed it since. */
function regenerableOf({ knownParts }: Call, payload: unknown): RegenerableBody | undefined {
  const { made, text = '' } = knownParts.rendered ?? {}
  return payload === text ? made : undefined
}

function keep(call: Call, answered: Answered): void {
  const { request, knownParts, refusal, surface } = call
  // What was refused before it was received, as that of a foreign page, did not arrive.
  if (surface === 'control' || knownParts.answered || !knownParts.received) return
  call.add('answered', answered)
  const { status, headers, body, text } = answered
  const { met, received } = knownParts
  keepCall(
    call.emulator.accounts,
    {
      id: call.id,
      at: received.at,
      account: call.owner,
      user: knownParts.identified?.caller.user_id ?? tokensUser(call, headers),
      method: request.method,
      target: request.originalUrl,
      operation: call.operation ?? null,
      status,
      code: status === null ? null : refusal.code,
      duration_ms: answered.duration_ms,
      fault: met ? { ...met.fault, ...effectOf(met, met.fault), status } : null,
      request: {
        headers: request.raw.headers,
        body: knownParts.signed?.bytes ?? knownParts.read?.text ?? '',
      },
      response: { headers, body },
      text,
      sent: knownParts.parsed?.value,
      // What an answer shows that nobody gets is not seen.
      observed_states: status === 200 ? (knownParts.rendered?.observed_states ?? []) : [],
    },
    received.mark,
  )
}

/** What became of a call that met a fault. */
const effectOf = ({ before }: MetFault, { refusal }: MatchedFault) => ({
  isRefused: refusal !== undefined,
  isSpoiled: before !== undefined,
})

const tokensUser = ({ request, emulator }: Call, answered: Answered['headers']): string | null =>
  userOfTokens(emulator.accounts, request.headers['x-auth-token'], answered['x-subject-token'])
