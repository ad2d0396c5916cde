import type { TaskOverviews } from '../../client/types.ts'
import { durationText } from '../text/moments.ts'
import { type Loaded, useLoaded } from './server.ts'

/** What holds for the whole account: how many tasks there are, what comes next, and that a client waits in vain. */

export type Overview = Pick<TaskOverviews, 'count' | 'next' | 'notice'>

/** That a client waits in vain is noticed at a call, which changes no task. */
export const useOverview = (): Loaded<Overview> =>
  useLoaded(['clock', 'tasks', 'calls'], 'overview', (client) => client.tasks({ limit: 1 }))

type Next = NonNullable<TaskOverviews['next']>

/** What tells most of what happens at once comes first. */
const tellings: readonly (readonly [
  type: string,
  text: (data: Record<string, unknown>) => string,
])[] = [
  ['task.state', ({ state }) => `becomes ${state}`],
  ['subtask.failed', ({ name }) => `${name} fails`],
  ['subtask.stalled', ({ name }) => `${name} stalls`],
  ['subtask.ended', ({ name }) => `${name} ends`],
  ['source.agent', ({ connected }) => (connected ? 'the agent is back' : 'the agent is lost')],
  ['source.checked', () => 'the check ends'],
  ['subtask.began', ({ name }) => `${name} begins`],
  ['subtask.retimed', ({ name }) => `${name} changes its speed`],
  ['task.log', () => 'the log is there'],
]

/** What happens next, such as `lin-05: MIGRATE_LINUX_FILE ends`. */
export function nextText({ name, events }: Next): string {
  for (const [type, text] of tellings) {
    const event = events.find((one) => one.type === type)
    if (event) return `${name}: ${text(event.data)}`
  }
  return `${name}: ${events[0]?.type ?? 'a measurement'}`
}

/** How far away it is. @param now what the clock shows, in epoch milliseconds. */
export const distanceText = ({ at }: Next, now: number): string => {
  const ms = Date.parse(at) - now
  return ms <= 0 ? 'now' : `in ${durationText(ms)}`
}
