import type { TaskOverviews } from '../../client/types.ts'
import { durationText } from '../text/moments.ts'
import { nextPlan } from '../text/plans.ts'
import { type Loaded, useLoaded } from './server.ts'

/** What holds for the whole account: how many tasks there are, what comes next, and that a client waits in vain. */

export type Overview = Pick<TaskOverviews, 'count' | 'next' | 'notice'>

/** That a client waits in vain is noticed at a call, which changes no task. */
export const useOverview = (): Loaded<Overview> =>
  useLoaded(['clock', 'tasks', 'calls'], 'overview', (client) => client.tasks({ limit: 1 }))

type Next = NonNullable<TaskOverviews['next']>

/** What happens next, such as `lin-05: MIGRATE_LINUX_FILE ends`. */
export function nextText({ name, events }: Next): string {
  const what = nextPlan({ planned: events })?.until ?? events[0]?.type
  return what === undefined ? `${name} ends` : `${name}: ${what}`
}

/** How far away it is. @param now what the clock shows, in epoch milliseconds. */
export const distanceText = ({ at }: Next, now: number): string => {
  const ms = Date.parse(at) - now
  return ms <= 0 ? 'now' : `in ${durationText(ms)}`
}
