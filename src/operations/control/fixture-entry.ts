import type { Fixture, FixtureAccount } from '../../schemas/control/fixture.ts'
import type { Account } from '../account/account.ts'
import { timersMax } from '../account/bounds.ts'
import { inSession } from '../account/session.ts'
import { settle } from '../account/settle.ts'
import type { Accounts } from '../registry/accounts.ts'
import { putFaults } from './faults.ts'
import { asContradiction, withPlace } from './fixture-places.ts'
import { accountFor, type Replacement } from './replace-account.ts'

/** An entry of a fixture: the account that it goes into, and where in the fixture a refusal is. */

/** The entries of a fixture, and when it was saved. */
export type Entries = Pick<Fixture, 'accounts' | 'saved_at'>

/** What all entries of a fixture have in common: when it was saved, and how much may happen in its steps. */
export type Loading = Replacement & {
  saved_at: number | undefined
  /** The events of a new account are numbered from the next number on. */
  events_above: number
  /** What of an export was left with the accounts that have it, and plans of faults that several accounts have. */
  notes: string[]
  budget: { left: number }
}

/** @param events_above the number above which the events of a new account are numbered. */
export function loadingOf(
  { accounts, saved_at }: Entries,
  replace: boolean,
  events_above = 0,
): Loading {
  const amount = accounts.reduce((sum, { tasks }) => sum + (tasks?.length ?? 0), 0)
  const budget = { left: timersMax(amount) }
  return { saved_at, replace, is_renewed: false, events_above, notes: [], budget }
}

/** Does a part of the loading of an entry. @throws ApiError naming the place */
export type AtEntry = <Result>(work: () => Result) => Result

/** Says of a refusal where in the fixture it is; a conflict only where the account holds something already. */
export function atEntry(
  accounts: Accounts,
  { name }: FixtureAccount,
  index: number,
  replace: boolean,
): AtEntry {
  const isHeld = !replace && holdsResources(accounts, name)
  return (work) => {
    try {
      return withPlace(accounts.commits, `accounts.${index}`, work)
    } catch (error) {
      throw isHeld ? error : asContradiction(error)
    }
  }
}

/** Whether an account holds what a fixture can be in conflict with. */
const holdsResources = (accounts: Accounts, name: string): boolean =>
  accounts
    .find(name)
    ?.read(({ sources, companions }) => sources.ids().length + companions.ids().length > 0) ?? false

/** The account that an entry goes into, with the members, rules and settings that it brings. */
export function prepareAccount(
  accounts: Accounts,
  entry: FixtureAccount,
  loading: Loading,
): Account {
  const { saved_at, events_above, notes } = loading
  const note = saved_at === undefined ? undefined : (sentence: string) => notes.push(sentence)
  const account = accountFor(accounts, entry, loading, note)
  inSession(account, (session) => {
    session.raise({ event: events_above })
    for (const scenario of entry.scenarios ?? []) session.scenarios.save(scenario)
    const late = saved_at === undefined ? 0 : session.now - saved_at
    notes.push(...putFaults(session, entry.faults ?? [], late))
  })
  settle(account)
  return account
}
