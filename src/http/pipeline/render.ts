import { observedStatesIn } from '../../operations/control/coverage.ts'
import type { Call } from './call.ts'
import { Rendered } from './rendered.ts'

/** Makes text of an answer, unless its route has, and notes what it shows while it is a value. */
export function render(call: Call): undefined {
  const outgoing = call.part('outgoing')
  const { payload } = outgoing
  // A refusal shows nothing of where things are.
  if (call.reply.statusCode !== 200) return
  const rendered =
    payload instanceof Rendered
      ? payload
      : new Rendered(JSON.stringify(payload), [observedStatesIn(payload)])
  call.add('rendered', rendered)
  outgoing.payload = rendered
}
