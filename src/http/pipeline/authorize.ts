import { checkMayCall } from '../../operations/sms/permissions.ts'
import type { Call } from './call.ts'
import type { Services } from './stage.ts'

/** Whether the caller may do what it asks for. @throws ApiError 403 */
export function authorize(call: Call, { emulator }: Services): undefined {
  const { operation, config } = call
  if (!config.open && operation !== undefined) checkMayCall(emulator, call.caller, operation)
}
