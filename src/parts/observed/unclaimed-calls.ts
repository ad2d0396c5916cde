import type { Call } from '../../schemas/control/journal.ts'

/**
 * The refused calls that named no account: a client of any account can have made them. Each account counts those since
 * it was created or its journal emptied, in memory: they are about this process.
 */
export class UnclaimedCalls {
  #count = 0
  #latest: Call | null = null
  /** How many there were when an account began to count; an account of an earlier process has no entry. */
  readonly #counts = new Map<string, number>()

  /** The account was created, or its journal emptied. */
  countAnew(account_id: string): void {
    this.#counts.set(account_id, this.#count)
  }

  /** The account is gone. */
  forget(account_id: string): void {
    this.#counts.delete(account_id)
  }

  add(call: Call): void {
    this.#count++
    this.#latest = call
  }

  /** @returns how many there were since the account began to count, and the latest of these. */
  since(account_id: string): { count: number; latest: Call | null } {
    const count = this.#count - (this.#counts.get(account_id) ?? 0)
    return { count, latest: count > 0 ? this.#latest : null }
  }
}
