import type { Explanation } from '../schemas/control/explain.ts'

/**
 * Why the latest calls were refused, and what faults did to them. In memory: it is about this process's requests.
 *
 * @param max how many are kept of each account, and of callers who belong to none.
 */
export function explanationStore(max: number): ExplanationStore {
  const byAccount = new Map<string | null, Map<string, Explanation>>()
  return {
    find(request_id) {
      for (const known of byAccount.values()) {
        const explanation = known.get(request_id)
        if (explanation) return explanation
      }
      return undefined
    },
    save(account_id, explanation) {
      const known = byAccount.get(account_id) ?? new Map<string, Explanation>()
      byAccount.set(account_id, known.set(explanation.request_id, explanation))
      const [oldest] = known.keys()
      if (known.size > max && oldest !== undefined) known.delete(oldest)
    },
    forget(account_id) {
      byAccount.delete(account_id)
    },
  }
}

export type ExplanationStore = {
  find(request_id: string): Explanation | undefined
  /** @param account_id null for a caller whose credentials name no account. */
  save(account_id: string | null, explanation: Explanation): void
  forget(account_id: string | null): void
}
