import { keyLockStore, keyOwnerStore, temporaryKeyStore } from './access-keys.ts'
import { accountRowStore } from './account-rows.ts'
import {
  accountStore,
  agreementStore,
  clockStore,
  counterStore,
  identitySettingsStore,
  providerOwnerStore,
} from './accounts.ts'
import { companionStore } from './companions.ts'
import type { Db } from './database.ts'
import { eventStore } from './events.ts'
import { faultStore, planOwnerStore } from './faults.ts'
import {
  projectStore,
  tokenOwnerStore,
  tokenStore,
  userOwnerStore,
  userStore,
} from './identities.ts'
import { migprojectStore } from './migprojects.ts'
import { scenarioStore } from './scenarios.ts'
import { snapshotMemberStore } from './snapshot-members.ts'
import { snapshotStore } from './snapshots.ts'
import { sourceStore } from './source-servers.ts'
import { takenIdStore } from './taken-ids.ts'
import { taskStore } from './tasks.ts'
import { templateStore } from './templates.ts'
import { alarmStore, timerStore } from './timers.ts'

const tablesOf = (db: Db) => ({
  agreements: agreementStore(db),
  clocks: clockStore(db),
  companions: companionStore(db),
  counters: counterStore(db),
  events: eventStore(db),
  faults: faultStore(db),
  identitySettings: identitySettingsStore(db),
  keyLocks: keyLockStore(db),
  migprojects: migprojectStore(db),
  projects: projectStore(db),
  rows: accountRowStore(db),
  scenarios: scenarioStore(db),
  snapshotMembers: snapshotMemberStore(db),
  snapshots: snapshotStore(db),
  sources: sourceStore(db),
  takenIds: takenIdStore(db),
  tasks: taskStore(db),
  templates: templateStore(db),
  temporaryKeys: temporaryKeyStore(db),
  timers: timerStore(db),
  tokens: tokenStore(db),
  users: userStore(db),
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

type Tables = ReturnType<typeof tablesOf>

/** The tables as they are for one account: nothing in here leads to another's rows. */
export type AccountStores = { readonly [Name in keyof Tables]: InstanceType<Tables[Name]> }

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
    // One by one, and not from a list of names: objects of one form are read faster.
    of: (account_id) => ({
      agreements: new tables.agreements(account_id),
      clocks: new tables.clocks(account_id),
      companions: new tables.companions(account_id),
      counters: new tables.counters(account_id),
      events: new tables.events(account_id),
      faults: new tables.faults(account_id),
      identitySettings: new tables.identitySettings(account_id),
      keyLocks: new tables.keyLocks(account_id),
      migprojects: new tables.migprojects(account_id),
      projects: new tables.projects(account_id),
      rows: new tables.rows(account_id),
      scenarios: new tables.scenarios(account_id),
      snapshotMembers: new tables.snapshotMembers(account_id),
      snapshots: new tables.snapshots(account_id),
      sources: new tables.sources(account_id),
      takenIds: new tables.takenIds(account_id),
      tasks: new tables.tasks(account_id),
      templates: new tables.templates(account_id),
      temporaryKeys: new tables.temporaryKeys(account_id),
      timers: new tables.timers(account_id),
      tokens: new tables.tokens(account_id),
      users: new tables.users(account_id),
    }),
  }
}
