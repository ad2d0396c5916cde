import { keyLockTable, keyOwnerStore, TemporaryKeyStore, temporaryKeyTable } from './access-keys.ts'
import { AccountRowStore, accountRowTable } from './account-rows.ts'
import {
  accountStore,
  agreementTable,
  ClockStore,
  clockTable,
  counterTable,
  identitySettingsTable,
  providerOwnerStore,
  SingleStore,
} from './accounts.ts'
import { CompanionStore, companionTable } from './companions.ts'
import type { Db } from './database.ts'
import { DocumentStore } from './documents.ts'
import { EventStore, eventTable } from './events.ts'
import { FaultStore, faultTable, planOwnerStore } from './faults.ts'
import {
  NamedStore,
  projectTable,
  TokenStore,
  tokenOwnerStore,
  tokenTable,
  userOwnerStore,
  userTable,
} from './identities.ts'
import { MigprojectStore, migprojectTable } from './migprojects.ts'
import { ScenarioStore, scenarioTable } from './scenarios.ts'
import { SnapshotMemberStore, snapshotMemberTable } from './snapshot-members.ts'
import { SnapshotStore, snapshotTable } from './snapshots.ts'
import { SourceStore, sourceTable } from './source-servers.ts'
import { TakenIdStore, takenIdTable } from './taken-ids.ts'
import { TaskStore, taskTable } from './tasks.ts'
import { TemplateStore, templateTable } from './templates.ts'
import { alarmStore, TimerStore, timerTable } from './timers.ts'

const tablesOf = (db: Db) => ({
  agreements: agreementTable(db),
  clocks: clockTable(db),
  companions: companionTable(db),
  counters: counterTable(db),
  events: eventTable(db),
  faults: faultTable(db),
  identitySettings: identitySettingsTable(db),
  keyLocks: keyLockTable(db),
  migprojects: migprojectTable(db),
  projects: projectTable(db),
  rows: accountRowTable(db),
  scenarios: scenarioTable(db),
  snapshotMembers: snapshotMemberTable(db),
  snapshots: snapshotTable(db),
  sources: sourceTable(db),
  takenIds: takenIdTable(db),
  tasks: taskTable(db),
  templates: templateTable(db),
  temporaryKeys: temporaryKeyTable(db),
  timers: timerTable(db),
  tokens: tokenTable(db),
  users: userTable(db),
})

const sharedTablesOf = (db: Db) => ({
  accounts: accountStore(db),
  alarm: alarmStore(db),
  keys: keyOwnerStore(db),
  plans: planOwnerStore(db),
  providers: providerOwnerStore(db),
  tokens: tokenOwnerStore(db),
  users: userOwnerStore(db),
})

/** The tables as they are for one account, one by one: objects of one form are read faster. */
const storesOf = (tables: ReturnType<typeof tablesOf>, account_id: string) => ({
  agreements: new SingleStore(tables.agreements, account_id),
  clocks: new ClockStore(tables.clocks, account_id),
  companions: new CompanionStore(tables.companions, account_id),
  counters: new SingleStore(tables.counters, account_id),
  events: new EventStore(tables.events, account_id),
  faults: new FaultStore(tables.faults, account_id),
  identitySettings: new SingleStore(tables.identitySettings, account_id),
  keyLocks: new DocumentStore(tables.keyLocks, account_id),
  migprojects: new MigprojectStore(tables.migprojects, account_id),
  projects: new NamedStore(tables.projects, account_id),
  rows: new AccountRowStore(tables.rows, account_id),
  scenarios: new ScenarioStore(tables.scenarios, account_id),
  snapshotMembers: new SnapshotMemberStore(tables.snapshotMembers, account_id),
  snapshots: new SnapshotStore(tables.snapshots, account_id),
  sources: new SourceStore(tables.sources, account_id),
  takenIds: new TakenIdStore(tables.takenIds, account_id),
  tasks: new TaskStore(tables.tasks, account_id),
  templates: new TemplateStore(tables.templates, account_id),
  temporaryKeys: new TemporaryKeyStore(tables.temporaryKeys, account_id),
  timers: new TimerStore(tables.timers, account_id),
  tokens: new TokenStore(tables.tokens, account_id),
  users: new NamedStore(tables.users, account_id),
})

/** The tables as they are for one account: nothing in here leads to another's rows. */
export type AccountStores = Readonly<ReturnType<typeof storesOf>>

/** What is asked of all accounts at once: which there are, whose something is, what is due first. */
export type SharedStores = Readonly<ReturnType<typeof sharedTablesOf>>

export type Stores = {
  readonly shared: SharedStores
  /** The tables for an account. It costs some hundred bytes: statements are prepared once for all. */
  of(account_id: string): AccountStores
}

/** The tables of a database; what they prepare they keep. */
export function openStores(db: Db): Stores {
  const tables = tablesOf(db)
  return {
    shared: sharedTablesOf(db),
    of: (account_id) => storesOf(tables, account_id),
  }
}
