import { ApiError } from '../../errors/refusals.ts'
import type { Fixture, FixtureAccount } from '../../schemas/control/fixture.ts'
import type { SnapshotView } from '../../schemas/control/snapshots.ts'
import type { Account } from '../account/account.ts'
import { workInSteps } from '../account/long-work.ts'
import { no_counters, type Session } from '../account/session.ts'
import { no_settings, providersOf, userRecord } from '../iam/members.ts'
import type { Accounts } from '../registry/accounts.ts'
import { usersFor } from '../registry/owners.ts'
import { loadContents } from './fixture-contents.ts'
import { isLong, loadStep } from './fixture-draft.ts'
import { atEntry, type Entries, loadingOf, prepareAccount } from './fixture-entry.ts'
import { withPlace } from './fixture-places.ts'
import { findSnapshot, saveSnapshot } from './snapshots.ts'

/**
 * Keeps a downloaded snapshot under a name; the account itself stays as it is. A long one goes in steps, for which calls to
 * the account wait.
 *
 * @throws ApiError 400 `fixtureInvalid`, 409 when the account was reset meanwhile
 */
export async function uploadSnapshot(
  accounts: Accounts,
  account: Account,
  { name, fixture }: { name: string; fixture: Fixture },
  closing: AbortSignal,
): Promise<SnapshotView> {
  const [entry, another] = fixture.accounts
  if (!entry || another) {
    const message = 'a snapshot is a fixture of one account'
    throw new ApiError('fixtureInvalid', `accounts: ${message}`, [{ path: 'accounts', message }])
  }
  const draft = accounts.openDraft()
  try {
    const parts = uploadInParts(draft.accounts, account, name, { ...fixture, accounts: [entry] })
    let part = parts.next()
    const step = (): boolean => {
      part = parts.next()
      return part.done === true
    }
    if (isLong(accounts, fixture)) await workInSteps([account], accounts, { step }, closing)
    while (!part.done) part = parts.next()
    return part.value
  } finally {
    draft.close()
  }
}

/** An entry of a fixture that has no other. */
type OneEntry = Entries & { accounts: [FixtureAccount] }

/**
 * Loads a snapshot into a copy of the account, saves it there, and brings what was saved. Others may go first at each `yield`.
 */
function* uploadInParts(
  draft: Accounts,
  account: Account,
  name: string,
  fixture: OneEntry,
): Generator<void, SnapshotView> {
  const [entry] = fixture.accounts
  // Its members come at the end: the copy does not know what other accounts own.
  const guest = { ...entry, users: [], identity_providers: [], id: account.id, name: account.name }
  // Its events are numbered above those of the account: equal numbers mean a shared history.
  const { event } = account.read(({ counters }) => counters.find() ?? no_counters)
  const loading = loadingOf(fixture, false, event)
  const place = atEntry(draft, guest, 0, false)
  const copy = place(() => prepareAccount(draft, guest, loading))
  const contents = loadContents(guest, 'accounts.0', loading)
  while (!place(() => loadStep(copy, contents))) yield
  yield
  const { saved_at } = saveSnapshot(copy, name)
  yield
  const saved = copy.read(({ snapshots, counters }) => ({
    rows: snapshots.rowsOf(name),
    counters: counters.find() ?? no_counters,
  }))
  yield
  return account.write((session) => {
    session.raise({ event: saved.counters.event })
    session.snapshots.add(name, Date.parse(saved_at), saved.rows)
    replaceMembers(session, name, entry, copy.now())
    return findSnapshot(session, name)
  })
}

/** Puts the users and providers of an entry into a snapshot. */
function replaceMembers(session: Session, name: string, entry: FixtureAccount, now: number): void {
  const { account, snapshotMembers } = session
  const users = usersFor(entry, account.id).map((user) => userRecord({ ...session, now }, user))
  snapshotMembers.replaceUsers(name, users)
  if (!entry.identity_providers) return
  const settings = snapshotMembers.settings(name) ?? no_settings
  const identity_providers = withPlace(account, 'accounts.0', () => providersOf(entry))
  snapshotMembers.replaceSettings(name, { ...settings, identity_providers })
}
