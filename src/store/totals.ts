import type { Db } from './database.ts'
import { remembered } from './memory.ts'

/**
 * How many rows of a table an account has in each state. Counted once, and remembered from then on, so that
 * a list says its total without going through all that it is of.
 */
export type Totals = ReturnType<typeof totalsOf>

type Known = { all: number; states: Readonly<Record<string, number>> }

/** The totals of a table; stores that ask for the same one share them. */
export function totalsOf(db: Db, table: 'tasks' | 'sources') {
  const known = remembered<Known>(db, `totals of ${table}`)
  const count = db.prepare<[string], { state: string; amount: number }>(
    `SELECT state, count(*) AS amount FROM ${table} WHERE account_id = ? GROUP BY state`,
  )
  const of = (account_id: string): Known =>
    known.get(account_id, () => {
      const rows = count.all(account_id)
      return {
        all: rows.reduce((sum, { amount }) => sum + amount, 0),
        states: Object.fromEntries(rows.map(({ state, amount }) => [state, amount])),
      }
    })
  return {
    all: (account_id: string): number => of(account_id).all,
    byState: (account_id: string): Known['states'] => of(account_id).states,

    /** A row came (without a state before), changed its state, or went (without one after). */
    moved(account_id: string, from: string | undefined, to: string | undefined): void {
      if (from === to) return
      const former = known.peek(account_id)
      if (!former) {
        known.forget(account_id)
        return
      }
      const states = { ...former.states }
      if (from !== undefined) states[from] = (states[from] ?? 0) - 1
      if (to !== undefined) states[to] = (states[to] ?? 0) + 1
      const all = former.all + Number(to !== undefined) - Number(from !== undefined)
      known.put(account_id, { all, states })
    },
  }
}
