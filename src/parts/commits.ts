import type { ApiError } from '../errors/refusals.ts'
import { type Db, pathOf } from '../store/database.ts'
import { watchFile } from '../store/database-file.ts'
import { storageRefusal } from '../store/failures.ts'
import { GroupCommit } from '../store/group-commit.ts'

/** What is done wholly or not at all, and when it is in the file. */
export type Commits = {
  /** Does all of `work` or, when it throws, nothing of it. */
  atomically<Result>(work: () => Result): Result
  /** Gives what `work` gives, and undoes what it wrote: no room is needed for it. */
  asIf<Result>(work: () => Result): Result
  /** Says whose rows are written by the work that is done now. */
  touch(account_id: string): void
  /**
   * Resolves when all that was done so far is in the file, or all that was done to an account; undefined when it is.
   *
   * @throws the error of SQLite.
   */
  committed(account_id?: string): Promise<void> | undefined
  /**
   * Does something once all that was done so far is in the file, in order; never when that is undone or lost. What is
   * asked for several times is done once.
   */
  afterCommit(work: () => void): void
  /** Puts all that was done so far into the file now. @throws the error of SQLite. */
  commit(): void
  /**
   * Begins the run of this process on its file, unless it has begun. On a full or broken disk it cannot: then the
   * emulator reads, and the next attempt may begin it.
   */
  beginRun(): void
  /** Ends it in order, if the file takes it. */
  endRun(): void
  /** The refusal that a failure of the disk stands for; undefined for another error. */
  refusalOf(error: unknown): ApiError | undefined
  /** Why what is written is lost, as the database file was removed or replaced; null while it is not. */
  fileProblem(): string | null
}

/** What is told when the run of a process begins and ends. */
type Run = { begin(): void; end(): void }

/** @param file where the database is, as the settings say it. */
export function createCommits(
  db: Db,
  file: string,
  later: (work: () => void) => void,
  run: Run,
): Commits {
  const group = new GroupCommit(db, later)
  const refusalOf = (error: unknown) => storageRefusal(file, error)
  const tell = (work: () => void): void => {
    group.atomically(work)
    group.commit()
  }
  let has_begun = false
  return {
    atomically: (work) => group.atomically(work),
    asIf: (work) => group.asIf(work),
    touch: (account_id) => group.touch(account_id),
    committed: (account_id) => group.committed(account_id),
    afterCommit: (work) => group.afterCommit(work),
    commit: () => group.commit(),
    beginRun() {
      if (has_begun) return
      try {
        tell(run.begin)
        has_begun = true
      } catch (error) {
        if (!refusalOf(error)) throw error
      }
    },
    endRun() {
      try {
        tell(run.end)
      } catch {
        // Calls that wait for this commit get the error; timers whose effects it held fire again at the next start.
      }
    },
    refusalOf,
    fileProblem: file === ':memory:' ? () => null : watchFile(pathOf(file)),
  }
}
