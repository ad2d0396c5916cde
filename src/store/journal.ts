import type { Call } from '../schemas/journal.ts'

/** Hears of every call as it is kept, and of null when the account is reset. */
export type Listener = (call: Call | null) => void

/** What all calls of an account may take in memory together. */
const weight_max = 32 * 1_048_576

/**
 * The latest calls of each account, in memory: they are about this process.
 *
 * @param max how many are kept of each account; 0 for none.
 */
export function journalStore(max: number, weightOf: (call: Call) => number) {
  const journals = new Map<string, { calls: Call[]; weight: number }>()
  const listeners = new Map<string, Set<Listener>>()
  const forgotten = new Map<string, number>()
  let resets = 0
  const tell = (account_id: string, call: Call | null): void => {
    for (const listener of listeners.get(account_id) ?? []) listener(call)
  }

  return {
    max,
    /** Where a call begins: what is forgotten from here on has no room for it any more. */
    mark: (): number => resets,
    /** Whether the account was reset after the mark. */
    isForgotten: (account_id: string, mark: number): boolean =>
      (forgotten.get(account_id) ?? 0) > mark,

    add(account_id: string, call: Call): void {
      if (max === 0) return
      const journal = journals.get(account_id) ?? { calls: [], weight: 0 }
      journals.set(account_id, journal)
      journal.calls.push(call)
      journal.weight += weightOf(call)
      while (journal.calls.length > max || journal.weight > weight_max) {
        const oldest = journal.calls.shift()
        if (!oldest) break
        journal.weight -= weightOf(oldest)
      }
      tell(account_id, call)
    },

    /** Oldest first. */
    all: (account_id: string): readonly Call[] => journals.get(account_id)?.calls ?? [],

    clear(account_id: string): void {
      journals.delete(account_id)
    },

    /** A reset: nothing that is in flight is added later. */
    forget(account_id: string): void {
      forgotten.set(account_id, ++resets)
      journals.delete(account_id)
      tell(account_id, null)
    },

    /** @returns how to stop it. */
    listen(account_id: string, listener: Listener): () => void {
      const those = listeners.get(account_id) ?? new Set()
      listeners.set(account_id, those.add(listener))
      return () => {
        those.delete(listener)
        if (those.size === 0) listeners.delete(account_id)
      }
    },
  }
}
