import type { Config } from '../../config.ts'
import type { Deviations } from '../../domain/deviations/scenarios.ts'
import type { ApiError } from '../../errors/refusals.ts'
import type { Commits } from '../../parts/commits.ts'
import type { ObservedOfAccount } from '../../parts/observed.ts'
import type { Time } from '../../parts/time.ts'
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { AccountRecord } from '../../schemas/stored/accounts.ts'
import type { AccountStores } from '../../store/stores.ts'
import type { LongWorks } from './long-work.ts'
import type { Owners } from './owners.ts'
import type { Named, Session } from './session.ts'

/**
 * An account: all that an operation gets, and a way to nothing else.
 *
 * There are two ways in, and both settle first: what is due has happened when `look` and `work` begin.
 */
export type Account = {
  readonly id: string
  /** What people call it. */
  readonly name: string
  /** The clock that it was born with, as far as a fixture said. */
  readonly birth_clock: AccountRecord['birth_clock']
  /** The settings of the process. */
  readonly config: Config
  /** Who belongs to it. Nothing that is due changes that, so that it is looked at without settling. */
  readonly members: Pick<ReadStores, 'users' | 'projects' | 'identitySettings' | 'keyLocks'>
  /** The scenarios and faults of its calls and migrations. No timer changes those either. */
  readonly rules: Pick<ReadStores, 'scenarios' | 'faults'>
  /** Its clock, as it is set. */
  readonly clock: ClockRecord
  /** How often an account of its id was removed; one that was reset is another. */
  readonly generation: number
  /** What this process has seen of its calls. */
  readonly observed: ObservedOfAccount
  /** Who owns what only one account can have. */
  readonly owners: Owners
  /** What it is made of: only for this folder and `../registry`. */
  readonly internals: AccountInternals
  /** The refusal that a failure of the disk stands for; undefined for another error. */
  refusalOf(error: unknown): ApiError | undefined
  /** The moment that its clock shows, in epoch milliseconds. Does not settle. */
  now(): number
  /** Settles, then looks. `look` cannot write. */
  read<Result>(look: (view: View) => Result): Result
  /** Settles, then does all of `work` in one transaction, or nothing. */
  write<Result>(work: (session: Session) => Result): Result
}

/** One account, at one moment, to look at. */
export type View = ReadStores & {
  readonly account: Account
  /** Epoch milliseconds on the account's clock. */
  readonly now: number
  readonly clock: ClockRecord
  /** What the scenarios of the account make go differently for this source and its task. */
  deviations(source: Named, task?: Named | undefined): Deviations
}

/** The methods of stores that only read: a `View` can call no others. */
type Reading =
  | 'all'
  | 'count'
  | 'countInProject'
  | 'eventTexts'
  | 'find'
  | 'findMany'
  | 'ids'
  | 'idsByName'
  | 'idsNamed'
  | 'list'
  | 'listFailed'
  | 'named'
  | 'names'
  | 'next'
  | 'ofKind'
  | 'ofTask'
  | 'order'
  | 'overview'
  | 'rowsOf'
  | 'settings'
  | 'sharedNamed'
  | 'sourceDeletedAt'
  | 'texts'
  | 'theDefault'
  | 'timerOrder'
  | 'users'
  | 'waiting'
  | 'withTarget'
  | 'withTemplate'

/** A store without what writes. */
export type Readable<Store> = Pick<Store, Extract<keyof Store, Reading>>

/** The stores of an account, to look at. */
export type ReadStores = {
  readonly [Name in Exclude<keyof AccountStores, 'clocks'>]: Readable<AccountStores[Name]>
}

/** What an account is made of. Only the folders `account` and `registry` use it: all others have `read` and `write`. */
export type AccountInternals = {
  readonly stores: AccountStores
  readonly time: Time
  readonly commits: Commits
  readonly limits: Limits
  readonly works: LongWorks
  /** Its row; undefined once it is gone. */
  record(): AccountRecord | undefined
  /** Logs a warning for the operator. */
  warn(message: string): void
}

/** How much may happen in one go. */
export type Limits = {
  /**
   * The most timers that fire in one transaction, about ten milliseconds of work. Unlimited while recording and
   * replaying, so that both do the same.
   */
  step_timers: number
  /** The most timers of one resource at one moment: eight sub-tasks in a hundred stretches are fewer. */
  at_once_max: number
  /**
   * The most resources, or hundreds of events, that a fixture brings at once: on average into an account; four times as many into one. Unlimited as
   * `step_timers` is.
   */
  load_at_once: number
}
