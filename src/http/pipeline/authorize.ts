import { checkMayCall } from '../../operations/sms/permissions.ts'
import type { Call } from './call.ts'

/** Whether the caller may do what it asks for. @throws ApiError 403 */
export function authorize(call: Call): undefined {
  const { operation, config } = call
  if (!config.open && operation !== undefined)
    checkMayCall(call.account, call.caller.user_id, operation)
}
