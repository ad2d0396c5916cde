import {
  type KeyLockStore,
  type KeyOwnerStore,
  keyLockStore,
  keyOwnerStore,
  type TemporaryKeyStore,
  temporaryKeyStore,
} from './access-keys.ts'
import {
  type AccountTable,
  type AgreementStore,
  accountStore,
  agreementStore,
  type ClockStore,
  type CounterStore,
  clockStore,
  counterStore,
  type IdentitySettingsStore,
  identitySettingsStore,
  type ProviderOwnerStore,
  providerOwnerStore,
} from './accounts.ts'
import { type CompanionStore, companionStore } from './companions.ts'
import type { Db } from './database.ts'
import { type EventStore, eventStore } from './events.ts'
import { type FaultStore, faultStore, type PlanOwnerStore, planOwnerStore } from './faults.ts'
import {
  type ProjectStore,
  projectStore,
  type TokenOwnerStore,
  type TokenStore,
  tokenOwnerStore,
  tokenStore,
  type UserOwnerStore,
  type UserStore,
  userOwnerStore,
  userStore,
} from './identities.ts'
import { type MigprojectStore, migprojectStore } from './migprojects.ts'
import { type ScenarioStore, scenarioStore } from './scenarios.ts'
import { type SnapshotMemberStore, snapshotMemberStore } from './snapshot-members.ts'
import { type SnapshotStore, snapshotStore } from './snapshots.ts'
import { type SourceStore, sourceStore } from './source-servers.ts'
import { type TakenIdStore, takenIdStore } from './taken-ids.ts'
import { type TaskStore, taskStore } from './tasks.ts'
import { type TemplateStore, templateStore } from './templates.ts'
import { type AlarmStore, alarmStore, type TimerStore, timerStore } from './timers.ts'

/** The tables as they are for one account: nothing in here leads to another's rows. */
export type AccountStores = {
  readonly agreements: AgreementStore
  readonly clocks: ClockStore
  readonly companions: CompanionStore
  readonly counters: CounterStore
  readonly events: EventStore
  readonly faults: FaultStore
  readonly identitySettings: IdentitySettingsStore
  readonly keyLocks: KeyLockStore
  readonly migprojects: MigprojectStore
  readonly projects: ProjectStore
  readonly scenarios: ScenarioStore
  readonly snapshotMembers: SnapshotMemberStore
  readonly snapshots: SnapshotStore
  readonly sources: SourceStore
  readonly takenIds: TakenIdStore
  readonly tasks: TaskStore
  readonly templates: TemplateStore
  readonly temporaryKeys: TemporaryKeyStore
  readonly timers: TimerStore
  readonly tokens: TokenStore
  readonly users: UserStore
}

/** What is asked of all accounts at once: which there are, whose something is, what is due first. */
export type SharedStores = {
  readonly accounts: AccountTable
  readonly alarm: AlarmStore
  readonly keys: KeyOwnerStore
  readonly plans: PlanOwnerStore
  readonly providers: ProviderOwnerStore
  readonly tokens: TokenOwnerStore
  readonly users: UserOwnerStore
}

type Tables = { [Name in keyof AccountStores]: new (account_id: string) => AccountStores[Name] }

export type Stores = {
  readonly shared: SharedStores
  /** The tables for an account. It costs some hundred bytes: statements are prepared once for all. */
  of(account_id: string): AccountStores
}

/** The tables of a database; what they prepare they keep. */
export function openStores(db: Db): Stores {
  const tables: Tables = {
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
  }
  return {
    shared: {
      accounts: accountStore(db),
      alarm: alarmStore(db),
      keys: keyOwnerStore(db),
      plans: planOwnerStore(db),
      providers: providerOwnerStore(db),
      tokens: tokenOwnerStore(db),
      users: userOwnerStore(db),
    },
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
