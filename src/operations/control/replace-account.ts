import type { Emulator } from '../../emulator.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { FixtureProvider } from '../../schemas/iam/identities.ts'
import type { Account } from '../../schemas/stored/accounts.ts'
import { clockOf, timeIn } from '../account/session.ts'
import { exportMembers, settingsOf } from '../iam/members.ts'
import { type Claimant, providersWithoutForeign, usersFor, withoutForeign } from '../iam/owners.ts'
import { accountId, addIdentities, createAccount } from './account-birth.ts'
import { updateClock } from './clock.ts'

/** Which account an entry of a fixture goes into, and what becomes of the one that is there. */

/**
 * The account that an entry means: the one of its id, or else the one of its name. An export of
 * another emulator has another id.
 *
 * @throws Error when its id is that of one account and its name that of another.
 */
function accountMeantBy(emulator: Emulator, { id, name }: FixtureAccount): Account | undefined {
  const byName = emulator.accounts.find(name)
  const byId = id === undefined ? undefined : emulator.accounts.find(id)
  if (byId && byName && byId.id !== byName.id) {
    throw new Error(
      `its id is that of account "${byId.name}" and its name that of another, ${byName.id}; leave the id out, or say with ?account= which is meant`,
    )
  }
  return byId ?? byName
}

/** The ids of the accounts that are there by the name or the id of an entry. */
export const accountsNamedBy = (emulator: Emulator, { id, name }: FixtureAccount): string[] =>
  [name, id ?? name].flatMap((one) => emulator.accounts.find(one)?.id ?? [])

/**
 * The account that an entry goes into: a new one, the one that is there, or one in its place.
 *
 * @param note is there for an export, whose keys, ids of users and identity providers may be another account's: it is told which.
 */
export function accountFor(
  emulator: Emulator,
  given: FixtureAccount,
  replace: boolean,
  note?: (sentence: string) => void,
): Account {
  const known = accountMeantBy(emulator, given)
  const { name } = given
  const claimant = { name, id: known?.id ?? accountId(emulator, given) }
  const stays = known && !replace
  const users = stays && given.users && { users: usersFor(given, known.id) }
  const brought = { ...given, ...users }
  const entry = note ? withoutOthers(emulator, claimant, brought, note) : brought
  if (!known) return createAccount(emulator, entry)
  if (replace) return replaceAccount(emulator, known, entry)
  if (entry.clock) updateClock(emulator, known.id, entry.clock)
  addIdentities(emulator, known.id, entry)
  return known
}

/** An entry of an export without what is another account's. */
function withoutOthers(
  emulator: Emulator,
  account: Claimant,
  entry: FixtureAccount,
  note: (sentence: string) => void,
): FixtureAccount {
  const { users, identity_providers } = entry
  const known = settingsOf(emulator, account.id).identity_providers
  return {
    ...entry,
    ...(users && { users: withoutForeign(emulator, account, users, note) }),
    ...(identity_providers && {
      identity_providers: providersWithoutForeign<FixtureProvider>(
        emulator,
        account,
        identity_providers,
        known,
        note,
      ),
    }),
  }
}

/**
 * Empties an account and makes it what an entry says. Who may come in, the id and the clock stay,
 * as far as the entry says nothing of them: whoever replaces what an account holds still wants to get in.
 */
function replaceAccount(emulator: Emulator, known: Account, entry: FixtureAccount): Account {
  const now = timeIn(emulator, known.id)
  const { mode, pace } = clockOf(emulator, known.id)
  const stays = {
    id: known.id,
    ...exportMembers(emulator, known.id, now),
  }
  emulator.accounts.remove(known.id)
  return createAccount(
    emulator,
    {
      ...stays,
      ...entry,
      clock: { mode, now, pace, ...entry.clock },
    },
    entry.clock ?? known.birth_clock,
  )
}
