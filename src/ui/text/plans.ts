import type { Event, Timeline } from '../../client/types.ts'
import { durationText } from './moments.ts'

/** What will happen to a task if nobody interferes, in the words of scenarios. */

/** @property what such as `agent lost at 40 %`. @property until the same as a sentence. @property after such as `, returns after 2 min`. */
export type Plan = { type: string; what: string; until: string; at: number; after: string }

type Data = { name?: string; done?: number; state?: string; until?: number | null }

/** What an event is to people who wait; undefined for what only accompanies another one. */
function planOf(
  { type, at: moment, data: facts }: Event,
  index: number,
  all: readonly Event[],
): Plan | undefined {
  const at = Date.parse(moment)
  const { name = '', done = 0, until, state = '' } = facts as Data
  const plan = (what: string, until: string, after = ''): Plan => ({ type, what, until, at, after })
  const where = `at ${Math.floor(done * 100)} %`
  switch (type) {
    case 'subtask.began':
      return plan('', `${name} begins`)
    case 'subtask.ended':
      return plan('', `${name} ends`)
    case 'subtask.failed':
      return plan(`fails ${where}`, `${name} fails`)
    case 'subtask.stalled':
      return plan(
        `stalls ${where}`,
        `${name} stalls`,
        until == null ? ', for good' : `, goes on after ${durationText(until - at)}`,
      )
    case 'source.agent':
      return facts.connected === true
        ? plan('', 'the agent returns')
        : plan(
            `agent lost${placeOf(at, all)}`,
            'the agent is lost',
            returnOf(at, all.slice(index + 1)),
          )
    case 'task.state':
      return plan(state.endsWith('SUCCESS') ? 'done' : state, `the task is ${state}`)
    default:
      return undefined
  }
}

/** Where the loss of an agent interrupts work. */
function placeOf(at: number, all: readonly Event[]): string {
  const paused = all.find((event) => event.type === 'subtask.paused' && Date.parse(event.at) === at)
  return paused === undefined ? '' : ` at ${Math.floor(Number(paused.data.done) * 100)} %`
}

function returnOf(at: number, after: readonly Event[]): string {
  const back = after.find(({ type }) => type === 'source.agent')
  return back === undefined
    ? ', does not return'
    : `, returns after ${durationText(Date.parse(back.at) - at)}`
}

/** All that is planned, in order. */
const plansOf = ({ planned }: Pick<Timeline, 'planned'>): Plan[] =>
  planned.flatMap((event, index) => planOf(event, index, planned) ?? [])

/** What comes next by itself; undefined if nothing does. */
export const nextPlan = (timeline: Pick<Timeline, 'planned'>): Plan | undefined =>
  plansOf(timeline)[0]

/** What goes otherwise than a client hopes, in order, and how the task ends. */
export function outcomeOf(timeline: Pick<Timeline, 'planned'>): Plan[] {
  const plans = plansOf(timeline).filter(({ what }) => what !== '')
  const end = plans.findLast(({ type }) => type === 'task.state')
  // A failure is told as what fails, not once more as the state that it leads to.
  return plans.filter(
    (plan) =>
      plan.type !== 'task.state' ||
      (plan === end && !plans.some((other) => other !== end && other.at === end.at)),
  )
}

/** The state in which a task ends by itself, and when; undefined if it does not. */
export function endOf({ planned }: Pick<Timeline, 'planned'>) {
  const end = planned.findLast(({ type }) => type === 'task.state')
  return end && { state: String(end.data.state), at: Date.parse(end.at) }
}
