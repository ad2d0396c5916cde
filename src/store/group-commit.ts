import type { Db } from './database.ts'
import { asIfInTransaction, forgetEverything, inTransaction } from './memory.ts'

/** What waits for one commit: its promise is settled by it. */
type Group = {
  promise: Promise<void>
  resolve: () => void
  reject: (error: unknown) => void
  /** The accounts that are written to. */
  accounts: Set<string>
}

type State =
  /** Nothing waits for a commit. */
  | { name: 'idle' }
  /** A transaction is open, which commits at the end of the turn. */
  | { name: 'open'; group: Group }
  /** The last commit failed: each write commits for itself. */
  | { name: 'failing' }

/**
 * Transactions that are done in one turn of the event loop are written to the file together, as a
 * commit costs more than what it commits. Each is still done wholly or not at all; none may be told
 * of before it is committed, so that answers wait for `committed`.
 *
 * | state   | what happens                                      | next state |
 * | ------- | ------------------------------------------------- | ---------- |
 * | idle    | work: opens a group                               | open       |
 * | open    | work: joins the group                             | open       |
 * | open    | the turn ends, or `commit`: the group is written  | idle       |
 * | open    | the commit fails: the group is lost               | failing    |
 * | open    | work fails and SQLite ends the whole transaction  | failing    |
 * | failing | work that writes, alone: it is in the file        | idle       |
 * | failing | work that only reads, or whose commit fails       | failing    |
 *
 * While it fails nothing is grouped, so that a full disk refuses writes and no reads; the first write
 * that reaches the file says that there is room again.
 */
export class GroupCommit {
  #state: State = { name: 'idle' }
  /** What is done once all that was written before it is in the file. */
  #afterwards = new Set<() => void>()
  readonly #db: Db
  readonly #later: (commit: () => void) => void
  readonly #statements

  /** @param later does work at the end of the turn. */
  constructor(db: Db, later: (commit: () => void) => void) {
    this.#db = db
    this.#later = later
    this.#statements = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      end: db.prepare('COMMIT'),
      undo: db.prepare('ROLLBACK'),
      countChanges: db.prepare<[], number>('SELECT total_changes()').pluck(),
    }
  }

  get state(): State['name'] {
    return this.#state.name
  }

  /** Does all of `work` or, when it throws, nothing of it. */
  atomically<Result>(work: () => Result): Result {
    const before = this.#afterwards.size
    try {
      const result = this.#do(work)
      if (!this.#db.inTransaction) this.#doAfterwards()
      return result
    } catch (error) {
      this.#forgetAfter(before)
      throw error
    }
  }

  #do<Result>(work: () => Result): Result {
    // A part of other work, or of work whose effects will be undone.
    if (this.#state.name !== 'open' && this.#db.inTransaction) return inTransaction(this.#db, work)
    if (this.#state.name === 'failing') return this.#doAlone(work)
    if (this.#state.name === 'idle') this.#open()
    try {
      return inTransaction(this.#db, work)
    } catch (error) {
      // A full disk, for one, may take the whole group with it.
      if (!this.#db.inTransaction) this.#lose(error)
      throw error
    }
  }

  /** Gives what `work` gives, and undoes what it wrote: no room is needed for it. */
  asIf<Result>(work: () => Result): Result {
    const before = this.#afterwards.size
    try {
      return asIfInTransaction(this.#db, work)
    } finally {
      this.#forgetAfter(before)
    }
  }

  /**
   * Does something once all that was done so far is in the file, in order; never when that is undone or lost. What is
   * asked for several times is done once.
   */
  afterCommit(work: () => void): void {
    this.#afterwards.add(work)
    if (!this.#db.inTransaction) this.#doAfterwards()
  }

  #doAfterwards(): void {
    const works = this.#afterwards
    if (works.size === 0) return
    this.#afterwards = new Set()
    for (const work of works) work()
  }

  /** Drops what was to follow work that was undone. */
  #forgetAfter(amount: number): void {
    if (this.#afterwards.size === amount) return
    for (const work of [...this.#afterwards].slice(amount)) this.#afterwards.delete(work)
  }

  /** Says whose rows are written by the work that is done now. */
  touch(account_id: string): void {
    if (this.#state.name === 'open') this.#state.group.accounts.add(account_id)
  }

  /**
   * Resolves when all that was done so far is in the file, or all that was done to an account; undefined when it is.
   *
   * @throws the error of SQLite when the file could not take it: then nothing of it has happened.
   */
  committed(account_id?: string): Promise<void> | undefined {
    if (this.#state.name !== 'open') return undefined
    const { promise, accounts } = this.#state.group
    return account_id === undefined || accounts.has(account_id) ? promise : undefined
  }

  /**
   * Puts all that was done so far into the file now, for work that goes on outside of it.
   *
   * @throws as `committed` does.
   */
  commit(): void {
    const failure = this.#commit()
    if (failure) throw failure.error
  }

  #open(): void {
    this.#statements.begin.run()
    const group = newGroup()
    this.#state = { name: 'open', group }
    // The group may have been committed or lost before the end of the turn.
    this.#later(() => {
      if (this.#state.name === 'open' && this.#state.group === group) this.#commit()
    })
  }

  /** Commits what is open now; its failure is told to those who wait, and given here. */
  #commit(): { error: unknown } | undefined {
    if (this.#state.name !== 'open') return undefined
    const { group } = this.#state
    try {
      this.#statements.end.run()
    } catch (error) {
      if (this.#db.inTransaction) this.#statements.undo.run()
      this.#lose(error)
      return { error }
    }
    this.#state = { name: 'idle' }
    this.#doAfterwards()
    group.resolve()
    return undefined
  }

  /** All that the group has done is gone: those who did it must not say that it is there. */
  #lose(error: unknown): void {
    if (this.#state.name !== 'open') return
    const { group } = this.#state
    this.#state = { name: 'failing' }
    this.#afterwards.clear()
    forgetEverything(this.#db)
    group.reject(error)
  }

  #doAlone<Result>(work: () => Result): Result {
    moveLog(this.#db)
    const before = this.#statements.countChanges.get()
    const result = inTransaction(this.#db, work)
    if (this.#statements.countChanges.get() !== before) this.#state = { name: 'idle' }
    return result
  }
}

/** Moves the write-ahead log into the file, where most of its pages replace older ones, to make room. */
function moveLog(db: Db): void {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
    // The file could not grow either; the write-ahead log stays as it is.
  }
}

function newGroup(): Group {
  let resolve = (): void => {}
  let reject = (_: unknown): void => {}
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  // A loss for which nobody waits is not an unhandled rejection.
  promise.catch(() => {})
  return { promise, resolve, reject, accounts: new Set() }
}
