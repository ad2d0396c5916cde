import { degradeAnswerTo } from '../../operations/account/degraded-answers.ts'
import type { Call } from './call.ts'
import type { Services } from './stage.ts'

/** Degrades answers of SMS, where the settings or a scenario ask for it. */
export function degrade(call: Call, { emulator }: Services): undefined {
  const outgoing = call.part('outgoing')
  const { payload } = outgoing
  if (!call.soFar.identified || call.reply.statusCode !== 200 || typeof payload !== 'string') return
  outgoing.payload = degradeAnswerTo(emulator, call.account, payload)
}
