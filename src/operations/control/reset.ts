import type { ResetResult } from '../../schemas/control/control.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { Account } from '../account/account.ts'
import { inSession } from '../account/session.ts'
import { exportMembers, membersAtBirth, membersOf } from '../iam/members.ts'
import type { Accounts } from '../registry/accounts.ts'
import { addBootScenarios } from './account-birth.ts'
import { loadAccounts } from './fixture-loading.ts'
import { withPlace } from './fixture-places.ts'

/**
 * Boot and reset: an account as its fixtures describe it, and nothing else.
 *
 * Everything of an account hangs on its row, so that removing it leaves nothing behind: neither
 * data nor tokens nor clock (design.md, promise 6).
 */

/** Loads the boot accounts that are not there yet. @returns the names of those that were. */
export function bootAccounts(accounts: Accounts): string[] {
  const { host, commits, time } = accounts
  const { boot } = host
  const isKnown = ({ name }: FixtureAccount) => accounts.find(name) !== undefined
  const known = boot.filter(isKnown).map(({ name }) => name)
  commits.beginRun()
  checkBootClaims(accounts)
  loadAccounts(accounts, { accounts: boot.filter((entry) => !isKnown(entry)) })
  for (const account of accounts.all()) {
    inSession(account, (session) => addBootScenarios(session, host.scenarios))
  }
  commits.commit()
  time.flow()
  host.notReadyReason = null
  return known
}

/**
 * Checks the claims of boot fixtures for accounts that exist already: a reset would load them.
 *
 * @throws ApiError 400 `fixtureInvalid` when something in them is another account's.
 */
function checkBootClaims(accounts: Accounts): void {
  for (const [index, entry] of accounts.host.boot.entries()) {
    const account = accounts.find(entry.name)
    if (account) withPlace(account, `accounts.${index}`, () => account.owners.checkEntry(entry))
  }
}

/** One account, or all of them, as after boot. @throws ApiError 404 when there is no such account */
export function reset(
  accounts: Accounts,
  { all, account }: { all?: boolean | undefined; account?: string | undefined },
): ResetResult {
  if (all) return resetAll(accounts)
  const { id, name } = accounts.get(account)
  resetAccount(accounts, id)
  return { reset: [name], dropped: [] }
}

/** An account as it was after boot; one that came later as it was when it was born, and empty. */
export function resetAccount(accounts: Accounts, id: string): void {
  const { commits, host, observed } = accounts
  const isReset = commits.atomically(() => {
    const account = accounts.find(id)
    if (!account) return false
    const boot = host.boot.find(({ name }) => name === account.name)
    const birth = boot ?? fixtureAtBoot(account, exportMembers(membersOf(account), account.now()))
    accounts.remove(id)
    loadAccounts(accounts, { accounts: [birth] })
    return true
  })
  // What only this process knows goes once nothing can undo it any more.
  commits.commit()
  if (isReset) observed.forget(id)
}

/** Every account as it was after boot; those that came later are gone. @returns the names of both. */
export function resetAll(accounts: Accounts): ResetResult {
  const { commits, host, observed } = accounts
  const former = commits.atomically(() => {
    const all = accounts.all().map(({ id, name }) => ({ id, name }))
    for (const { id } of all) accounts.remove(id)
    loadAccounts(accounts, { accounts: [...host.boot] })
    return all
  })
  commits.commit()
  accounts.resets_of_all++
  for (const { id } of former) observed.forget(id)
  observed.explanations.forget(null)
  const names = host.boot.map(({ name }) => name)
  const dropped = former.map(({ name }) => name).filter((name) => !names.includes(name))
  return { reset: names, dropped }
}

/** Who belongs to an account and the clock it was born with; nothing that came after. */
const fixtureAtBoot = (
  { id, name, birth_clock }: Account,
  members: Partial<FixtureAccount>,
): FixtureAccount => ({
  ...{ name, id, ...membersAtBirth(members) },
  ...(birth_clock ? { clock: birth_clock } : {}),
})
