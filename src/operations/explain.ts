import { explain, explanations_max } from '../domain/explanations.ts'
import { type Found, redactJson, redactTarget, redactText, scrub } from '../domain/redaction.ts'
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
  const found: Found = new Set()
  const { request, answer, why, signature, validation } = explanation
  const shown = {
    ...explanation,
    request: { ...request, target: redactTarget(request.target, found) },
    answer: { ...answer, message: redactText(answer.message, found) },
    why: redactText(why, found),
    signature: redactJson(signature, found) as Explanation['signature'],
    validation: redactJson(validation, found) as Explanation['validation'],
  }
  return scrub(shown, found)
}

/** @throws ApiError 404 when the call was not refused, or is forgotten. */
export function explainRequest(emulator: Emulator, request_id: string): Explanation {
  const explanation = emulator.explanations.find(request_id)
  if (!explanation) throw new ApiError('explanationNotFound', request_id, explanations_max)
  return explanation
}
