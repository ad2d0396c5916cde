import { refuseAsAsked } from '../../operations/control/scenarios.ts'
import type { Call } from './call.ts'

/** Refuses calls of SMS that a scenario refuses. @throws ApiError as the scenario says */
export function refuseAsScenario(call: Call): undefined {
  if (call.knownParts.identified) refuseAsAsked(call.account, call.operation ?? '')
}
