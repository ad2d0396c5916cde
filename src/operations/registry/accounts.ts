import type { Config } from '../../config.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Commits } from '../../parts/commits.ts'
import type { Host } from '../../parts/host.ts'
import type { Observed, ObservedOfAccount } from '../../parts/observed.ts'
import type { Time } from '../../parts/time.ts'
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { Counters } from '../../schemas/control/fixture.ts'
import type { AccountRecord, TemporaryKey, Token } from '../../schemas/stored/accounts.ts'
import type { Removal } from '../../store/accounts.ts'
import type { SharedStores, Stores } from '../../store/stores.ts'
import { namesInstead } from '../../text/names.ts'
import type { Account, Limits } from '../account/account.ts'
import type { LongWorks } from '../account/long-work.ts'
import { openAccount } from '../account/open-account.ts'
import type { Owners, ProviderKey } from '../account/owners.ts'
import { type Claimant, ownersFor } from './owners.ts'

/** The account that calls act on when they name none. */
export const default_account = 'emulator'

/** All accounts there are: the only way from one to another. */
export type Accounts = {
  /** An account by id or name. */
  find(idOrName: string): Account | undefined
  /** An account by id or name, or the one that calls act on when they name none. @throws ApiError 404 naming the account that was probably meant. */
  get(idOrName?: string): Account
  all(): Account[]
  /** Adds an account that has a clock and counters, and nothing else. */
  add(record: AccountRecord, clock: ClockRecord, counters: Counters): Account
  /**
   * Removes an account and everything of it; one of its id that comes later is another generation.
   *
   * @param is_renewed whether it is one already, by `renew`.
   */
  remove(id: string, options?: Removal): void
  /** The account of that id is about to be replaced: calls that come from now on are for what comes. */
  renew(id: string): void
  /** How often an account of that id was removed, or begun to be replaced. It need not exist now. */
  generation(id: string): number
  /** How often all accounts were reset since the start. */
  resets_of_all: number

  /** Whose a token is, by its digest. */
  withToken(digest: string): { account: Account; token: Token } | undefined
  /** Whose an access key is; a temporary one comes with it. */
  withKey(ak: string): KeyOwner | undefined
  /** Whose a user is, by its id alone. */
  withUser(user_id: string): Account | undefined
  /** The identity providers of that name, and whose they are, in an order that does not depend on the accounts. */
  withProvider(name: string): (ProviderKey & { account: Account })[]
  /** Those that have a plan of faults of that name. */
  withPlan(plan: string): Account[]

  /** Who owns what, from the view of an account that need not exist yet. */
  ownersFor(claimant: Claimant): Owners

  /** The account that the alarm has to settle first, and when in real time. */
  nextDue(): NextDue | undefined
  /** Whether long work is under way in any account, or timers are due. */
  isAnyBusy(): boolean

  /** A number for the next account that has no name. */
  nextNumber(): number
  /** Opens accounts that nobody else sees, and that know nothing of these. */
  openDraft(): Draft
  readonly limits: Limits
  readonly config: Config
  readonly time: Time
  readonly commits: Commits
  readonly observed: Observed
  readonly host: Host
}

/** Accounts in memory, at the moment at which they were opened, until they are closed. */
export type Draft = { readonly accounts: Accounts; close(): void }

export type NextDue = { account: Account; wall_due: number }

export type KeyOwner = { account: Account; user_id: string; temporary: TemporaryKey | null }

/** What the accounts are made of. */
export type AccountDependencies = Pick<
  Accounts,
  'config' | 'time' | 'commits' | 'observed' | 'host' | 'limits' | 'nextNumber' | 'openDraft'
> & { stores: Stores }

