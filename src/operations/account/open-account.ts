import type { Config } from '../../config.ts'
import { timeOf } from '../../domain/clock.ts'
import type { ApiError } from '../../errors/refusals.ts'
import type { Observed, ObservedOfAccount } from '../../parts/observed.ts'
import type { ClockRecord } from '../../schemas/control/clock.ts'
import type { Account, Inside, View } from './account.ts'
import type { Owners } from './owners.ts'
import { inSession, type Session, viewAt } from './session.ts'
import { settle } from './settle.ts'

/** What the handles of all accounts have in common. */
export type Surroundings = {
  config: Config
  observed: Observed
  generationOf(account_id: string): number
  ownersFor(account: Account): Owners
}

/** The handle of an account. It holds nothing of the account itself, so that it is never out of date. */
export const openAccount = (id: string, inside: Inside, surroundings: Surroundings): Account =>
  new Handle(id, inside, surroundings)

class Handle implements Account {
  readonly id: string
  readonly inside: Inside
  readonly #surroundings: Surroundings
  #observed: ObservedOfAccount | undefined
  #owners: Owners | undefined

  constructor(id: string, inside: Inside, surroundings: Surroundings) {
    this.id = id
    this.inside = inside
    this.#surroundings = surroundings
  }

  get config(): Config {
    return this.#surroundings.config
  }

  get name(): string {
    return this.inside.record()?.name ?? this.id
  }

  get birth_clock(): Account['birth_clock'] {
    return this.inside.record()?.birth_clock ?? null
  }

  get members(): Account['members'] {
    return this.inside.stores
  }

  get rules(): Account['rules'] {
    return this.inside.stores
  }

  get clock(): ClockRecord {
    const clock = this.inside.stores.clocks.find()
    if (!clock) throw new Error(`account ${this.id} has no clock`)
    return clock
  }

  get generation(): number {
    return this.#surroundings.generationOf(this.id)
  }

  get observed(): ObservedOfAccount {
    this.#observed ??= this.#surroundings.observed.of(this.id)
    return this.#observed
  }

  get owners(): Owners {
    this.#owners ??= this.#surroundings.ownersFor(this)
    return this.#owners
  }

  refusalOf(error: unknown): ApiError | undefined {
    return this.inside.commits.refusalOf(error)
  }

  now(): number {
    const { stores, time } = this.inside
    const clock = stores.clocks.find()
    return clock ? timeOf(clock, time.now()) : time.now()
  }

  read<Result>(look: (view: View) => Result): Result {
    const { commits } = this.inside
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
