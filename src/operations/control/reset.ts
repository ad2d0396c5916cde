import type { Emulator } from '../../emulator.ts'
import type { ResetResult } from '../../schemas/control/control.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { Account } from '../../schemas/stored/accounts.ts'
import { timeIn } from '../account/session.ts'
import { exportMembers, membersAtBirth } from '../iam/members.ts'
import { checkEntry } from '../iam/owners.ts'
import { addBootScenarios } from './account-birth.ts'
import { loadFixture } from './fixture-loading.ts'
import { at } from './fixture-places.ts'

/**
 * Boot and reset: an account as its fixtures describe it, and nothing else.
 *
 * Everything of an account hangs on its row, so that removing it leaves nothing behind: neither
 * data nor tokens nor clock (design.md, promise 6).
 */

/** Loads the boot accounts that are not there yet. @returns the names of those that were. */
export function bootAccounts(emulator: Emulator): string[] {
  const isKnown = ({ name }: FixtureAccount) => emulator.accounts.find(name) !== undefined
  const known = emulator.boot.filter(isKnown).map(({ name }) => name)
  emulator.beginRun()
  checkBootClaims(emulator)
  loadFixture(emulator, { accounts: emulator.boot.filter((entry) => !isKnown(entry)) })
  for (const account of emulator.accounts.all()) addBootScenarios(emulator, account)
  emulator.commit()
  emulator.startWallClock()
  emulator.notReadyReason = null
  return known
}

/**
 * What the fixtures give to accounts that are there already is given to them by a reset at the latest.
 *
 * @throws ApiError 400 `fixtureInvalid` when it is another account's in the file.
 */
function checkBootClaims(emulator: Emulator): void {
  for (const [index, entry] of emulator.boot.entries()) {
    const account = emulator.accounts.find(entry.name)
    if (account) at(emulator, `accounts.${index}`, () => checkEntry(emulator, account, entry))
  }
}

/** An account as it was after boot; one that came later as it was when it was born, and empty. */
export function resetAccount(emulator: Emulator, account_id: string): void {
  const isReset = emulator.atomically(() => {
    const account = emulator.accounts.find(account_id)
    if (!account) return false
    const boot = emulator.boot.find(({ name }) => name === account.name)
    const members = exportMembers(emulator, account_id, timeIn(emulator, account_id))
    const birth = boot ?? birthOf(account, members)
    emulator.accounts.remove(account_id)
    loadFixture(emulator, { accounts: [birth] })
    return true
  })
  // What only this process knows goes once nothing can undo it any more.
  emulator.commit()
  if (isReset) emulator.wasReset(account_id)
}

/** Every account as it was after boot; those that came later are gone. @returns the names of both. */
export function resetAll(emulator: Emulator): ResetResult {
  const former = emulator.atomically(() => {
    const all = emulator.accounts.all()
    for (const { id } of all) emulator.accounts.remove(id)
    loadFixture(emulator, { accounts: [...emulator.boot] })
    return all
  })
  emulator.commit()
  for (const { id } of former) emulator.wasReset(id)
  emulator.explanations.forget(null)
  const reset = emulator.boot.map(({ name }) => name)
  const dropped = former.map(({ name }) => name).filter((name) => !reset.includes(name))
  return { reset, dropped }
}

/** Who belongs to an account and the clock it was born with; nothing that came after. */
const birthOf = (
  { id, name, birth_clock }: Account,
  members: Partial<FixtureAccount>,
): FixtureAccount => ({
  ...{ name, id, ...membersAtBirth(members) },
  ...(birth_clock ? { clock: birth_clock } : {}),
})
