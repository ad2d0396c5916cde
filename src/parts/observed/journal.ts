import type { Call } from '../../schemas/control/journal.ts'
import { type Limits, Recent } from './recent.ts'

/** Hears of every call as it is kept, and of null when the account is reset. */
export type Listener = (call: Call | null) => void

/** How many resets are remembered; a call that was under way during more is in no journal. */
const resets_max = 10_000

/** What the calls of all accounts may take in memory together, in bytes. */
const weight_max = 32 * 1_048_576

/** The latest calls of one account. */
export type Journal = {
  /** How many calls are kept; 0 for none. */
  readonly max: number
  /** Whether the account was reset after the mark. */
  isForgotten(mark: number): boolean
  add(call: Call): void
  /** Oldest first. */
  all(): readonly Call[]
  latest(): Call | undefined
  /** How many calls are not kept any more since it was last emptied, as there were too many after them. */
  dropped(): number
  clear(): void
  /** @returns how to stop it. */
  listen(listener: Listener): () => void
}

export type JournalStore = {
  /** How many calls are kept of each account; 0 for none. */
  readonly max: number
  /** Where a call begins: what is forgotten from here on has no room for it any more. */
  mark(): number
  /** The call of an id, of whichever account. */
  find(id: string): Call | undefined
  of(account_id: string): Journal
  /** A reset: nothing that is in flight is added later. */
  forget(account_id: string): void
}

/**
 * The latest calls of each account, in memory: they are about this process.
 *
 * @param max how many are kept of each account; 0 for none.
 * @param weights what a call takes in memory.
 */
export function journalStore(
  max: number,
  weights: Pick<Limits<Call>, 'weightOf' | 'sharedBy'>,
): JournalStore {
  const calls = new Recent<Call>({ of_account: max, weight: weight_max, ...weights })
  const { tell, listen } = callListeners()
  const forgotten = new Map<string, number>()
  let resets = 0
  /** The latest reset that is not remembered any more. */
  let oldest = 0

  return {
    max,
    mark: () => resets,

    find: (id) => calls.find((call) => call.id === id),

    forget(account_id) {
      forgotten.delete(account_id)
      forgotten.set(account_id, ++resets)
      if (forgotten.size > resets_max) {
        const [[first, reset] = ['', 0]] = forgotten
        forgotten.delete(first)
        oldest = reset
      }
      calls.forget(account_id)
      tell(account_id, null)
    },

    of: (account_id) => ({
      max,

      isForgotten: (mark) => (forgotten.get(account_id) ?? oldest) > mark,

      add(call) {
        if (max === 0) return
        calls.add(account_id, call)
        tell(account_id, call)
      },

      all: () => calls.all(account_id),

      latest: () => calls.latest(account_id),

      dropped: () => calls.dropped(account_id),

      clear: () => calls.forget(account_id),

      listen: (listener) => listen(account_id, listener),
    }),
  }
}

/** Those who listen to the calls of each account. */
function callListeners() {
  const listeners = new Map<string, Set<Listener>>()
  return {
    tell(account_id: string, call: Call | null): void {
      for (const listener of listeners.get(account_id) ?? []) listener(call)
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