/** The registry of the accounts. A handle is made when it is first asked for, and dropped with its account. */
export function createAccounts({ stores, ...parts }: AccountDependencies): Accounts {
  const { shared } = stores
  const { config, time, commits, observed, limits } = parts
  const handles = new Map<string, Account>()
  const works: LongWorks = new Map()
  const owned = { ...shared, boot: parts.host.boot, find: (id: string) => find(id) }
  const dependencies = {
    config,
    observed,
    generationOf: shared.accounts.generation,
    ownersFor: (claimant: Claimant) => ownersFor(claimant, owned),
  }
  const open = (id: string): Account => {
    const record = () => shared.accounts.find(id)
    const warn = (message: string) => parts.host.warn(message)
    const internals = { stores: stores.of(id), time, commits, limits, works, record, warn }
    return openAccount(id, internals, dependencies)
  }
  const withId = (id: string): Account => {
    const handle = handles.get(id) ?? open(id)
    handles.set(id, handle)
    return handle
  }
  const find = (idOrName: string): Account | undefined => {
    const record = shared.accounts.find(idOrName)
    return record && withId(record.id)
  }

  return {
    ...parts,
    find,
    get(idOrName = default_account) {
      const account = find(idOrName)
      if (account) return account
      const names = shared.accounts.all().map(({ name }) => name)
      throw new ApiError('accountNotFound', idOrName, namesInstead(idOrName, names))
    },
    all: () => shared.accounts.all().map(({ id }) => withId(id)),
    add(record, clock, counters) {
      commits.touch(record.id)
      shared.accounts.add(record)
      const account = withId(record.id)
      account.internals.stores.clocks.save(clock)
      account.internals.stores.counters.save(counters)
      commits.afterCommit(() => observed.unclaimed.countAnew(record.id))
      commits.afterCommit(observed.feeds.tellOfAccounts)
      return account
    },
    remove(id, options) {
      commits.touch(id)
      shared.accounts.remove(id, options)
      handles.delete(id)
      commits.afterCommit(() => observed.unclaimed.forget(id))
      commits.afterCommit(observed.feeds.tellOfAccounts)
      commits.afterCommit(() => tellRemoved(observed.of(id), find(id) !== undefined))
    },
    generation: shared.accounts.generation,
    renew(id) {
      commits.touch(id)
      shared.accounts.renew(id)
    },
    resets_of_all: 0,
    ...lookupsIn(shared, withId),
    ownersFor: dependencies.ownersFor,
    ...dueIn(shared, works, withId, time),
  }
}

/** Looks for what is due, in accounts that are not at work. */
function dueIn(
  { alarm }: SharedStores,
  works: LongWorks,
  withId: (id: string) => Account,
  time: Time,
): Pick<Accounts, 'nextDue' | 'isAnyBusy'> {
  return {
    nextDue() {
      const next = alarm.earliestFlowing(works)
      return next && { account: withId(next.account_id), wall_due: next.wall_due }
    },
    isAnyBusy() {
      if (works.size > 0) return true
      const first = alarm.earliestFlowing(works)
      return first !== undefined && first.wall_due <= time.now()
    },
  }
}

/** One that was only reset is there again once that is in the file. */
function tellRemoved({ feed }: ObservedOfAccount, isThereAgain: boolean): void {
  if (isThereAgain) feed.tell({ event: 'reset', data: {} })
  else feed.end()
}

type Lookups = Pick<Accounts, 'withToken' | 'withKey' | 'withUser' | 'withProvider' | 'withPlan'>

/** Finds accounts by what only one of them has. */
function lookupsIn(shared: SharedStores, withId: (id: string) => Account): Lookups {
  return {
    withToken(digest) {
      const token = shared.tokens.find(digest)
      return token && { account: withId(token.account_id), token }
    },
    withKey(ak) {
      const temporary = shared.keys.findTemporary(ak)
      const owner = temporary ?? shared.keys.find(ak)
      if (!owner) return undefined
      const { account_id, user_id } = owner
      return { account: withId(account_id), user_id, temporary: temporary ?? null }
    },
    withUser(user_id) {
      const id = shared.users.find(user_id)
      return id === undefined ? undefined : withId(id)
    },
    withProvider: (name) =>
      shared.providers
        .named(name)
        .map(({ account_id, ...provider }) => ({ account: withId(account_id), ...provider })),
    withPlan: (plan) => shared.plans.all(plan).map(withId),
  }
}
