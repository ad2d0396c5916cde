import type { Config } from './config.ts'
import { type ReadText, textKinds } from './domain/history/text-kinds.ts'
import { hex32 } from './domain/ids.ts'
import { newRecording } from './domain/observed/bundle.ts'
import { noCounters } from './domain/observed/client-coverage.ts'
import { explanations_max } from './domain/observed/explanations.ts'
import { weightOf } from './domain/observed/journal.ts'
import { steadyWall } from './domain/wall.ts'
import { requireNode } from './package.ts'
import type { FixtureAccount } from './schemas/control/fixture.ts'
import type { Scenario } from './schemas/control/scenarios.ts'
import { keyLockStore, keyOwnerStore, temporaryKeyStore } from './store/access-keys.ts'
import {
  accountStore,
  agreementStore,
  clockStore,
  counterStore,
  identitySettingsStore,
  providerOwnerStore,
} from './store/accounts.ts'
import { clientCoverageStore } from './store/client-coverage.ts'
import { type Db, dumpDatabase, openDatabase, pathOf } from './store/database.ts'
import { watchFile } from './store/database-file.ts'
import { eventStore } from './store/events.ts'
import { explanationStore } from './store/explanations.ts'
import { storageRefusal } from './store/failures.ts'
import { faultStore } from './store/faults.ts'
import { GroupCommit } from './store/group-commit.ts'
import { projectStore, tokenStore, userStore } from './store/identities.ts'
import { journalStore } from './store/journal.ts'
import { type Run, runStore } from './store/lasting.ts'
import { beStrict } from './store/memory.ts'
import { migprojectStore } from './store/migprojects.ts'
import { scenarioStore } from './store/scenarios.ts'
import { snapshotMemberStore } from './store/snapshot-members.ts'
import { snapshotStore } from './store/snapshots.ts'
import { sourceStore } from './store/source-servers.ts'
import { taskStore } from './store/tasks.ts'
import { templateStore } from './store/templates.ts'
import { timerStore } from './store/timers.ts'

/** What the emulator is given from outside: nothing else of the world reaches it. */
export type Environment = {
  /** The wall's time in epoch milliseconds. */
  wall: () => number
  /** The accounts as they are after boot, and after a reset. */
  boot: readonly FixtureAccount[]
  /** The scenarios that every account begins with. */
  scenarios?: readonly Scenario[]
  /** What the control API wants from other machines; null: nobody has the right one. */
  control_token?: string | null
  /**
   * Waits in real time: resolves after so many milliseconds, or at once when the signal is aborted.
   * Without it nothing waits.
   */
  sleep?: Sleep
  /**
   * Does something at the end of this turn of the event loop: what was written by then is committed
   * together. Without it everything is committed at once.
   */
  later?: (work: () => void) => void
  /** Whether records are frozen, and loose writes refused: in tests. */
  freeze?: boolean
  /** Reads the texts that clients send; without it each at once. */
  readText?: ReadText
  /** Is told what whoever runs the emulator should know. */
  warn?: (message: string) => void
  /** The id of the next request, where it is not the next in a row: in a replay. */
  requestId?: () => string
  /** Whether an ID token counts as signed by its provider: those of a replay are placeholders. */
  trustsIdToken?: (text: string) => boolean
}

export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

const no_sleep: Sleep = async () => {}

/**
 * Opens the stores: all that an operation may touch.
 *
 * @throws DatabaseRefused when the file cannot be used.
 */
