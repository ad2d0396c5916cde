import type { Event, Timeline } from '../../client/types.ts'
import { durationText } from './moments.ts'

/** What will happen to a task if nobody interferes, in the words of scenarios. */

/** @property what such as `agent lost at 40 %`. @property until the same, after *advance until*. @property after such as `, returns after 2 min`. */
export type Plan = { what: string; until: string; at: number; after: string }

type Data = {
  name?: string
  done?: number
  state?: string
  connected?: boolean
  until?: number | null
}

const percent = ({ done = 0 }: Data): string => `${Math.floor(done * 100)} %`

/** What an event is to people who wait; undefined for what only accompanies another one. */
function planOf(event: Event, index: number, all: readonly Event[]): Plan | undefined {
  const at = Date.parse(event.at)
  const data = event.data as Data
  const { name = '', until, state = '' } = data
  switch (event.type) {
    case 'subtask.began':
      return { what: `${name} begins`, until: `${name} begins`, at, after: '' }
    case 'subtask.ended':
      return { what: `${name} ends`, until: `${name} ends`, at, after: '' }
    case 'subtask.failed':
      return { what: `fails at ${percent(data)}`, until: `${name} fails`, at, after: '' }
    case 'subtask.stalled': {
      const after = until == null ? ', for good' : `, goes on after ${durationText(until - at)}`
      return { what: `stalls at ${percent(data)}`, until: `${name} stalls`, at, after }
    }
    case 'source.agent':
      return data.connected === true
        ? { what: 'agent returns', until: 'the agent returns', at, after: '' }
        : lossOf(at, all.slice(0, index), all.slice(index + 1))
    case 'task.state': {
      const what = state.endsWith('SUCCESS') ? 'done' : state
      return { what, until: `the task is ${state}`, at, after: '' }
    }
    default:
      return undefined
  }
}

/** The loss of an agent: where it interrupts work, and when the agent is back. */
function lossOf(at: number, before: readonly Event[], after: readonly Event[]): Plan {
  const paused = before.findLast(
    (event) => event.type === 'subtask.paused' && Date.parse(event.at) === at,
  )
  const back = after.find(({ type }) => type === 'source.agent')
  return {
    what: `agent lost${paused === undefined ? '' : ` at ${percent(paused.data)}`}`,
    until: 'the agent is lost',
    at,
    after:
      back === undefined
        ? ', does not return'
        : `, returns after ${durationText(Date.parse(back.at) - at)}`,
  }
}

/** All that is planned, in order. */
const plansOf = ({ planned }: Pick<Timeline, 'planned'>): (Plan & { type: string })[] =>
  planned.flatMap((event, index) => {
    const plan = planOf(event, index, planned)
    return plan === undefined ? [] : [{ ...plan, type: event.type }]
  })

/** What comes next by itself; undefined if nothing does. */
export const nextPlan = (timeline: Pick<Timeline, 'planned'>): Plan | undefined =>
  plansOf(timeline)[0]

/** What goes otherwise than a client hopes, in order, and how the task ends. */
export function outcomeOf(timeline: Pick<Timeline, 'planned'>): Plan[] {
  const plans = plansOf(timeline)
  const bad = plans.filter(
    ({ type, what }) =>
      ['subtask.failed', 'subtask.stalled'].includes(type) || what.startsWith('agent lost'),
  )
  const end = plans.findLast(({ type }) => type === 'task.state')
  const isTold = end === undefined || bad.some(({ at }) => at === end.at)
  return isTold ? bad : [...bad, end]
}

/** The state in which a task ends by itself, and when; undefined if it does not. */
export function endOf({ planned }: Pick<Timeline, 'planned'>) {
  const end = planned.findLast(({ type }) => type === 'task.state')
  return end && { state: String(end.data.state), at: Date.parse(end.at) }
}
