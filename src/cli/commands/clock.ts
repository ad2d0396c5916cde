import type { AdvanceRequest as Advance, Clock, Event } from '../../client/types.ts'
import { AdvanceRequest, ClockChange } from '../../schemas/control/clock.ts'
import { ownValue } from '../../text/own-value.ts'
import type { Context } from '../context.ts'
import { moment, type Output, span } from '../output.ts'
import { numberOf, textOf, UsageRefused, validated, withoutUndefined } from '../usage.ts'

/** `sms-emulator clock` and `clock advance`: the time of the account. */

export async function clock({ client, out, options }: Context): Promise<void> {
  const change = withoutUndefined({
    mode: textOf(options, 'mode') as Clock['mode'] | undefined,
    now: textOf(options, 'now'),
    pace: numberOf(options, 'pace'),
  })
  const isChange = Object.keys(change).length > 0
  validated(ClockChange, change)
  const answer = isChange ? await client.clock.set(change) : await client.clock.get()
  out.show(answer, () => {
    const { now, mode, pace, halted } = answer
    return out.fields({ now, mode, pace, ...(halted === undefined ? {} : { halted }) })
  })
}

/** @returns false when the condition did not come true. */
export async function advance({ client, out, options, args }: Context): Promise<boolean> {
  const how = advanceOf(options, args[0])
  validated(AdvanceRequest, how)
  const answer = await client.clock.advance(how)
  out.show(answer, () => {
    const { from, to, stopped, events } = answer
    const moved = span(Date.parse(to) - Date.parse(from))
    const reason = stopped_words[stopped]
    return [...events.map(eventLine(out)), `${moved} on, to ${moment(to)}: ${reason}`]
  })
  return typeof how.until !== 'object' || answer.stopped === 'condition'
}

const stopped_words = {
  duration: 'the time is over',
  condition: 'the condition holds',
  idle: 'nothing is left that happens by itself',
  max: 'the condition did not come true',
  events: 'so many events happened',
}

/** What of an event's data is told to people; --json has all of it. */
const told = ['user_op', 'name', 'from', 'state', 'code']

/** @param known the task that all events are about, which then is not said of each. */
export const eventLine =
  (out: Output, known?: string) =>
  ({ at, type, task, source, data }: Event): string => {
    const about = told.flatMap((name) => {
      const value = ownValue(data, name)
      return value === undefined ? [] : [String(value)]
    })
    const whose = known === undefined ? [task ?? source ?? ''] : []
    return [out.style('dim', moment(at)), type.padEnd(16), ...whose, ...about].join('  ')
  }

/** @throws UsageRefused unless exactly one way to move is given. */
function advanceOf(options: Context['options'], by: string | undefined): Advance {
  const task = textOf(options, 'task')
  const events = numberOf(options, 'events')
  const condition = withoutUndefined({
    state: textOf(options, 'state'),
    subtask: textOf(options, 'subtask'),
    percent: numberOf(options, 'percent'),
    user_op: textOf(options, 'user_op'),
  })
  if (task === undefined && Object.keys(condition).length > 0) {
    throw new UsageRefused('--state, --subtask, --percent and --user-op go with --task.')
  }
  const until =
    options.idle === true ? 'idle' : task === undefined ? undefined : { task, ...condition }
  const ways = [by, until, events].filter((way) => way !== undefined)
  if (ways.length !== 1) {
    throw new UsageRefused('Say one of: a duration such as PT10M, --events, --idle, --task.')
  }
  return withoutUndefined({ by, until, events, max: textOf(options, 'max') }) as Advance
}
