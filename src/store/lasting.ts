import type { Db } from './database.ts'
import { cacheRows } from './memory.ts'

/** The tables of what outlives accounts and processes. */

/**
 * The generations table: how often an account was removed, also to be made anew by a reset, or begun to be replaced. Ids that must
 * never come again have the generation in them.
 */
export function generationStore(db: Db) {
  const one = db
    .prepare<[string], number>('SELECT generation FROM generations WHERE account_id = ?')
    .pluck()
  const raise = db.prepare<[string]>(
    `INSERT INTO generations (account_id, generation) VALUES (?, 1)
     ON CONFLICT DO UPDATE SET generation = generation + 1`,
  )
  const memory = cacheRows<number>(db, 'generations')
  return {
    of: (account_id: string): number => memory.get(account_id, () => one.get(account_id) ?? 0),
    raise(account_id: string): void {
      memory.forget(account_id)
      raise.run(account_id)
    },
  }
}

/** What a process has counted for each account; the key '' is for calls of no account. */
export type RunCounts = { requests: Map<string, number>; answers: Map<string, number> }
type Entries = { [Name in keyof RunCounts]: [string, number][] }

/**
 * A run of the emulator on its file. If it ended in order, the next process continues it; after a kill its counts are
 * unknown, and a new run begins.
 */
export type Run = { number: number; counts: RunCounts }

/** The run_records table. */
export function runStore(db: Db) {
  const one = db
    .prepare<[string], string>('SELECT document FROM run_records WHERE name = ?')
    .pluck()
  const upsert = db.prepare<[string, string]>(
    `INSERT INTO run_records (name, document) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET document = excluded.document`,
  )
  const read = <Document>(name: string): Document | undefined => {
    const document = one.get(name)
    return document === undefined ? undefined : JSON.parse(document)
  }
  const save = (name: string, document: unknown): void => {
    upsert.run(name, JSON.stringify(document))
  }

  return {
    /** The run that this process makes. */
    current(): Run {
      const former = read<{ number: number; counts: Entries | null }>('run')
      const { requests = [], answers = [] } = former?.counts ?? {}
      return {
        number: former ? former.number + (former.counts ? 0 : 1) : 1,
        counts: { requests: new Map(requests), answers: new Map(answers) },
      }
    },
    /** Until `end` no other process can continue the run. */
    begin: ({ number }: Run): void => save('run', { number, counts: null }),
    /** Keeps what was counted for the next process. */
    end({ number, counts }: Run): void {
      const { requests, answers } = counts
      save('run', { number, counts: { requests: [...requests], answers: [...answers] } })
    },
    /** Counts an account that got its name here. @returns its number. */
    countAccount(): number {
      const number = (read<number>('accounts') ?? 0) + 1
      save('accounts', number)
      return number
    },
  }
}
