import type { Emulator } from '../emulator.ts'
import type { Account } from '../schemas/accounts.ts'
import type { FixtureAccount } from '../schemas/fixture.ts'
import { createAccount } from './accounts.ts'
import { timeIn } from './clock.ts'
import { exportMembers } from './members.ts'
import { clockOf, no_counters } from './session.ts'

/** An account of a fixture in the place of one that is there. */

/**
 * The account that an entry means: the one of its id, or else the one of its name. An export of
 * another emulator has another id.
 *
 * @throws Error when its id is that of one account and its name that of another.
 */
export function accountMeantBy(
  emulator: Emulator,
  { id, name }: FixtureAccount,
): Account | undefined {
  const byName = emulator.accounts.find(name)
  const byId = id === undefined ? undefined : emulator.accounts.find(id)
  if (byId && byName && byId.id !== byName.id) {
    throw new Error(
      `its id is that of account "${byId.name}" and its name that of another, ${byName.id}; leave the id out, or say with ?account= which is meant`,
    )
  }
  return byId ?? byName
}

/**
 * Empties an account and makes it what an entry says. Who may come in, the id and the clock stay,
 * as far as the entry says nothing of them: whoever replaces what an account holds still wants to get in.
 */
export function replaceAccount(emulator: Emulator, known: Account, entry: FixtureAccount): Account {
  const now = timeIn(emulator, known.id)
  const { mode, pace } = clockOf(emulator, known.id)
  const { token } = emulator.counters.of(known.id) ?? no_counters
  const stays = {
    id: known.id,
    ...exportMembers(emulator, known.id, now),
  }
  const counters = entry.counters ?? no_counters
  emulator.accounts.remove(known.id)
  return createAccount(
    emulator,
    {
      ...stays,
      ...entry,
      clock: { mode, now, pace, ...entry.clock },
      // The tokens of before are dead: none of them is given again.
      counters: { ...counters, token: Math.max(token, counters.token) },
    },
    entry.clock ?? known.birth_clock,
  )
}
