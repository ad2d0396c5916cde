import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { FixtureProvider } from '../../schemas/iam/identities.ts'
import type { Account } from '../account/account.ts'
import { inSession } from '../account/session.ts'
import { exportMembers, membersOf, settingsOf } from '../iam/members.ts'
import type { Accounts } from '../registry/accounts.ts'
import { type Claimant, usersFor } from '../registry/owners.ts'
import { accountId, addContents, makeAccount } from './account-birth.ts'
import { setClockAtOnce } from './clock.ts'

/** Which account an entry of a fixture goes into, and what becomes of the one that is there. */

/**
 * The account that an entry means: the one of its id, or else the one of its name. An export of
 * another emulator has another id.
 *
 * @throws Error when its id is that of one account and its name that of another.
 */
function findReplaced(accounts: Accounts, { id, name }: FixtureAccount): Account | undefined {
  const byName = accounts.find(name)
  const byId = id === undefined ? undefined : accounts.find(id)
  if (byId && byName && byId.id !== byName.id) {
    throw new Error(
      `its id is that of account "${byId.name}" and its name that of another, ${byName.id}; leave the id out, or give the account that is meant beside the fixture`,
    )
  }
  return byId ?? byName
}

/** The accounts that are there by the name or the id of an entry: two are a mistake in it. */
export const accountsReplacedBy = (accounts: Accounts, { id, name }: FixtureAccount): Account[] => [
  ...new Set([name, id ?? name].flatMap((one) => accounts.find(one) ?? [])),
]

/** What becomes of the account that is there. */
export type Replacement = {
  replace: boolean
  /** Whether it is another generation already. */
  is_renewed: boolean
}

/**
 * The account that an entry goes into: a new one, the one that is there, or one in its place.
 *
 * @param note is there for an export, whose keys, ids of users and identity providers may be another account's: it is told which.
 */
export function accountFor(
  accounts: Accounts,
  given: FixtureAccount,
  { replace, is_renewed }: Replacement,
  note?: (sentence: string) => void,
): Account {
  const known = findReplaced(accounts, given)
  const { name } = given
  const claimant = { name, id: known?.id ?? accountId(accounts, given) }
  const stays = known && !replace
  const users = stays && given.users && { users: usersFor(given, known.id) }
  const brought = { ...given, ...users }
  const entry = note ? removeForeignEntries(accounts, claimant, brought, note) : brought
  if (!known) return makeAccount(accounts, entry)
  if (replace) return replaceAccount(accounts, known, entry, is_renewed)
  if (entry.clock) setClockAtOnce(known, entry.clock)
  inSession(known, (session) => addContents(session, entry))
  return known
}

/** An entry of an export without what is another account's. */
function removeForeignEntries(
  accounts: Accounts,
  claimant: Claimant,
  entry: FixtureAccount,
  note: (sentence: string) => void,
): FixtureAccount {
  const { users, identity_providers } = entry
  const owners = accounts.ownersFor(claimant)
  const account = accounts.find(claimant.id)
  const known = account ? settingsOf(account).identity_providers : []
  return {
    ...entry,
    ...(users && { users: owners.withoutForeign(users, note) }),
    ...(identity_providers && {
      identity_providers: owners.providersWithoutForeign<FixtureProvider>(
        identity_providers,
        known,
        note,
      ),
    }),
  }
}

/**
 * Empties an account and makes it what an entry says. Who may come in, the id and the clock stay,
 * as far as the entry says nothing of them: clients still have to get in after its contents were replaced.
 */
function replaceAccount(
  accounts: Accounts,
  known: Account,
  entry: FixtureAccount,
  is_renewed: boolean,
): Account {
  const { id, birth_clock } = known
  const { mode, pace } = known.clock
  const now = known.now()
  const stays = { id, ...exportMembers(membersOf(known), now) }
  accounts.remove(id, { is_renewed })
  const clock = { mode, now, pace, ...entry.clock }
  return makeAccount(accounts, { ...stays, ...entry, clock }, entry.clock ?? birth_clock)
}
