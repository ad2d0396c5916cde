import type { Config } from './config.ts'
import { textKinds } from './domain/history/text-kinds.ts'
import type { Limits } from './operations/account/account.ts'
import { type Accounts, createAccounts, type Draft } from './operations/registry/accounts.ts'
import { requireNode } from './package.ts'
import { type Commits, createCommits } from './parts/commits.ts'
import type { Host } from './parts/host.ts'
import { createObserved, type Observed } from './parts/observed.ts'
import { createTime, type Sleep, type Time } from './parts/time.ts'
import { databaseDump, openDatabase } from './store/database.ts'
import { runStore } from './store/lasting.ts'
import { compileLate } from './store/late-statements.ts'
import { enforceStrictWrites } from './store/memory.ts'
import { openStores } from './store/stores.ts'

/** An emulator: its accounts, and what they stand on. Each part is described in a file of its own. */
export type Emulator = {
  readonly config: Config
  readonly accounts: Accounts
  readonly time: Time
  readonly commits: Commits
  readonly observed: Observed
  readonly host: Host
  readonly limits: Limits
  /** Every row of every table, in a fixed order: equal dumps are equal states. */
  dump(): Record<string, unknown[]>
  close(): void
}

/** What the emulator is given from outside: nothing else of the world reaches it. Without `rehearse`, documents are only checked for their shape. */
export type Environment = Pick<Host, 'boot'> &
  Partial<
    Pick<Host, 'scenarios' | 'control_token' | 'readText' | 'rehearse' | 'trustsIdToken' | 'warn'>
  > & {
    /** The wall's time in epoch milliseconds. */
    wall: () => number
    /** Waits in real time. Without it nothing waits. */
    sleep?: Sleep
    /**
     * Does something at the end of this turn of the event loop: what was written by then is committed
     * together. Without it everything is committed at once.
     */
    later?: (work: () => void) => void
    /** Whether records are frozen, and loose writes refused: in tests. */
    freeze?: boolean
    /** The id of the next request, where it is not the next in a row: in a replay. */
    requestId?: () => string
  }

const no_sleep: Sleep = async () => {}

/**
 * Opens the database, and puts the parts together.
 *
 * @throws NodeTooOld, NativePartMissing, DatabaseRefused when the file cannot be used.
 */
export function createEmulator(
  config: Config,
  { wall, sleep = no_sleep, later = (work) => work(), freeze = false, ...rest }: Environment,
): Emulator {
  requireNode(process.versions)
  const { requestId, ...host } = rest
  const db = openDatabase(config.db)
  if (freeze) enforceStrictWrites(db)
  compileLate(db)
  const stores = openStores(db)
  const runs = runStore(db)
  const run = runs.current()
  /** What is recorded, and its replay, do each work at once. */
  const isRecorded = config.record || requestId !== undefined
  const parts = {
    config,
    time: createTime(wall, later, sleep),
    commits: createCommits(db, config.db, later, {
      begin: () => runs.begin(run),
      end: () => runs.end(run),
    }),
    observed: createObserved(config, run, stores.shared.accounts.generation, requestId),
    host: hostOf(config, host),
    limits: {
      step_timers: isRecorded ? Number.POSITIVE_INFINITY : 32,
      at_once_max: 1_000,
      load_at_once: isRecorded ? Number.POSITIVE_INFINITY : 128,
    },
  }
  const accounts = createAccounts({
    ...parts,
    stores,
    nextNumber: runs.countAccount,
    openDraft: () => openDraft(parts),
  })
  return {
    ...parts,
    accounts,
    dump: databaseDump(db),
    close: () => {
      parts.commits.endRun()
      db.close()
    },
  }
}

/** A database in memory with the accounts of a draft, for which no time passes. */
function openDraft(parts: Pick<Emulator, 'config' | 'time' | 'host' | 'limits'>): Draft {
  const { config, time } = parts
  const db = openDatabase(':memory:')
  compileLate(db)
  const stores = openStores(db)
  const runs = runStore(db)
  const now = time.now()
  const nobody = { begin: () => {}, end: () => {} }
  const accounts = createAccounts({
    ...parts,
    stores,
    // What an account is made from is in its entry.
    host: { ...parts.host, boot: [], scenarios: [] },
    time: { ...time, now: () => now },
    commits: createCommits(db, ':memory:', (work) => work(), nobody),
    observed: createObserved(config, runs.current(), stores.shared.accounts.generation, undefined),
    nextNumber: runs.countAccount,
    openDraft: () => openDraft(parts),
  })
  return { accounts, close: () => db.close() }
}

const hostOf = (
  config: Config,
  {
    boot,
    scenarios = [],
    control_token = config.control_token ?? null,
    readText = (kind, text) => textKinds[kind](text),
    rehearse = async () => {},
    trustsIdToken = () => false,
    warn = () => {},
  }: Pick<
    Environment,
    'boot' | 'scenarios' | 'control_token' | 'readText' | 'rehearse' | 'trustsIdToken' | 'warn'
  >,
): Host => ({
  boot,
  scenarios,
  control_token,
  readText,
  rehearse,
  trustsIdToken,
  warn,
  notReadyReason: 'the fixtures are not loaded yet',
  tls_port: null,
})
