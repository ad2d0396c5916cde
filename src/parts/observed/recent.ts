/**
 * The latest things of each account, in memory: a limited number of each account, and all of them together of a
 * limited weight. When there are more, the oldest are dropped: first those of the account that has been idle longest.
 */

/** What several things hold together, and so is counted once. */
export type Shared = { readonly weight: number }

export type Limits<Thing> = {
  /** How many are kept of each account. */
  of_account: number
  /** What all of them may weigh, of all accounts together. */
  weight: number
  /** What a thing weighs, without what it shares. */
  weightOf(thing: Thing): number
  sharedBy?(thing: Thing): readonly Shared[]
  /** Is told what is dropped, or forgotten. */
  onDrop?(thing: Thing): void
}

/** Things from `first` on; the places before it are given up all at once, when there are many. */
type Ring<Thing> = { things: (Thing | null)[]; first: number }

export class Recent<Thing> {
  readonly #limits: Limits<Thing>
  /** The account that has been idle longest comes first. */
  readonly #rings = new Map<string, Ring<Thing>>()
  readonly #dropped = new Map<string, number>()
  /** How many things hold what is shared. */
  readonly #holders = new Map<Shared, number>()
  #latest: string | undefined
  #weight = 0

  constructor(limits: Limits<Thing>) {
    this.#limits = limits
  }

  add(account_id: string, thing: Thing): void {
    const ring = this.#ringOf(account_id)
    ring.things.push(thing)
    this.#weight += this.#limits.weightOf(thing) + this.#hold(thing)
    if (ring.things.length - ring.first > this.#limits.of_account)
      this.#dropOldest(account_id, ring)
    while (this.#weight > this.#limits.weight) {
      const [idlest] = this.#rings
      if (!idlest) return
      this.#dropOldest(...idlest)
    }
  }

  /** Those of an account, oldest first. */
  all(account_id: string): Thing[] {
    const { things, first } = this.#rings.get(account_id) ?? { things: [], first: 0 }
    return things.slice(first).filter((thing) => thing !== null)
  }

  /** The latest of an account. */
  latest(account_id: string): Thing | undefined {
    return this.#rings.get(account_id)?.things.at(-1) ?? undefined
  }

  /** The latest for which `fits` is true, of whichever account. */
  find(fits: (thing: Thing) => boolean): Thing | undefined {
    for (const { things } of this.#rings.values()) {
      const thing = things.findLast((one) => one !== null && fits(one))
      if (thing) return thing
    }
    return undefined
  }

  /** How many of an account were dropped, since it was forgotten last. */
  dropped(account_id: string): number {
    return this.#dropped.get(account_id) ?? 0
  }

  forget(account_id: string): void {
    for (const thing of this.all(account_id)) this.#release(thing)
    this.#remove(account_id)
    this.#dropped.delete(account_id)
  }

  #ringOf(account_id: string): Ring<Thing> {
    const ring = this.#rings.get(account_id) ?? { things: [], first: 0 }
    if (this.#latest !== account_id) {
      this.#rings.delete(account_id)
      this.#rings.set(account_id, ring)
      this.#latest = account_id
    }
    return ring
  }

  #dropOldest(account_id: string, ring: Ring<Thing>): void {
    const oldest = ring.things[ring.first]
    ring.things[ring.first++] = null
    if (oldest !== null && oldest !== undefined) this.#release(oldest)
    this.#dropped.set(account_id, this.dropped(account_id) + 1)
    if (ring.first === ring.things.length) this.#remove(account_id)
    if (ring.first < 256 || ring.first < ring.things.length / 2) return
    ring.things = ring.things.slice(ring.first)
    ring.first = 0
  }

  #remove(account_id: string): void {
    this.#rings.delete(account_id)
    if (this.#latest === account_id) this.#latest = undefined
  }

  /** @returns what the thing adds to the weight by what it shares with others */
  #hold(thing: Thing): number {
    let added = 0
    for (const shared of this.#limits.sharedBy?.(thing) ?? []) {
      const holders = this.#holders.get(shared) ?? 0
      this.#holders.set(shared, holders + 1)
      if (holders === 0) added += shared.weight
    }
    return added
  }

  #release(thing: Thing): void {
    this.#weight -= this.#limits.weightOf(thing)
    this.#limits.onDrop?.(thing)
    for (const shared of this.#limits.sharedBy?.(thing) ?? []) {
      const holders = (this.#holders.get(shared) ?? 0) - 1
      if (holders > 0) this.#holders.set(shared, holders)
      else {
        this.#holders.delete(shared)
        this.#weight -= shared.weight
      }
    }
  }
}
