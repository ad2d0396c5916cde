import type { Explanation } from '../../schemas/control/explain.ts'
import { Recent } from './recent.ts'

/** How many are kept of all accounts together: an explanation takes some kilobytes. */
const of_all_max = 5_000

/**
 * Why the latest calls were refused, and what faults did to them. In memory: it is about this process's requests.
 *
 * @param max how many are kept of each account, and of callers who belong to none.
 */
export function explanationStore(max: number): ExplanationStore {
  const known = new Map<string, Explanation>()
  const latest = new Recent<string>({
    of_account: max,
    weight: of_all_max,
    weightOf: () => 1,
    onDrop: (request_id) => known.delete(request_id),
  })
  return {
    find: (request_id) => known.get(request_id),
    save(account_id, explanation) {
      const { request_id } = explanation
      const isNew = !known.has(request_id)
      known.set(request_id, explanation)
      if (isNew) latest.add(account_id ?? '', request_id)
    },
    forget: (account_id) => latest.forget(account_id ?? ''),
  }
}

export type ExplanationStore = {
  find(request_id: string): Explanation | undefined
  /** @param account_id null for a caller whose credentials name no account. */
  save(account_id: string | null, explanation: Explanation): void
  forget(account_id: string | null): void
}
