import { explain, explanations_max } from '../domain/explanations.ts'
import { Redaction } from '../domain/redaction.ts'
import type { Emulator } from '../emulator.ts'
import { ApiError } from '../errors.ts'
import type { BrokenRule, Evidence, Explanation } from '../schemas/explain.ts'

/** Explanations of refused calls: kept as they happen, told when asked for. */

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

/** An address, and what is quoted of it, may hold what nobody else should see. */
function withoutSecrets(explanation: Explanation): Explanation {
  const redaction = new Redaction()
  const target = redaction.target(explanation.request.target)
  const shown = redaction.texts({ ...explanation, request: { ...explanation.request, target } })
  return redaction.scrub(shown)
}

/** @throws ApiError 404 when the call was not refused, or is forgotten. */
export function explainRequest(emulator: Emulator, request_id: string): Explanation {
  const explanation = emulator.explanations.find(request_id)
  if (!explanation) throw new ApiError('explanationNotFound', request_id, explanations_max)
  return explanation
}
