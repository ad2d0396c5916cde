import type { Config } from '../../config.ts'
import { timeOf } from '../../domain/clock.ts'
import type { ApiError } from '../../errors/refusals.ts'
import type { Observed, ObservedOfAccount } from '../../parts/observed.ts'
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { Account, AccountInternals, View } from './account.ts'
import type { Owners } from './owners.ts'
import { inSession, type Session, viewAt } from './session.ts'
import { settle } from './settle.ts'
import { tellOf } from './tell.ts'

/** What the handles of all accounts have in common. */
export type SharedDependencies = {
  config: Config
  observed: Observed
  generationOf(account_id: string): number
  ownersFor(account: Account): Owners
}

/** The handle of an account. It holds nothing of the account itself, so that it is never out of date. */
export const openAccount = (
  id: string,
  internals: AccountInternals,
  shared: SharedDependencies,
): Account => {
  const account = new Handle(id, internals, shared)
  for (const control of ['faults', 'scenarios', 'snapshots'] as const) {
    // By a name, so that V8 does not keep it long (test/architecture.test.ts).
    const onWrite = () => tellOf(account, control)
    internals.stores[control].onWrite = onWrite
  }
  return account
}

class Handle implements Account {
  readonly id: string
  readonly internals: AccountInternals
  readonly #shared: SharedDependencies
  #observed: ObservedOfAccount | undefined
  #owners: Owners | undefined

  constructor(id: string, internals: AccountInternals, shared: SharedDependencies) {
    this.id = id
    this.internals = internals
    this.#shared = shared
  }

  get config(): Config {
    return this.#shared.config
  }

  get name(): string {
    return this.internals.record()?.name ?? this.id
  }

  get birth_clock(): Account['birth_clock'] {
    return this.internals.record()?.birth_clock ?? null
  }

  get members(): Account['members'] {
    return this.internals.stores
  }

  get rules(): Account['rules'] {
    return this.internals.stores
  }

  get clock(): ClockRecord {
    const clock = this.internals.stores.clocks.find()
    if (!clock) throw new Error(`account ${this.id} has no clock`)
    return clock
  }

  get generation(): number {
    return this.#shared.generationOf(this.id)
  }

  get observed(): ObservedOfAccount {
    this.#observed ??= this.#shared.observed.of(this.id)
    return this.#observed
  }

  get owners(): Owners {
    this.#owners ??= this.#shared.ownersFor(this)
    return this.#owners
  }

  refusalOf(error: unknown): ApiError | undefined {
    return this.internals.commits.refusalOf(error)
  }

  now(): number {
    const { stores, time } = this.internals
    const clock = stores.clocks.find()
    return clock ? timeOf(clock, time.now()) : time.now()
  }

  read<Result>(look: (view: View) => Result): Result {
    const { commits } = this.internals
    let now: number
    try {
      now = settle(this)
    } catch (error) {
      // When what is due cannot be stored, as on a full disk, it happens for this look only: reads go on.
      if (commits.refusalOf(error)?.error !== 'storageFull') throw error
      return commits.asIf(() => look(viewAt(this, settle(this))))
    }
    return look(viewAt(this, now))
  }

  write<Result>(work: (session: Session) => Result): Result {
    const now = settle(this)
    return inSession(this, (session) => {
      // The moment that is settled, not a later one: in between something else may have become due.
      session.now = now
      return work(session)
    })
  }
}
