import { mayDo } from '../../domain/identity/permissions.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Agency, Assumer, Caller } from '../../schemas/stored/accounts.ts'
import { identityOf, settingsOf } from './members.ts'

/** Agencies: an account lets users of others act in it (iam.md §1.2 i). */

/** The user who calls; where nobody was asked for credentials, the account's first user. */
export function userOf(emulator: Emulator, { account_id, user_id }: Caller): string {
  const id = user_id ?? emulator.users.all(account_id)[0]?.id
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
  emulator: Emulator,
  wanted: { account: string; agency: string },
  caller: Caller,
): { account_id: string; agency: Agency; assumer: Assumer } {
  const account = emulator.accounts.find(wanted.account)
  const agency =
    account && settingsOf(emulator, account.id).agencies.find(({ name }) => name === wanted.agency)
  const assumer = { account_id: caller.account_id, user_id: userOf(emulator, caller) }
  const identity = identityOf(emulator, assumer.account_id, assumer.user_id)
  const from = emulator.accounts.find(assumer.account_id)
  const isTrusted = agency?.trusts.some((name) => name === from?.id || name === from?.name)
  const mayAssume = identity && mayDo(identity, 'iam:tokens:assume', 'sts:agencies:assume')
  if (!account || !agency || !isTrusted || !mayAssume) throw new ApiError('iamAgencyForbidden')
  return { account_id: account.id, agency, assumer }
}
