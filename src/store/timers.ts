import type { TimerKind } from '../domain/resources/timers.ts'
import type { Db } from './database.ts'
import { remembered } from './memory.ts'

/** What will happen by itself to a task or a source. */
export type Timer = {
  kind: TimerKind
  resource_id: string
  due_at: number
  sequence: number
}

/** The timers table: at most one timer of a kind for each resource. */
export function timerStore(db: Db) {
  const { due, one, upsert, drop, order, earliest, first } = prepareAll(db)
  const alarms = remembered<readonly Alarm[]>(db, 'alarm')
  /** When the first timer of each account is due; null: it has none. */
  const firsts = remembered<{ due_at: number | null }>(db, 'timers')
  const changed = (account_id: string): void => {
    alarms.forgetAll()
    firsts.forget(account_id)
  }

  return {
    /** The first timer due at `until` or before. */
    next(account_id: string, until: number): Timer | undefined {
      const { due_at } = firsts.get(account_id, () => ({ due_at: first.get(account_id) ?? null }))
      return due_at === null || due_at > until ? undefined : due.get(account_id, until)
    },

    /** When a resource's timer is due; undefined when it has none. */
    dueAt: (account_id: string, kind: Timer['kind'], resource_id: string): number | undefined =>
      one.get(account_id, kind, resource_id),

    set(account_id: string, { kind, resource_id, due_at, sequence }: Timer): void {
      changed(account_id)
      upsert.run(account_id, kind, resource_id, due_at, sequence)
    },

    clear(account_id: string, kind: Timer['kind'], resource_id: string): void {
      changed(account_id)
      drop.run(account_id, kind, resource_id)
    },

    /** The resources that wait, in the order in which their timers fire. */
    order: (account_id: string): string[] => order.all(account_id),

    /**
     * The earliest timer of all accounts whose clock flows, by the wall's time.
     *
     * @param except accounts that others see to.
     */
    earliestFlowing(except: ReadonlyMap<string, unknown>): Alarm | undefined {
      const all = alarms.get('', () =>
        earliest.all().filter((one): one is Alarm => one.wall_due !== null),
      )
      return all.find(({ account_id }) => !except.has(account_id))
    },
  }
}

const prepareAll = (db: Db) => ({
  due: db.prepare<[account_id: string, until: number], Timer>(
    `SELECT kind, resource_id, due_at, sequence FROM timers
      WHERE account_id = ? AND due_at <= ? ORDER BY due_at, sequence LIMIT 1`,
  ),
  one: db
    .prepare<Key, number>(
      'SELECT due_at FROM timers WHERE account_id = ? AND kind = ? AND resource_id = ?',
    )
    .pluck(),
  upsert: db.prepare<[...Key, due_at: number, sequence: number]>(
    `INSERT INTO timers (account_id, kind, resource_id, due_at, sequence) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET due_at = excluded.due_at, sequence = excluded.sequence`,
  ),
  drop: db.prepare<Key>('DELETE FROM timers WHERE account_id = ? AND kind = ? AND resource_id = ?'),
  order: db
    .prepare<[account_id: string], string>(
      'SELECT resource_id FROM timers WHERE account_id = ? ORDER BY due_at, sequence',
    )
    .pluck(),
  earliest: db.prepare<[], { account_id: string; wall_due: number | null }>(
    `SELECT clocks.account_id,
            (SELECT min(due_at) FROM timers WHERE timers.account_id = clocks.account_id)
              - wall_offset AS wall_due
       FROM clocks WHERE mode = 'flowing' ORDER BY wall_due`,
  ),
  first: db
    .prepare<[account_id: string], number | null>(
      'SELECT min(due_at) FROM timers WHERE account_id = ?',
    )
    .pluck(),
})

type Key = [account_id: string, kind: string, resource_id: string]

/** When an account is to be settled, though nobody calls it. */
type Alarm = { account_id: string; wall_due: number }
