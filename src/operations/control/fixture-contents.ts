import { shiftEvents } from '../../domain/history/rehearsal.ts'
import type { Event } from '../../domain/migration/events.ts'
import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { Session } from '../account/session.ts'
import { checkQuota } from '../sms/source-servers.ts'
import { checkSaved } from './fixture-checks.ts'
import { loadCompanions } from './fixture-companions.ts'
import { withPlace } from './fixture-places.ts'
import {
  type LoadedAgent,
  loadAgent,
  loadSource,
  loadTask,
  taskLoading,
} from './fixture-resources.ts'

/** What an entry of a fixture brings into an account that is there, a resource at a time. */

/** Loads a part each time that it is given a session of the account, all of them at one moment of its clock. */
export type ContentsLoading = Generator<void, void, Session>

/** How many events are recorded at a time. */
export const events_at_once = 100

/**
 * Loads what an entry of a fixture brings beside members, rules and settings.
 *
 * @param path of the entry in the fixture.
 * @param saved_at when it was exported, in epoch milliseconds: its moments move by what has passed since.
 * @param budget how much may still happen in the steps of all tasks.
 */
export function* loadContents(
  entry: FixtureAccount,
  path: string,
  { saved_at, budget }: { saved_at: number | undefined; budget: { left: number } },
): ContentsLoading {
  let session = yield
  const { account, now } = session
  const shift = saved_at === undefined ? 0 : now - saved_at
  const { number = 0, uuid = 0, timer = 0, event = 0 } = entry.counters ?? {}
  session.raise({ number, uuid })
  yield* loadCompanions(entry.companions ?? {}, `${path}.companions`, shift)
  withPlace(account, `${path}.sources`, () => checkQuota(session, entry.sources))
  const agents: LoadedAgent[] = []
  for (const [place, source] of (entry.sources ?? []).entries()) {
    session = yield
    const load = () => agents.push(loadSource(session, source, shift))
    withPlace(account, `${path}.sources.${place}`, load)
  }
  session = yield
  const tasks = taskLoading(session, { shift, budget })
  for (const [place, task] of (entry.tasks ?? []).entries()) {
    session = yield
    withPlace(account, `${path}.tasks.${place}`, () => loadTask(session, task, tasks))
  }
  withPlace(account, path, () => checkSaved(session, entry))
  for (const agent of agents) {
    session = yield
    loadAgent(session, agent)
  }
  const events = shiftEvents((entry.events ?? []) as Event[], shift)
  for (let begin = 0; begin < events.length; begin += events_at_once) {
    session = yield
    session.record(events.slice(begin, begin + events_at_once))
  }
  for (const resource of entry.timers ?? []) {
    session = yield
    session.reorder(resource)
  }
  // Loading counts timers and events anew; the next ones follow those of the export.
  session.raise({ timer, event })
}

/** Loads at most `amount` parts. @returns whether that was the end */
export function loadParts(
  loading: ContentsLoading,
  session: Session,
  amount = Number.POSITIVE_INFINITY,
): boolean {
  for (let loaded = 0; loaded < amount; loaded++) {
    if (loading.next(session).done) return true
  }
  return false
}
