import { shiftEvents } from '../../domain/history/rehearsal.ts'
import type { Event } from '../../domain/migration/events.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { FixtureResult } from '../../schemas/control/control.ts'
import type { Fixture, FixtureAccount } from '../../schemas/control/fixture.ts'
import { timersMax } from '../account/bounds.ts'
import { inSession } from '../account/session.ts'
import { settle } from '../account/settle.ts'
import { tell } from '../account/tell.ts'
import { runAfterClockMoves } from '../account/wait-for-clock.ts'
import type { Accounts } from '../registry/accounts.ts'
import { usersFor } from '../registry/owners.ts'
import { checkQuota } from '../sms/source-servers.ts'
import { putFaults } from './faults.ts'
import { checkSaved } from './fixture-checks.ts'
import { loadCompanions } from './fixture-companions.ts'
import { asContradiction, withLine, withPlace } from './fixture-places.ts'
import { loadAgent, loadSource, loadTask, taskLoading } from './fixture-resources.ts'
import { accountFor, accountsReplacedBy } from './replace-account.ts'

/** Fixtures: loaded at boot and while running. */

/**
 * Loads every account of a fixture, or nothing of it.
 *
 * An account that exists is added to, or first emptied when `replace` is set; one that does not is
 * made. What says who may come in stays, and so does the clock, where the entry says nothing of it.
 *
 * @param events_above the events of a new account are numbered from the next number on.
 * @throws ApiError naming the place: 400 `fixtureInvalid`, or 409 `fixtureConflict` for what the account holds already,
 *   so that `replace` would help.
 */
export function loadAccounts(
  accounts: Accounts,
  { accounts: entries, saved_at }: Pick<Fixture, 'accounts' | 'saved_at'>,
  { replace = false, events_above = 0 }: { replace?: boolean; events_above?: number } = {},
): FixtureResult {
  const amount = entries.reduce((sum, { tasks }) => sum + (tasks?.length ?? 0), 0)
  const notes: string[] = []
  const budget = { left: timersMax(amount) }
  const loading: Loading = { saved_at, replace, events_above, notes, budget }
  return accounts.commits.atomically(() => {
    for (const [index, entry] of entries.entries()) {
      const isHeld = !replace && holdsResources(accounts, entry.name)
      try {
        withPlace(accounts.commits, `accounts.${index}`, () =>
          loadAccount(accounts, entry, index, loading),
        )
      } catch (error) {
        throw isHeld ? error : asContradiction(error)
      }
    }
    return {
      accounts: entries.map(({ name }) => name),
      sources: entries.reduce((sum, { sources }) => sum + (sources?.length ?? 0), 0),
      tasks: amount,
      ...(notes.length > 0 ? { notes } : {}),
    }
  })
}

/** Whether an account holds what a fixture can be in conflict with. */
const holdsResources = (accounts: Accounts, name: string): boolean =>
  accounts
    .find(name)
    ?.read(({ sources, companions }) => sources.ids().length + companions.ids().length > 0) ?? false

/**
 * Loads a fixture that was read from a text, once its accounts are not busy.
 *
 * @param account where a fixture of a single account goes, whatever its own name.
 * @throws ApiError as `loadAccounts` does, naming line and path, too; 409 when one was reset meanwhile.
 */
export function loadFixture(
  accounts: Accounts,
  { fixture, text }: { fixture: Fixture; text: string },
  { account, replace = false }: { account?: string | undefined; replace?: boolean | undefined },
  closing: AbortSignal,
): FixtureResult | Promise<FixtureResult> {
  const placed = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      throw withLine(error, text)
    }
  }
  const meant = placed(() => fixtureFor(accounts, fixture, account))
  const named = meant.accounts.flatMap((entry) => accountsReplacedBy(accounts, entry))
  const load = () => placed(() => loadAccounts(accounts, meant, { replace }))
  return runAfterClockMoves(named, {
    closing,
    work: load,
    onReset: ({ name }) => {
      throw new ApiError('resetMeanwhile', name)
    },
  })
}

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

/** What all accounts of a fixture have in common: when it was saved, and how much may happen in its steps. */
type Loading = {
  saved_at: number | undefined
  replace: boolean
  events_above: number
  /** What of an export was left with the accounts that have it, and plans of faults that several accounts have. */
  notes: string[]
  budget: { left: number }
}

function loadAccount(
  accounts: Accounts,
  entry: FixtureAccount,
  index: number,
  { saved_at, replace, events_above, notes, budget }: Loading,
): void {
  const note = saved_at === undefined ? undefined : (sentence: string) => notes.push(sentence)
  const account = accountFor(accounts, entry, replace, note)
  inSession(account, (session) => {
    session.raise({ event: events_above })
    for (const scenario of entry.scenarios ?? []) session.scenarios.save(scenario)
    const late = saved_at === undefined ? 0 : session.now - saved_at
    notes.push(...putFaults(session, entry.faults ?? [], late))
  })
  settle(account)
  inSession(account, (session) => {
    const shift = saved_at === undefined ? 0 : session.now - saved_at
    const { number = 0, uuid = 0, timer = 0, event = 0 } = entry.counters ?? {}
    session.raise({ number, uuid })
    loadCompanions(session, entry.companions ?? {}, `accounts.${index}.companions`, shift)
    withPlace(account, `accounts.${index}.sources`, () => checkQuota(session, entry.sources))
    const sources = (entry.sources ?? []).map((source, place) =>
      withPlace(account, `accounts.${index}.sources.${place}`, () =>
        loadSource(session, source, shift),
      ),
    )
    const tasks = taskLoading(session, { shift, budget })
    for (const [place, task] of (entry.tasks ?? []).entries()) {
      withPlace(account, `accounts.${index}.tasks.${place}`, () => loadTask(session, task, tasks))
    }
    withPlace(account, `accounts.${index}`, () => checkSaved(session, entry))
    for (const source of sources) loadAgent(session, source)
    session.record(shiftEvents((entry.events ?? []) as Event[], shift))
    session.reorder(entry.timers ?? [])
    // Loading counts timers and events anew; the next ones follow those of the export.
    session.raise({ timer, event })
    // Not everything that it brings is an event.
    tell(account, () => ({ event: 'reset', data: {} }))
  })
}
