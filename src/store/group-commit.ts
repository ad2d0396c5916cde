import type { Db } from './database.ts'
import { asIfInTransaction, forgetEverything, inTransaction } from './memory.ts'

type Group = { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void }

/**
 * Transactions that are done in one turn of the event loop are written to the file together, as a
 * commit costs more than what it commits. Each is still done wholly or not at all; none may be told
 * of before it is committed, so that answers wait for `committed`.
 */
export function groupCommit(db: Db, later: (commit: () => void) => void) {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const end = db.prepare('COMMIT')
  const undo = db.prepare('ROLLBACK')
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck()
  let group: Group | undefined
  // After a commit that failed, each commits for itself, so that a full disk refuses who writes and
  // nobody who only reads; the first that is in the file says that there is room again.
  let is_failing = false

  const open = (): void => {
    begin.run()
    const made = newGroup()
    group = made
    // A group that was committed or lost before its turn is another one by then.
    later(() => {
      if (group === made) commit()
    })
  }

  /** All that the group has done is gone: those who did it must not say that it is there. */
  const lose = ({ reject }: Group, error: unknown): void => {
    group = undefined
    is_failing = true
    forgetEverything(db)
    reject(error)
  }

  /** Commits what is open now; its failure is told to those who wait, and given here. */
  const commit = (): { error: unknown } | undefined => {
    if (!group) return undefined
    const done = group
    try {
      end.run()
    } catch (error) {
      if (db.inTransaction) undo.run()
      lose(done, error)
      return { error }
    }
    group = undefined
    done.resolve()
    return undefined
  }

  const alone = <Result>(work: () => Result): Result => {
    moveLog(db)
    const before = changes.get()
    const result = inTransaction(db, work)
    is_failing = changes.get() === before
    return result
  }

  return {
    /** Does all of `work` or, when it throws, nothing of it. */
    atomically<Result>(work: () => Result): Result {
      if (!group && !db.inTransaction) {
        if (is_failing) return alone(work)
        open()
      }
      try {
        return inTransaction(db, work)
      } catch (error) {
        // A full disk, for one, may take the whole group with it.
        if (group && !db.inTransaction) lose(group, error)
        throw error
      }
    },
    /** Gives what `work` gives, and undoes what it wrote: no room is needed for it. */
    asIf: <Result>(work: () => Result): Result => asIfInTransaction(db, work),
    /**
     * Resolves when all that was done so far is in the file; undefined when it is.
     *
     * @throws the error of SQLite when the file could not take it: then nothing of it has happened.
     */
    committed: (): Promise<void> | undefined => group?.promise,
    /**
     * Puts all that was done so far into the file now, for work that goes on outside of it.
     *
     * @throws as `committed` does.
     */
    commit(): void {
      const failure = commit()
      if (failure) throw failure.error
    },
  }
}

/** What the log holds goes into the file, where most of it takes the place of older pages, so that there is room again. */
function moveLog(db: Db): void {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
    // The file could not grow either; what is in the log stays there.
  }
}

function newGroup(): Group {
  let resolve = (): void => {}
  let reject = (_: unknown): void => {}
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  // Where nobody waits, nobody is told what did not come to be.
  promise.catch(() => {})
  return { promise, resolve, reject }
}
