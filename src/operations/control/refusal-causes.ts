import { causesOf } from '../../domain/causes/causes.ts'
import type { ApiError } from '../../errors/refusals.ts'
import type { Call } from '../../schemas/control/journal.ts'
import type { Account } from '../account/account.ts'
import { viewAt } from '../account/session.ts'

/** Why SMS refused a call, from what its account holds at this moment: before anything else can happen there. */

/**
 * Does not settle the account: the call has done that, and a refusal changes nothing.
 *
 * @returns an empty list where the refusal follows from the request alone.
 */
export const causesNow = (account: Account, refusal: ApiError): string[] =>
  causesOf(refusal, {
    ...viewAt(account, account.now()),
    deletion: (id) => deletionIn(account.observed.journal.all(), id),
  })

/** The call that deleted the resource, as far as the journal reaches back. */
function deletionIn(calls: readonly Call[], id: string) {
  const call = calls.findLast(
    ({ operation, status, target, request }) =>
      operation?.startsWith('Delete') === true &&
      status === 200 &&
      (target.split('?')[0]?.endsWith(`/${id}`) || String(request.body).includes(`"${id}"`)),
  )
  return call && { request_id: call.id, clock: call.clock }
}
