import { lackingAction } from '../../domain/identity/permissions.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Account } from '../account/account.ts'
import { identityOf } from '../iam/members.ts'

/**
 * Lets through who may call an operation of SMS; where nobody is asked for credentials, anyone.
 *
 * @param user_id who calls; null where nobody is asked.
 * @throws ApiError 403 SMS.9004 naming the action that is lacking (behaviour.md §6.1, §8.8)
 */
export function checkMayCall(account: Account, user_id: string | null, operationId: string): void {
  if (user_id === null) return
  const identity = identityOf(account, user_id)
  const action = lackingAction(identity ?? { actions: [] }, operationId)
  if (action !== undefined) throw new ApiError('actionForbidden', action, user_id)
}
