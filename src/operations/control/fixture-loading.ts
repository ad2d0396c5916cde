import { ApiError } from '../../errors/refusals.ts'
import type { FixtureResult } from '../../schemas/control/control.ts'
import type { Fixture } from '../../schemas/control/fixture.ts'
import type { Account } from '../account/account.ts'
import { inSession } from '../account/session.ts'
import { tell } from '../account/tell.ts'
import { runAfterClockMoves } from '../account/wait-for-clock.ts'
import type { Accounts } from '../registry/accounts.ts'
import { usersFor } from '../registry/owners.ts'
import { loadContents, loadParts } from './fixture-contents.ts'
import { type DraftedContents, putContents } from './fixture-draft.ts'
import { atEntry, type Entries, loadingOf, prepareAccount } from './fixture-entry.ts'
import { withLine } from './fixture-places.ts'
import { goesInSteps, type LongLoad, loadInSteps, targetsOf } from './fixture-steps.ts'
import { accountsReplacedBy } from './replace-account.ts'

/** Fixtures: loaded at boot and while running. */

/**
 * Loads every account of a fixture, or nothing of it.
 *
 * An account that exists is added to, or first emptied when `replace` is set; one that does not is
 * made. What says who may come in stays, and so does the clock, where the entry says nothing of it.
 *
 * @param drafted what else the entries bring, where it was loaded into a draft.
 * @throws ApiError naming the place: 400 `fixtureInvalid`, or 409 `fixtureConflict` for what the account holds already,
 *   so that `replace` would help.
 */
export function loadAccounts(
  accounts: Accounts,
  fixture: Entries,
  { replace = false, drafted }: { replace?: boolean; drafted?: readonly DraftedContents[] } = {},
): FixtureResult {
  const { accounts: entries } = fixture
  const loading = { ...loadingOf(fixture, replace), is_renewed: replace && drafted !== undefined }
  const { notes } = loading
  accounts.commits.atomically(() => {
    for (const [index, entry] of entries.entries()) {
      const place = atEntry(accounts, entry, index, replace)
      place(() => {
        const account = prepareAccount(accounts, entry, loading)
        const contents = drafted?.[index]
        inSession(account, (session) => {
          if (contents) putContents(session, contents)
          else loadParts(loadContents(entry, `accounts.${index}`, loading), session)
          // Not everything that it brings is an event.
          tell(account, () => ({ event: 'reset', data: {} }))
        })
      })
    }
  })
  return {
    accounts: entries.map(({ name }) => name),
    sources: entries.reduce((sum, { sources }) => sum + (sources?.length ?? 0), 0),
    tasks: entries.reduce((sum, { tasks }) => sum + (tasks?.length ?? 0), 0),
    ...(notes.length > 0 ? { notes } : {}),
  }
}

/**
 * Loads a fixture that was read from a text, once its accounts are not busy; a long one in steps.
 *
 * @param account where a fixture of a single account goes, whatever its own name.
 * @throws ApiError as `loadAccounts` does, naming line and path, too; 409 when one was reset meanwhile.
 */
export async function loadFixture(
  accounts: Accounts,
  { fixture, text }: { fixture: Fixture; text: string },
  { account, replace = false }: { account?: string | undefined; replace?: boolean | undefined },
  closing: AbortSignal,
): Promise<FixtureResult> {
  try {
    const meant = fixtureFor(accounts, fixture, account)
    const renewed = new Set<string>()
    for (;;) {
      const result = await tryLoad(accounts, { fixture: meant, replace, renewed }, closing)
      if (result) return result
    }
  } catch (error) {
    throw withLine(error, text)
  }
}

/** @returns undefined when an account came meanwhile that the fixture is about: it may be busy, or hold something. */
function tryLoad(
  accounts: Accounts,
  { fixture, replace, renewed }: Pick<LongLoad, 'fixture' | 'replace' | 'renewed'>,
  closing: AbortSignal,
): Promise<FixtureResult | undefined> | FixtureResult | undefined {
  const targets = targetsOf(accounts, fixture)
  const isSame = (): boolean => targets.join() === targetsOf(accounts, fixture).join()
  const load = (drafted?: readonly DraftedContents[]) =>
    isSame() ? loadAccounts(accounts, fixture, { replace, ...(drafted && { drafted }) }) : undefined
  const named = accountsOf(accounts, fixture)
  return runAfterClockMoves(named, {
    closing,
    work: () =>
      isSame() && goesInSteps(accounts, fixture, replace)
        ? loadInSteps(accounts, { fixture, replace, named, renewed, load }, closing)
        : load(),
    onReset: ({ name }) => {
      throw new ApiError('resetMeanwhile', name)
    },
  })
}

/** The accounts that are there of those that a fixture names. */
const accountsOf = (accounts: Accounts, { accounts: entries }: Entries): Account[] => [
  ...new Set(entries.flatMap((entry) => accountsReplacedBy(accounts, entry))),
]

function fixtureFor(accounts: Accounts, fixture: Fixture, account: string | undefined): Fixture {
  if (account === undefined) return fixture
  const [entry, another] = fixture.accounts
  if (!entry || another) {
    const message = `an account can be given only with a fixture of one account, not of ${fixture.accounts.length}`
    throw new ApiError('fixtureInvalid', `accounts: ${message}`, [{ path: 'accounts', message }])
  }
  const { id, name } = accounts.get(account)
  const users = entry.users && { users: usersFor(entry, id) }
  return { ...fixture, accounts: [{ ...entry, ...users, id, name }] }
}
