import {
  type Ended,
  explain,
  explainEnded,
  explanations_max,
  withFault,
} from '../domain/explanations.ts'
import type { FaultMet } from '../domain/fault-words.ts'
import { Redaction } from '../domain/redaction.ts'
import type { Emulator } from '../emulator.ts'
import { ApiError } from '../errors.ts'
import type { BrokenRule, Evidence, Explanation } from '../schemas/explain.ts'

/** Explanations of calls: of refusals and faults kept as they happen, of all others told from the journal. */

/** Remembers why a call was refused. */
export function recordRefusal(
  emulator: Emulator,
  call: { request_id: string; method: string; target: string },
  error: ApiError,
  evidence: Evidence | null,
  validation: BrokenRule[] | null,
): void {
  const explanation = withoutSecrets(explain(call, error, evidence, validation))
  emulator.explanations.save(explanation.account, explanation)
}

/** Remembers what a fault did to a call, beside why the call was refused if it was. */
export function recordFault(emulator: Emulator, call: Ended, met: FaultMet): void {
  const refused = emulator.explanations.find(call.request_id)
  const explanation = refused ?? withoutSecrets(explainEnded(call))
  emulator.explanations.save(explanation.account, withFault(explanation, met))
}

/** An address, and what is quoted of it, may hold what nobody else should see. */
function withoutSecrets(explanation: Explanation): Explanation {
  const redaction = new Redaction()
  const target = redaction.target(explanation.request.target)
  const shown = redaction.texts({ ...explanation, request: { ...explanation.request, target } })
  return redaction.scrub(shown)
}

/** @throws ApiError 404 when no such call is remembered. */
export function explainRequest(emulator: Emulator, request_id: string): Explanation {
  const explanation = emulator.explanations.find(request_id)
  if (explanation) return explanation
  const call = emulator.journal.find(request_id)
  if (!call) throw new ApiError('explanationNotFound', request_id, explanations_max)
  return withoutSecrets(explainEnded({ ...call, request_id }))
}
