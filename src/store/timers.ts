import type { TimerKind } from '../domain/resources/timers.ts'
import type { Db } from './database.ts'
import { cacheRows } from './memory.ts'
import { OfAccount } from './of-account.ts'

/** What will happen by itself to a task or a source. */
export type Timer = {
  kind: TimerKind
  resource_id: string
  due_at: number
  sequence: number
}

type Waiting = { count: number; first: number | null }

/** The timers table: at most one timer of a kind for each resource. */
export const timerTable = (db: Db) => ({
  due: db.prepare<[account_id: string, until: number], Timer>(
    `SELECT kind, resource_id, due_at, sequence FROM timers
      WHERE account_id = ? AND due_at <= ? ORDER BY due_at, sequence LIMIT 1`,
  ),
  one: db
    .prepare<[string, string, string], number>(
      'SELECT due_at FROM timers WHERE account_id = ? AND kind = ? AND resource_id = ?',
    )
    .pluck(),
  upsert: db.prepare<[string, string, string, number, number]>(
    `INSERT INTO timers (account_id, kind, resource_id, due_at, sequence) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET due_at = excluded.due_at, sequence = excluded.sequence`,
  ),
  drop: db.prepare<[string, string, string]>(
    'DELETE FROM timers WHERE account_id = ? AND kind = ? AND resource_id = ?',
  ),
  order: db
    .prepare<[string], string>(
      'SELECT resource_id FROM timers WHERE account_id = ? ORDER BY due_at, sequence',
    )
    .pluck(),
  waiting: db.prepare<[string], Waiting>(
    'SELECT count(*) AS count, min(due_at) AS first FROM timers WHERE account_id = ?',
  ),
  firsts: firstTimers(db),
})

export class TimerStore extends OfAccount<ReturnType<typeof timerTable>> {
  /** The first timer due at `until` or before. */
  next(until: number): Timer | undefined {
    const due_at = this.table.firsts.of(this.account_id)
    return due_at > until ? undefined : this.table.due.get(this.account_id, until)
  }

  /** How many there are, and when the first is due, in epoch ms; null without one. */
  waiting(): Waiting {
    return this.table.waiting.get(this.account_id) ?? { count: 0, first: null }
  }

  /** When a resource's timer is due; undefined when it has none. */
  dueAt(kind: Timer['kind'], resource_id: string): number | undefined {
    return this.table.one.get(this.account_id, kind, resource_id)
  }

  /** @param former when the timer was due that this one replaces; undefined if it replaces no timer. */
  set({ kind, resource_id, due_at, sequence }: Timer, former: number | undefined): void {
    this.table.firsts.moved(this.account_id, former, due_at)
    this.table.upsert.run(this.account_id, kind, resource_id, due_at, sequence)
  }

  /** @param former when it was due. */
  clear(kind: Timer['kind'], resource_id: string, former: number | undefined): void {
    this.table.firsts.moved(this.account_id, former, undefined)
    this.table.drop.run(this.account_id, kind, resource_id)
  }

  /** The resources that wait, in the order in which their timers fire. */
  order(): string[] {
    return this.table.order.all(this.account_id)
  }
}

/**
 * When the first timer of each account is due. Most timers that are set are later than that: then nothing is
 * asked anew, neither here nor for the alarm.
 */
function firstTimers(db: Db) {
  const first = db
    .prepare<[string], number | null>('SELECT min(due_at) FROM timers WHERE account_id = ?')
    .pluck()
  const alarms = cacheRows<readonly Alarm[]>(db, 'alarm')
  const known = cacheRows<number>(db, 'timers')
  return {
    /** In epoch ms; infinity for an account without timers. */
    of: (account_id: string): number =>
      known.get(account_id, () => first.get(account_id) ?? Number.POSITIVE_INFINITY),
    /** A timer moves from one moment to another; `from` is undefined for a new one, `to` for one that is removed. */
    moved(account_id: string, from: number | undefined, to: number | undefined): void {
      const first = known.get(account_id, () => undefined) ?? Number.NaN
      const isLater = (moment = Number.POSITIVE_INFINITY) => moment > first
      if (to === first || (isLater(from) && isLater(to))) return
      alarms.forgetAll()
      if (to !== undefined && to < first) known.put(account_id, to)
      else known.forget(account_id)
    },
  }
}

/** When an account is to be settled, though nobody calls it. */
export type Alarm = { account_id: string; wall_due: number }

/** The first timers of all accounts. */
export function alarmStore(db: Db): AlarmStore {
  const earliest = db.prepare<[], { account_id: string; wall_due: number | null }>(
    `SELECT clocks.account_id,
            (SELECT min(due_at) FROM timers WHERE timers.account_id = clocks.account_id)
              - wall_offset AS wall_due
       FROM clocks WHERE mode = 'flowing' ORDER BY wall_due`,
  )
  const alarms = cacheRows<readonly Alarm[]>(db, 'alarm')
  return {
    earliestFlowing(except) {
      const all = alarms.get('', () =>
        earliest.all().filter((one): one is Alarm => one.wall_due !== null),
      )
      return all.find(({ account_id }) => !except.has(account_id))
    },
  }
}

type AlarmStore = {
  /**
   * The earliest timer of all accounts whose clock flows, by the wall's time.
   *
   * @param except the ids of accounts that others see to.
   */
  earliestFlowing(except: { has(account_id: string): boolean }): Alarm | undefined
}