export function createEmulator(
  config: Config,
  {
    wall,
    boot,
    scenarios = [],
    control_token = config.control_token ?? null,
    sleep = no_sleep,
    later = (work) => work(),
    freeze = false,
    readText = (kind, text) => textKinds[kind](text),
    warn = () => {},
    requestId,
    trustsIdToken = () => false,
  }: Environment,
) {
  requireNode(process.versions)
  const db = openDatabase(config.db)
  if (freeze) beStrict(db)
  const transactions = new GroupCommit(db, later)
  const stores = storesOf(db)
  const runs = runStore(db)
  const run = runs.current()
  let has_begun = false
  const steady = steadyWall(wall, later)
  // The moment of the boot, which a frozen clock shows after it, and again after a reset.
  const started_at = steady.now()

  return {
    config,
    wall: steady.now,
    /** Ends the boot, which is all at one moment. */
    startWallClock: steady.flow,
    /** Holds the wall's time while a recorded call is carried out, and lets it go. */
    freezeWallClock: steady.hold,
    releaseWallClock: steady.letGo,
    /** The calls since the start, with `record`. */
    recording: config.record ? newRecording() : null,
    sleep,
    trustsIdToken,
    boot,
    boot_scenarios: scenarios,
    control_token,
    started_at,
    /** Why the emulator is not ready, or null once it is. */
    notReadyReason: 'the fixtures are not loaded yet' as string | null,
    /** The port of the TLS listener, or null while there is none. */
    tls_port: null as number | null,
    ...processMemory(config, run, stores.accounts.generation),
    ...(requestId ? { nextRequestId: requestId } : {}),
    /**
     * Begins the run, unless it has begun. On a full or broken disk it cannot: then the emulator reads, and the next
     * attempt may begin it.
     */
    beginRun: (): void => {
      if (has_begun) return
      try {
        transactions.atomically(() => runs.begin(run))
        transactions.commit()
        has_begun = true
      } catch (error) {
        if (!storageRefusal(config.db, error)) throw error
      }
    },
    /** For the names of accounts that have none. */
    nextAccountNumber: runs.countAccount,
    ...stores,

    /**
     * So many timers of an account fire in one transaction, before others are let in: some ten
     * milliseconds. A bundle tells calls one after the other: its run and its replay make each at once.
     */
    step_timers: config.record || requestId ? Number.POSITIVE_INFINITY : 32,
    /** More things that happen to one resource at one moment have no end: eight rows of a hundred stretches do. */
    at_once_max: 1_000,
    readText,
    warn,
    /** Lets others go first. */
    pause: (): Promise<void> => new Promise((resolve) => later(resolve)),

    atomically: <Result>(work: () => Result): Result => transactions.atomically(work),
    asIf: <Result>(work: () => Result): Result => transactions.asIf(work),
    committed: () => transactions.committed(),
    commit: () => transactions.commit(),
    /** Why what is written is lost, as the database file was removed or replaced; null while it is not. */
    fileProblem: config.db === ':memory:' ? () => null : watchFile(pathOf(config.db)),
    /** The refusal that a failure of the disk stands for; undefined for another error. */
    storageRefusal: (error: unknown) => storageRefusal(config.db, error),
    /** Every row of every table, in a fixed order: equal dumps are equal states. */
    dump: (): Record<string, unknown[]> => dumpDatabase(db),
    close: (): void => {
      try {
        transactions.atomically(() => runs.end(run))
        transactions.commit()
      } catch {
        // Those who wait for it are told; what happened since by itself happens again.
      }
      db.close()
    },
  }
}

/** The tables of an account, each with what can be done with it. */
const storesOf = (db: Db) => ({
  accounts: accountStore(db),
  clocks: clockStore(db),
  counters: counterStore(db),
  users: userStore(db),
  projects: projectStore(db),
  identitySettings: identitySettingsStore(db),
  providerOwners: providerOwnerStore(db),
  agreements: agreementStore(db),
  migprojects: migprojectStore(db),
  templates: templateStore(db),
  tokens: tokenStore(db),
  keyOwners: keyOwnerStore(db),
  temporaryKeys: temporaryKeyStore(db),
  keyLocks: keyLockStore(db),
  scenarios: scenarioStore(db),
  faults: faultStore(db),
  snapshots: snapshotStore(db),
  snapshotMembers: snapshotMemberStore(db),
  sources: sourceStore(db),
  tasks: taskStore(db),
  timers: timerStore(db),
  events: eventStore(db),
})

/** What lives as long as the process: counts, and what a reset of an account drops of it. */
function processMemory(
  { seed, journal_limit }: Config,
  { number, counts }: Run,
  generationOf: (account_id: string) => number,
) {
  const explanations = explanationStore(explanations_max)
  const journal = journalStore(journal_limit, weightOf)
  const clientCoverage = clientCoverageStore(noCounters)
  /** What is done in steps, as long moves of clocks, by account. */
  const moves = new Map<string, LongWork>()
  const throttled = new Map<string, ThrottleWindows>()

  return {
    explanations,
    journal,
    clientCoverage,
    moves,
    /** The calls of each account in the windows of its throttles. */
    throttled,
    /** An account was reset or removed: what this process knows of it goes. */
    wasReset: (account_id: string): void => {
      explanations.forget(account_id)
      journal.forget(account_id)
      clientCoverage.forget(account_id)
      throttled.delete(account_id)
      for (const counted of Object.values(counts)) counted.delete(account_id)
    },
    /** The number of the next degraded answer to an account. */
    nextAnswerOf: (account_id: string): number => next(counts.answers, account_id),
    /**
     * An id for the next request of an account, or of none: 32 hex digits that follow from what the account
     * was called before, whatever others do meanwhile, and that never come again.
     */
    nextRequestId: (account_id = ''): string => {
      const count = next(counts.requests, account_id)
      return hex32('request', seed, account_id, generationOf(account_id), number, count)
    },
  }
}

/**
 * Work on an account that is done in steps.
 *
 * @property end when it is over, however it ends.
 * @property interrupt has it end with its next step, if it is one that may be left unfinished.
 */
export type LongWork = { end: Promise<void>; interrupt(): void }

/** By the name of the scenario: since when its window is open, and how many calls came in it. */
export type ThrottleWindows = Map<string, { since: number; calls: number }>

function next(counted: Map<string, number>, key: string): number {
  const number = (counted.get(key) ?? 0) + 1
  counted.set(key, number)
  return number
}

export type Emulator = ReturnType<typeof createEmulator>
