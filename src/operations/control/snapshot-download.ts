import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { KnownFault } from '../../schemas/control/faults.ts'
import type { Counters, Fixture } from '../../schemas/control/fixture.ts'
import type { Scenario } from '../../schemas/control/scenarios.ts'
import type { JsonPieces } from '../../schemas/json-text.ts'
import type { Project } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import { no_settings, withoutForeign } from '../iam/members.ts'
import { exportText } from './fixture-export.ts'
import { countersAfterRestore, findSnapshot } from './snapshots.ts'

/** A snapshot as a fixture, to be loaded elsewhere. @throws ApiError 404 */
export function downloadSnapshot(account: Account, name: string): JsonPieces<Fixture> {
  return account.read((view) => {
    const { saved_at } = findSnapshot(view, name)
    const { snapshots, snapshotMembers } = view
    type Table = Parameters<typeof snapshots.texts>[1]
    const texts = (table: Table) => snapshots.texts(name, table)
    const documents = <Document>(table: Table) =>
      texts(table).map((text): Document => JSON.parse(text))
    const [clock] = documents<ClockRecord>('clocks')
    if (!clock) throw new Error(`snapshot ${name} has no clock`)
    const [agreement] = documents<{ flag: boolean }>('agreements')
    const [counters] = documents<Counters>('counters')
    const { users, settings = no_settings } = withoutForeign(account, {
      users: snapshotMembers.users(name),
      settings: snapshotMembers.settings(name),
    })
    return exportText({
      ...{ account, clock, now: Date.parse(saved_at) },
      counters: counters && countersAfterRestore(counters, view.counters.find()),
      members: { users, settings, projects: documents<Project>('projects') },
      privacy_agreement: agreement?.flag ?? false,
      scenarios: documents<{ place: number; scenario: Scenario }>('scenarios')
        .sort((one, other) => one.place - other.place)
        .map(({ scenario }) => scenario),
      faults: documents<KnownFault>('faults'),
      texts: {
        templates: texts('templates'),
        migprojects: texts('migprojects'),
        companions: texts('companions'),
        sources: texts('sources'),
        tasks: texts('tasks'),
        events: snapshots.eventTexts(name),
        timers: snapshots.timerOrder(name).map((id) => JSON.stringify(id)),
      },
    })
  })
}
