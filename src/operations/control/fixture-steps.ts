import type { FixtureResult } from '../../schemas/control/control.ts'
import type { Account } from '../account/account.ts'
import { workInSteps } from '../account/long-work.ts'
import type { Accounts } from '../registry/accounts.ts'
import { accountId } from './account-birth.ts'
import { type DraftedContents, draftFixture, isLong } from './fixture-draft.ts'
import type { Entries } from './fixture-entry.ts'
import { accountsReplacedBy } from './replace-account.ts'

/** Which fixtures are loaded in steps, and how. */

/** What each entry goes into: an account that is there, or the id of one that it makes. */
export const targetsOf = (accounts: Accounts, { accounts: entries }: Entries): string[] =>
  entries.map((entry) => {
    const known = accountsReplacedBy(accounts, entry).map(({ id }) => id)
    return known.length > 0 ? [...new Set(known)].join('+') : `new ${accountId(accounts, entry)}`
  })

/** Whether a fixture is loaded in steps: it is long, and comes to the same as if it were loaded at once. */
export const goesInSteps = (accounts: Accounts, fixture: Entries, replace: boolean): boolean =>
  isLong(accounts, fixture) &&
  namesAccountsOnce(accounts, fixture) &&
  !isBoundToMoment(accounts, fixture, replace)

/** Whether no two entries are about one account: the second would find what the first has brought. */
function namesAccountsOnce(accounts: Accounts, fixture: Entries): boolean {
  const targets = targetsOf(accounts, fixture)
  const names = fixture.accounts.map(
    ({ id, name }, index) =>
      new Set([name, id ?? name, ...(targets[index] ?? '').replace('new ', '').split('+')]),
  )
  const all = names.flatMap((those) => [...those])
  return new Set(all).size === all.length
}

/** Whether a clock that flows is stopped at the moment at which the loading ends, or set from there. */
const isBoundToMoment = (
  accounts: Accounts,
  { accounts: entries }: Entries,
  replace: boolean,
): boolean =>
  entries.some(
    ({ name, id, clock }) =>
      clock &&
      (clock.now === undefined ? clock.mode === 'frozen' : !replace) &&
      accountsReplacedBy(accounts, { name, id }).some((known) => known.clock.mode === 'flowing'),
  )

/** What is loaded in steps. */
type LongLoad = {
  fixture: Entries
  replace: boolean
  /** The accounts that are there. */
  named: readonly Account[]
  /** Loads the fixture with what came of the draft. */
  load: (drafted: readonly DraftedContents[]) => FixtureResult | undefined
}

/**
 * Loads a fixture into a draft, and what came of it into its accounts. Meanwhile others are answered, and calls to these
 * accounts wait.
 *
 * @returns what `load` gives at the end.
 */
export async function loadInSteps(
  accounts: Accounts,
  { fixture, replace, named, load }: LongLoad,
  closing: AbortSignal,
): Promise<FixtureResult | undefined> {
  const draft = draftFixture(accounts, fixture, replace)
  if (replace) accounts.commits.atomically(() => named.map(({ id }) => accounts.renew(id)))
  let isDrafted = false
  let result: FixtureResult | undefined
  const step = (): boolean => {
    if (!isDrafted) {
      isDrafted = draft.step()
      return false
    }
    result = load(draft.drafted)
    return true
  }
  try {
    await workInSteps(named, accounts, { step }, closing)
  } finally {
    draft.close()
  }
  return result
}
