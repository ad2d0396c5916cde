import type { ClientCounters } from '../../schemas/control/coverage.ts'

/** What the clients of each account have met, in memory, for as long as the account is not reset. */
export function clientCoverageStore(fresh: () => ClientCounters) {
  const byAccount = new Map<string, ClientCounters>()
  return {
    of(account_id: string): ClientCounters {
      const counters = byAccount.get(account_id) ?? fresh()
      byAccount.set(account_id, counters)
      return counters
    },
    forget(account_id: string): void {
      byAccount.delete(account_id)
    },
  }
}
