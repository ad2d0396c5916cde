import { mergeAccounts, well_known } from '../domain/identity/well-known.ts'
import { startInMemory } from '../process/memory-emulator.ts'
import type { FixtureAccount } from '../schemas/control/fixture.ts'
import { migprojectsIn, sourcesIn, tasksIn, templatesIn } from './parts-of-seen.ts'
import type { Seen } from './seen.ts'
import { type ListedProblem, Trial } from './trial.ts'

/** Makes a fixture of what a recording shows: each part is tried in an emulator in memory, so that all of it loads. */

/** A fixture's account, and what is not in it as it was recorded. */
export type BuiltAccount = { account: FixtureAccount; listed: ListedProblem[] }

/** What the account is called, and who is in it. */
export type AccountHead = Pick<FixtureAccount, 'name' | 'id' | 'users' | 'projects'>

/**
 * @param now the moment at which the fixture is loaded, in epoch milliseconds.
 * @returns an account that can be loaded, whatever was recorded.
 */
export async function fixtureOf(seen: Seen, head: AccountHead, now: number): Promise<BuiltAccount> {
  const listed: ListedProblem[] = []
  const emulator = await startInMemory({
    now,
    boot: mergeAccounts([...(head.users ? [] : [well_known]), head]),
  })
  try {
    const trial = new Trial(emulator, head.name, listed)
    const migprojects = await trial.keepLoading('migprojects', migprojectsIn(seen))
    const templates = await trial.keepLoading('templates', templatesIn(seen, listed))
    const sources = await trial.keepLoading('sources', sourcesIn(seen, listed))
    const known = new Set(sources.map(({ id }) => id))
    const tasks = await trial.keepTasks(tasksIn(seen, listed, known), seen)
    await trial.compareSources(seen)
    const lists = { migprojects, templates, sources, tasks }
    return {
      // As it is written: a field that is undefined would be one that is given.
      account: JSON.parse(
        JSON.stringify({
          ...head,
          ...(seen.agreement ? { privacy_agreement: true } : {}),
          ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
        }),
      ) as FixtureAccount,
      listed,
    }
  } finally {
    await emulator.close()
  }
}
