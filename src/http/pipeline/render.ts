import { observedStatesIn } from '../../operations/control/coverage.ts'
import type { Call } from './call.ts'
import { Rendered } from './rendered.ts'

/** Makes text of an answer of SMS, unless its route has, and notes what it shows while it is a value. */
export function render(call: Call): undefined {
  const outgoing = call.part('outgoing')
  const { payload } = outgoing
  if (payload instanceof Rendered) {
    call.add('rendered', payload)
    return
  }
  // A refusal shows nothing of where things are.
  if (call.reply.statusCode !== 200 || call.surface === 'iam') return
  const rendered = new Rendered(JSON.stringify(payload), [observedStatesIn(payload)])
  call.add('rendered', rendered)
  outgoing.payload = rendered
}
