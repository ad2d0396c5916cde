/** Tested by: test/companions/jobs.test.ts */
import type { CompanionRecord, JobRecord } from '../../schemas/stored/companions.ts'

/** What a job of a companion does at its end. It lasts by the clock of the account, whatever its pace (*inferred*). */

/** What is saved and what is removed. */
export type Changes = { saved: CompanionRecord[]; removed: string[] }

/**
 * A job ends.
 *
 * @param _find a resource of the account by its id.
 * @param now epoch milliseconds on the clock of the account.
 */
export function endJob(
  job: JobRecord,
  _find: (id: string) => CompanionRecord | undefined,
  now: number,
): Changes {
  return { saved: [{ ...job, due: null, ended_at: now }], removed: [] }
}
