import { ApiError } from '../../errors/refusals.ts'
import type { FixtureResult } from '../../schemas/control/control.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { Account } from '../account/account.ts'
import { workInSteps } from '../account/long-work.ts'
import { type Accounts, default_account } from '../registry/accounts.ts'
import { accountId } from './account-birth.ts'
import { type DraftedContents, draftFixture, isLong } from './fixture-draft.ts'
import type { Entries } from './fixture-entry.ts'
import { accountsReplacedBy } from './replace-account.ts'

/** Which fixtures are loaded in steps, and how. */

const knownIds = (accounts: Accounts, entry: FixtureAccount): string[] =>
  accountsReplacedBy(accounts, entry).map(({ id }) => id)

/** What each entry goes into: an account that is there, or one that it makes. Equal texts mean the same. */
export const targetsOf = (accounts: Accounts, { accounts: entries }: Entries): string[] =>
  entries.map((entry) => {
    const known = knownIds(accounts, entry)
    return known.length > 0 ? known.join('+') : `new ${accountId(accounts, entry)}`
  })

/** Whether a fixture is loaded in steps: it is long, and comes to the same as if it were loaded at once. */
export const goesInSteps = (accounts: Accounts, fixture: Entries, replace: boolean): boolean =>
  isLong(accounts, fixture) &&
  namesAccountsOnce(accounts, fixture) &&
  !changesFlowingClock(accounts, fixture, replace)

/** Whether no two entries are about one account: the second would find what the first has brought. */
function namesAccountsOnce(accounts: Accounts, { accounts: entries }: Entries): boolean {
  const all = entries.flatMap((entry) => {
    const ids = [...knownIds(accounts, entry), entry.id ?? accountId(accounts, entry)]
    return [...new Set([entry.name, ...ids])]
  })
  return new Set(all).size === all.length
}

/** Whether a clock that flows is stopped at the moment at which the loading ends, or set from there. */
const changesFlowingClock = (
  accounts: Accounts,
  { accounts: entries }: Entries,
  replace: boolean,
): boolean =>
  entries.some(
    (entry) =>
      entry.clock &&
      (entry.clock.now === undefined ? entry.clock.mode === 'frozen' : !replace) &&
      accountsReplacedBy(accounts, entry).some(({ clock }) => clock.mode === 'flowing'),
  )

/** What is loaded in steps. */
export type LongLoad = {
  fixture: Entries
  replace: boolean
  /** The accounts that are there. */
  named: readonly Account[]
  /** Those that this load has made another generation already. */
  renewed: Set<string>
  /** Loads the fixture with what the draft holds. @returns undefined when an account came meanwhile that it is about */
  load: (drafted: readonly DraftedContents[]) => FixtureResult | undefined
}

/**
 * Loads a fixture into a draft, and puts the result into its accounts. Meanwhile others are answered, and calls to these
 * accounts wait.
 *
 * @returns what `load` gives at the end.
 * @throws ApiError 400 or 409 naming the place in the fixture, 409 when one of the accounts was reset meanwhile, 503 when the server closes; the error of
 *   SQLite when the file cannot take it.
 */
export async function loadInSteps(
  accounts: Accounts,
  { fixture, replace, named, renewed, load }: LongLoad,
  closing: AbortSignal,
): Promise<FixtureResult | undefined> {
  const { resets_of_all } = accounts
  const draft = draftFixture(accounts, fixture, replace)
  let isDrafted = false
  let result: FixtureResult | undefined
  const step = (): boolean => {
    // Accounts that are not there yet are not reset by themselves.
    if (accounts.resets_of_all !== resets_of_all) {
      throw new ApiError('resetMeanwhile', fixture.accounts[0]?.name ?? default_account)
    }
    if (!isDrafted) {
      isDrafted = draft.step()
      return false
    }
    result = load(draft.drafted)
    return true
  }
  try {
    if (replace) renewOnce(accounts, named, renewed)
    await workInSteps(named, accounts, { step }, closing)
  } finally {
    draft.close()
  }
  return result
}

/** Calls that come from now on are for what the accounts become. */
function renewOnce(accounts: Accounts, named: readonly Account[], renewed: Set<string>): void {
  accounts.commits.atomically(() => {
    for (const { id } of named) if (!renewed.has(id)) accounts.renew(id)
  })
  for (const { id } of named) renewed.add(id)
}
