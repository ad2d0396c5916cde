import type { Call } from '../schemas/control/journal.ts'

/**
 * The refused calls that named no account: a client of any account can have made them. Each account counts those since
 * it was created or reset, in memory: they are about this process.
 */
export class UnclaimedCalls {
  #count = 0
  #latest: Call | null = null
  /** How many there were when an account was created or reset; an account of an earlier process has no entry. */
  readonly #counts = new Map<string, number>()

  beginAccount(account_id: string): void {
    this.#counts.set(account_id, this.#count)
  }

  endAccount(account_id: string): void {
    this.#counts.delete(account_id)
  }

  add(call: Call): void {
    this.#count++
    this.#latest = call
  }

  /** @returns how many there were since the account was created or reset, and the latest of these. */
  since(account_id: string): { count: number; latest: Call | null } {
    const count = this.#count - (this.#counts.get(account_id) ?? 0)
    return { count, latest: count > 0 ? this.#latest : null }
  }
}
