import { lackingAction } from '../../domain/identity/permissions.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Caller } from '../../schemas/stored/accounts.ts'
import { identityOf } from '../iam/members.ts'

/**
 * Lets through who may call an operation of SMS; where nobody is asked for credentials, anyone.
 *
 * @throws ApiError 403 SMS.9004 naming the action that is lacking (behaviour.md §6.1, §8.8)
 */
export function checkMayCall(
  emulator: Emulator,
  { account_id, user_id }: Caller,
  operationId: string,
): void {
  if (user_id === null) return
  const identity = identityOf(emulator, account_id, user_id)
  const action = lackingAction(identity ?? { actions: [] }, operationId)
  if (action !== undefined) throw new ApiError('actionForbidden', action)
}
