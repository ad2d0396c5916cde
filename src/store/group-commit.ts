import type { Db } from './database.ts'
import { forgetEverything, inTransaction } from './memory.ts'

/**
 * Transactions that are done in one turn of the event loop are written to the file together, as a
 * commit costs more than what it commits. Each is still done wholly or not at all; none may be told
 * of before it is committed, so that answers wait for `committed`.
 */
export function groupCommit(db: Db, later: (commit: () => void) => void) {
  type Group = { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void }
  const begin = db.prepare('BEGIN IMMEDIATE')
  const end = db.prepare('COMMIT')
  const undo = db.prepare('ROLLBACK')
  let group: Group | undefined

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
    forgetEverything(db)
    reject(error)
  }

  /** Commits what is open now. What fails is told to those who wait, and not here. */
  const commit = (): void => {
    if (!group) return
    const done = group
    try {
      end.run()
    } catch (error) {
      if (db.inTransaction) undo.run()
      lose(done, error)
      return
    }
    group = undefined
    done.resolve()
  }

  return {
    /** Does all of `work` or, when it throws, nothing of it. */
    atomically<Result>(work: () => Result): Result {
      if (!group && !db.inTransaction) open()
      try {
        return inTransaction(db, work)
      } catch (error) {
        // A full disk, for one, may take the whole group with it.
        if (group && !db.inTransaction) lose(group, error)
        throw error
      }
    },
    /**
     * Resolves when all that was done so far is in the file; undefined when it is.
     *
     * @throws the error of SQLite when the file could not take it: then nothing of it has happened.
     */
    committed: (): Promise<void> | undefined => group?.promise,
    commit,
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
}
