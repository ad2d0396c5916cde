import type { EmulatorClient } from '../../client/client.ts'
import { ConditionNotMet } from '../../client/errors.ts'
import type { AdvanceRequest as Advance, AdvanceResult, Clock, Event } from '../../client/types.ts'
import { placeOf } from '../../client/unmet-condition.ts'
import { AdvanceRequest, ClockChange } from '../../schemas/control/clock.ts'
import { counted } from '../../text/numbers.ts'
import { frozenAdvice } from '../clock-line.ts'
import type { Context } from '../context.ts'
import { eventLines } from '../event-lines.ts'
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
    const fields = out.fields({ now, mode, pace, ...(halted === undefined ? {} : { halted }) })
    return change.mode === 'frozen'
      ? [...fields, `frozen: ${frozenAdvice(textOf(options, 'account'))}`]
      : fields
  })
}

/** @returns false when the clock stopped before what was asked for; the sentence says why. */
export async function advance({ client, out, options, args }: Context): Promise<boolean> {
  const how = advanceOf(options, args[0])
  validated(AdvanceRequest, how)
  const { answer, unmet } = await moveClock(client, how)
  if (out.json) out.value(answer)
  else out.lines(await advanceLines(client, how.until, answer, out))
  if (unmet !== undefined) out.problem(unmet)
  return unmet === undefined
}

/** Moves it. @returns why it stopped before what was asked for, too; undefined where it did not. */
async function moveClock(
  client: EmulatorClient,
  how: Advance,
): Promise<{ answer: AdvanceResult; unmet?: string }> {
  const { until, max, events } = how
  if (until === undefined) {
    const answer = await client.clock.advance(how)
    if (events === undefined || answer.stopped === 'events') return { answer }
    const end = answer.stopped === 'max' ? 'no more in ten years' : 'nothing more happens by itself'
    return { answer, unmet: `Fewer than ${counted(events, 'event')} happened: ${end}.` }
  }
  try {
    return { answer: await client.clock.advanceUntil(until, { max }) }
  } catch (error) {
    if (!(error instanceof ConditionNotMet)) throw error
    return { answer: error.result, unmet: error.message }
  }
}

async function advanceLines(
  client: EmulatorClient,
  until: Advance['until'],
  { from, to, events, stopped }: AdvanceResult,
  out: Output,
): Promise<string[]> {
  const nameOf = events.length === 0 ? () => '' : await names(client)
  if (from === to && events.length === 0) {
    const why =
      stopped === 'condition' ? await metAlready(client, until, to) : 'nothing is left to wait for'
    return [`the clock stays at ${moment(to)} UTC: ${why}`]
  }
  const moved = span(Date.parse(to) - Date.parse(from))
  return [
    ...eventLines(events, out, { nameOf }),
    `the clock moved ${moved} forward, to ${moment(to)} UTC`,
  ]
}

/** That nothing had to happen, and where the task is: it may be long past what was asked for. */
async function metAlready(
  client: EmulatorClient,
  until: Advance['until'],
  now: string,
): Promise<string> {
  const met = 'the condition was met already'
  if (until === undefined || until === 'idle') return met
  const [task] = (await client.tasks({ task: until.task })).tasks
  return task
    ? `${met}; ${task.name} is ${placeOf(task, await client.timeline(task.id, { at: now }))}`
    : met
}

/** Names for the ids that events have; that of a task before that of its source. */
async function names(client: EmulatorClient): Promise<(event: Event) => string> {
  const everything = { limit: 1000 }
  const [{ tasks }, { sources }] = await Promise.all([
    client.tasks(everything),
    client.sources(everything),
  ])
  const known = new Map([...tasks, ...sources].map(({ id, name }) => [id, name]))
  return ({ task, source }) => {
    const id = task ?? source ?? ''
    return known.get(id) ?? id
  }
}

/** @throws UsageRefused unless exactly one way to move is given. */
function advanceOf(options: Context['options'], by: string | undefined): Advance {
  const task = textOf(options, 'task')
  const events = numberOf(options, 'events')
  const condition = withoutUndefined({
    state: textOf(options, 'state')?.toUpperCase(),
    subtask: textOf(options, 'subtask')?.toUpperCase(),
    percent: numberOf(options, 'percent'),
    user_op: textOf(options, 'user_op')?.toUpperCase(),
  })
  if (task === undefined && Object.keys(condition).length > 0) {
    throw new UsageRefused('--state, --subtask, --percent and --user-op require --task.')
  }
  if (task !== undefined && Object.keys(condition).length === 0) {
    throw new UsageRefused(
      '--task needs a condition: --state, --subtask (with or without --percent) or --user-op.',
    )
  }
  const until =
    options.idle === true ? 'idle' : task === undefined ? undefined : { task, ...condition }
  const ways = [by, until, events].filter((way) => way !== undefined)
  if (ways.length !== 1) {
    throw new UsageRefused('Give one of: a duration such as 10m, --events, --idle, --task.')
  }
  return withoutUndefined({ by, until, events, max: textOf(options, 'max') }) as Advance
}
