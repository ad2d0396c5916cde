import { ApiError } from '../../errors/refusals.ts'
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { Counters } from '../../schemas/control/fixture.ts'
import type { SnapshotView } from '../../schemas/control/snapshots.ts'
import { isoOf } from '../../schemas/time.ts'
import { namesInstead } from '../../text/names.ts'
import type { Account, View } from '../account/account.ts'
import { no_counters, type Session } from '../account/session.ts'
import { tell } from '../account/tell.ts'
import { withoutForeign } from '../iam/members.ts'

/** Snapshots: an account kept under a name, to go back to. */

export const listSnapshots = (account: Account): SnapshotView[] => account.read(listedIn)

const listedIn = ({ snapshots }: View): SnapshotView[] =>
  snapshots.all().map(({ saved_at, ...rest }) => ({ ...rest, saved_at: isoOf(saved_at) }))

/** @throws ApiError 404 naming those there are */
export function findSnapshot(view: View, name: string): SnapshotView {
  const all = listedIn(view)
  const found = all.find((snapshot) => snapshot.name === name)
  if (found) return found
  const instead = namesInstead(
    name,
    all.map((snapshot) => snapshot.name),
  )
  throw new ApiError('snapshotNotFound', name, view.account.name, instead)
}

/** Keeps the account as it is now; an earlier snapshot of that name is replaced. */
export function saveSnapshot(account: Account, name: string): SnapshotView {
  return account.write((session) => {
    const { mode, pace } = session.clock
    // The moment that a flowing clock shows is kept with it, since the wall goes on.
    if (mode === 'flowing') session.setClock(mode, session.now, pace)
    session.snapshots.save(name, session.now)
    return findSnapshot(session, name)
  })
}

/**
 * Makes the account what it was, its clock included. Its tokens stay good.
 *
 * @throws ApiError 404
 */
export function restoreSnapshot(account: Account, name: string): SnapshotView {
  // `write` settles first, so events that are due have their numbers whether or not anybody read the account before.
  return account.write((session) => {
    const found = findSnapshot(session, name)
    keepOwners(session, name)
    const live = session.counters.find()
    const kept = session.snapshots.restore(name)
    if (!kept) throw new Error(`snapshot ${name} no longer exists`)
    const { mode, pace } = kept.clock as ClockRecord
    session.setClock(mode, Date.parse(found.saved_at), pace)
    tell(account, () => ({ event: 'reset', data: {} }))
    session.setCounters(countersAfterRestore(kept.counters as Counters, live))
    return found
  })
}

/** The counters of a restored account: events and tokens are not numbered twice; ids of resources come again as they did. */
export function countersAfterRestore(kept: Counters, live: Counters = no_counters): Counters {
  return { ...kept, event: Math.max(live.event, kept.event), token: live.token }
}

/** Of a snapshot's users and identity providers, what another account owns now stays with it. */
function keepOwners({ account, snapshotMembers }: Session, name: string): void {
  const users = snapshotMembers.users(name)
  const former = { users, settings: snapshotMembers.settings(name) }
  const kept = withoutForeign(account, former)
  const isSame =
    kept.users.length === users.length && kept.users.every((user) => users.includes(user))
  if (!isSame) snapshotMembers.replaceUsers(name, kept.users)
  if (kept.settings) snapshotMembers.replaceSettings(name, kept.settings)
}

/** @returns its name. @throws ApiError 404 */
export function removeSnapshot(account: Account, name: string): string {
  account.write((session) => {
    findSnapshot(session, name)
    session.snapshots.remove(name)
  })
  return name
}
