import { refuseAsAsked } from '../../operations/control/scenarios.ts'
import type { Call } from './call.ts'
import type { Services } from './stage.ts'

/** Refuses calls of SMS that a scenario refuses. @throws ApiError as the scenario says */
export function refuseAsScenario(call: Call, { emulator }: Services): undefined {
  if (call.soFar.identified) refuseAsAsked(emulator, call.account, call.operation ?? '')
}
