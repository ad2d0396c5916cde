import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { Counters } from '../../schemas/control/fixture.ts'
import type { AccountRecord } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import { inSession, no_counters, type Session } from '../account/session.ts'
import type { Accounts, Draft } from '../registry/accounts.ts'
import {
  type ContentsLoading,
  events_at_once,
  loadContents,
  loadParts,
} from './fixture-contents.ts'
import { atEntry, type Entries, loadingOf, prepareAccount } from './fixture-entry.ts'

/**
 * Loading what takes long: into copies of the accounts, in a database of their own in memory, which nobody sees and
 * leaves others their turns between its steps. The resulting rows are then put into the accounts in one transaction
 * (docs/decisions/031-long-moves.md).
 */

/** What an account holds after its entry was loaded. */
export type DraftedContents = {
  rows: ReturnType<Session['rows']['resources']>
  counters: Counters
}

/** How many parts of an entry are loaded in a step: about five milliseconds. */
const parts_at_once = 32

/** Loads some parts of an entry. @returns whether it has come to its end */
export const loadStep = (account: Account, contents: ContentsLoading): boolean =>
  inSession(account, (session) => loadParts(contents, session, parts_at_once))

/**
 * Whether a fixture brings so much that others should not wait until it is loaded. What an account needs beside its resources is
 * not loaded in steps: many accounts with little in each would only take longer.
 */
export function isLong(accounts: Accounts, { accounts: entries }: Entries): boolean {
  const parts = entries.map(({ sources = [], tasks = [], companions = {}, events = [] }) => {
    const lists = [sources, tasks, ...Object.values(companions)]
    return lists.reduce((sum, list) => sum + (list?.length ?? 0), events.length / events_at_once)
  })
  const { load_at_once } = accounts.limits
  const all = parts.reduce((sum, amount) => sum + amount, 0)
  return all > load_at_once * parts.length || parts.some((amount) => amount > 4 * load_at_once)
}

/** A fixture on its way into accounts. */
export type FixtureDraft = {
  /** Loads some parts. @returns whether it has come to its end. @throws ApiError naming the place in the fixture */
  step(): boolean
  /** What the accounts then hold, in the order of the entries. */
  readonly drafted: readonly DraftedContents[]
  close(): void
}

/**
 * Opens copies of the accounts of a fixture, with the members, rules and settings that it brings, for what else it brings.
 *
 * @throws ApiError naming the place in the fixture.
 */
export function draftFixture(accounts: Accounts, fixture: Entries, replace: boolean): FixtureDraft {
  const loading = loadingOf(fixture, replace)
  const prepared = accounts.commits.asIf(() =>
    fixture.accounts.map((entry, index) => {
      const place = atEntry(accounts, entry, index, replace)
      const begun = place(() => copyAccount(prepareAccount(accounts, entry, loading)))
      return { place, begun, contents: loadContents(entry, `accounts.${index}`, loading) }
    }),
  )
  const draft = accounts.openDraft()
  const copies = prepared.map(({ place, begun, contents }) => {
    const account = addCopy(draft, begun)
    return { account, step: () => place(() => loadStep(account, contents)) }
  })
  const drafted: DraftedContents[] = []
  return {
    step() {
      const next = copies[drafted.length]
      if (next?.step()) drafted.push(inSession(next.account, readContents))
      return drafted.length === copies.length
    },
    drafted,
    close: draft.close,
  }
}

/** @throws the error of SQLite, of which a draft that cannot take its accounts is closed */
function addCopy(
  { accounts, close }: Draft,
  { record, clock, counters, rows }: AccountCopy,
): Account {
  try {
    const account = accounts.add(record, clock, counters)
    inSession(account, (session) => session.rows.replace(rows))
    return account
  } catch (error) {
    close()
    throw error
  }
}

/** What a copy of an account begins with. */
type AccountCopy = DraftedContents & { record: AccountRecord; clock: ClockRecord }

const copyAccount = (account: Account): AccountCopy =>
  inSession(account, ({ clock, counters, rows }) => ({
    record: { id: account.id, name: account.name, birth_clock: account.birth_clock },
    clock,
    counters: counters.find() ?? no_counters,
    rows: rows.all(),
  }))

const readContents = ({ counters, rows }: Session): DraftedContents => ({
  counters: counters.find() ?? no_counters,
  rows: rows.resources(),
})

/** Replaces the resources of an account with those of its draft. */
export function putContents(session: Session, { counters, rows }: DraftedContents): void {
  session.rows.replace(rows)
  session.raise(counters)
}
