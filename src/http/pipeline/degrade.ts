import { degradeAnswerTo } from '../../operations/account/degraded-answers.ts'
import type { Call } from './call.ts'

/** Degrades answers of SMS, where the settings or a scenario ask for it. */
export function degrade(call: Call): undefined {
  const outgoing = call.part('outgoing')
  const { identified, rendered } = call.knownParts
  if (!identified || !rendered || outgoing.payload !== rendered.text) return
  outgoing.payload = degradeAnswerTo(identified.account, rendered.text)
}
