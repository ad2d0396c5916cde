import { clockAt } from '../../domain/clock.ts'
import { hex32 } from '../../domain/ids.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { Counters, Fixture } from '../../schemas/control/fixture.ts'
import type { SnapshotView } from '../../schemas/control/snapshots.ts'
import { isoOf } from '../../schemas/time.ts'
import { namesInstead } from '../../text/names.ts'
import { clockOf, nameOf, no_counters, timeIn } from '../account/session.ts'
import { settle, write } from '../account/settle.ts'
import { no_settings, providersOf, settingsOf, userRecord } from '../iam/members.ts'
import { providersWithoutForeign, usersFor, withoutForeign } from '../iam/owners.ts'
import { exportFixture } from './fixture-export.ts'
import { loadFixture } from './fixture-loading.ts'
import { at } from './fixture-places.ts'

/** Snapshots: an account kept under a name, to go back to. */

export const listSnapshots = (emulator: Emulator, account_id: string): SnapshotView[] =>
  emulator.snapshots
    .all(account_id)
    .map(({ saved_at, ...rest }) => ({ ...rest, saved_at: isoOf(saved_at) }))

/** @throws ApiError 404 naming those there are */
function snapshotMeant(emulator: Emulator, account_id: string, name: string): SnapshotView {
  const all = listSnapshots(emulator, account_id)
  const found = all.find((snapshot) => snapshot.name === name)
  if (found) return found
  const instead = namesInstead(
    name,
    all.map((snapshot) => snapshot.name),
  )
  throw new ApiError('snapshotNotFound', name, nameOf(emulator, account_id), instead)
}

/** Keeps the account as it is now; an earlier snapshot of that name is replaced. */
export function saveSnapshot(emulator: Emulator, account_id: string, name: string): SnapshotView {
  return write(emulator, account_id, ({ now }) => {
    keepClock(emulator, account_id, now)
    emulator.snapshots.save(account_id, name, now)
    return snapshotMeant(emulator, account_id, name)
  })
}

/** The moment that a flowing clock shows is kept with it, since the wall goes on. */
function keepClock(emulator: Emulator, account_id: string, now: number): void {
  const clock = clockOf(emulator, account_id)
  if (clock.mode === 'flowing') {
    emulator.clocks.save(account_id, clockAt('flowing', now, clock.pace, emulator.wall()))
  }
}

/**
 * Makes the account what it was, its clock included. Its tokens stay good.
 *
 * @throws ApiError 404
 */
export function restoreSnapshot(
  emulator: Emulator,
  account_id: string,
  name: string,
): SnapshotView {
  return emulator.atomically(() => {
    const found = snapshotMeant(emulator, account_id, name)
    // What is due has its numbers, whether or not somebody has looked at the account since.
    settle(emulator, account_id)
    const before = countersOf(emulator, account_id)
    keepOwners(emulator, account_id, name)
    const kept = emulator.snapshots.restore(account_id, name)
    if (!kept) throw new Error(`snapshot ${name} is gone`)
    const { mode, pace } = kept.clock as ClockRecord
    const now = Date.parse(found.saved_at)
    emulator.clocks.save(account_id, clockAt(mode, now, pace, emulator.wall()))
    // Events and tokens are not numbered twice; ids of resources come again as they did.
    const { event, token } = before
    const counters = kept.counters as Counters
    const latest = Math.max(event, counters.event)
    emulator.counters.save(account_id, { ...counters, event: latest, token })
    return found
  })
}

/** What of a snapshot's users and identity providers is another account's by now stays that account's. */
function keepOwners(emulator: Emulator, account_id: string, name: string): void {
  const users = emulator.snapshotMembers.users(account_id, name)
  const account = { id: account_id, name: nameOf(emulator, account_id) }
  const kept = withoutForeign(emulator, account, users)
  const isSame = kept.length === users.length && kept.every((user) => users.includes(user))
  if (!isSame) emulator.snapshotMembers.replaceUsers(account_id, name, kept)
  const settings = emulator.snapshotMembers.settings(account_id, name)
  if (!settings) return
  const known = settingsOf(emulator, account_id).identity_providers
  const identity_providers = providersWithoutForeign(
    emulator,
    account,
    settings.identity_providers,
    known,
  )
  emulator.snapshotMembers.replaceSettings(account_id, name, { ...settings, identity_providers })
}

const countersOf = (emulator: Emulator, account_id: string): Counters =>
  emulator.counters.of(account_id) ?? no_counters

/** @returns its name. @throws ApiError 404 */
export function removeSnapshot(emulator: Emulator, account_id: string, name: string): string {
  snapshotMeant(emulator, account_id, name)
  emulator.atomically(() => emulator.snapshots.remove(account_id, name))
  return name
}

/** A snapshot as a fixture, to be loaded elsewhere. @throws ApiError 404 */
export function downloadSnapshot(emulator: Emulator, account_id: string, name: string): Fixture {
  snapshotMeant(emulator, account_id, name)
  return emulator.asIf(() => {
    restoreSnapshot(emulator, account_id, name)
    return exportFixture(emulator, account_id)
  })
}

/**
 * Keeps a downloaded snapshot under a name; the account itself stays as it is.
 *
 * @throws ApiError 400 `fixtureInvalid`
 */
export function uploadSnapshot(
  emulator: Emulator,
  account_id: string,
  name: string,
  fixture: Fixture,
): SnapshotView {
  const [entry, another] = fixture.accounts
  if (!entry || another) {
    const message = 'a snapshot is a fixture of one account'
    throw new ApiError('fixtureInvalid', `accounts: ${message}`, [{ path: 'accounts', message }])
  }
  return emulator.atomically(() => {
    // It is lived in by an account of its own for a moment, and its snapshot moves over.
    const id = hex32('upload', account_id, name)
    const guest = { ...entry, users: [], identity_providers: [], id, name: id }
    loadFixture(emulator, { ...fixture, accounts: [guest] })
    saveSnapshot(emulator, id, name)
    // Its users and providers are of the account that it goes to, which may have their ids and keys now.
    const account = { id: account_id, name: nameOf(emulator, account_id) }
    const now = timeIn(emulator, id)
    const users = usersFor(entry, account_id).map((user) =>
      userRecord(emulator, account, user, now),
    )
    settle(emulator, account_id)
    const counters = countersOf(emulator, account_id)
    const above = counters.event
    emulator.snapshots.moveTo(account_id, { from: id, name, above })
    emulator.snapshotMembers.replaceUsers(account_id, name, users)
    if (entry.identity_providers) {
      const settings = emulator.snapshotMembers.settings(account_id, name) ?? no_settings
      const identity_providers = at(emulator, 'accounts.0', () => providersOf(entry))
      emulator.snapshotMembers.replaceSettings(account_id, name, {
        ...settings,
        identity_providers,
      })
    }
    // Its events get numbers that are nobody else's, now or later: they are no events of this account.
    const event = above + countersOf(emulator, id).event
    emulator.counters.save(account_id, { ...counters, event })
    emulator.accounts.remove(id)
    return snapshotMeant(emulator, account_id, name)
  })
}
