import { mayDo } from '../../domain/identity/permissions.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Agency, Assumer, Caller } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import type { Accounts } from '../registry/accounts.ts'
import { identityOf, settingsOf } from './members.ts'

/** Agencies: an account lets users of others act in it (iam.md §1.2 i). */

/** The user who calls; where nobody was asked for credentials, the account's first user. */
export function userOf({ members }: Account, { user_id }: Caller): string {
  const id = user_id ?? members.users.all()[0]?.id
  if (id === undefined) throw new ApiError('iamUnauthorized')
  return id
}

/**
 * The agency that a caller may assume.
 *
 * @param wanted the delegating account, by id or name, and the agency's name.
 * @throws ApiError 403, the same for an unknown account, an unknown agency and a missing right.
 */
export function assumedAgency(
  accounts: Accounts,
  wanted: { account: string; agency: string },
  caller: Caller,
): { account: Account; agency: Agency; assumer: Assumer } {
  const account = accounts.find(wanted.account)
  const agency = account && settingsOf(account).agencies.find(({ name }) => name === wanted.agency)
  const from = accounts.get(caller.account_id)
  const assumer = { account_id: from.id, user_id: userOf(from, caller) }
  const identity = identityOf(from, assumer.user_id)
  const isTrusted = agency?.trusts.some((name) => name === from.id || name === from.name)
  const mayAssume = identity && mayDo(identity, 'iam:tokens:assume', 'sts:agencies:assume')
  if (!account || !agency || !isTrusted || !mayAssume) throw new ApiError('iamAgencyForbidden')
  return { account, agency, assumer }
}
