import { observedStatesOf } from '../../operations/control/coverage.ts'
import { SerializedJson } from '../../schemas/json-text.ts'
import type { Call } from './call.ts'

/** Notes what an answer shows, while it is a value, and whether its text can be made anew. */
export function noteAnswer(call: Call): undefined {
  const { payload } = call.part('outgoing')
  const isAgain = payload instanceof SerializedJson && payload.regenerate !== undefined
  call.add('rendered', {
    observed_states: observedStatesOf(payload),
    regenerable: isAgain ? payload : null,
  })
}
