import type { EmulatorClient } from '../../client/client.ts'
import type {
  AdvanceRequest as Advance,
  AdvanceResult,
  Clock,
  Event,
  TaskCondition,
} from '../../client/types.ts'
import { AdvanceRequest, ClockChange } from '../../schemas/control/clock.ts'
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
    return out.fields({ now, mode, pace, ...(halted === undefined ? {} : { halted }) })
  })
}

/** @returns false when the clock stopped before what was asked for; the sentence says why. */
export async function advance({ client, out, options, args }: Context): Promise<boolean> {
  const how = advanceOf(options, args[0])
  validated(AdvanceRequest, how)
  const answer = await client.clock.advance(how)
  const unmet = await unmetReason(client, how, answer)
  if (out.json) out.value(answer)
  else out.lines(await advanceLines(client, answer, out))
  if (unmet !== undefined) out.problem(unmet)
  return unmet === undefined
}

async function advanceLines(
  client: EmulatorClient,
  { from, to, events, stopped }: AdvanceResult,
  out: Output,
): Promise<string[]> {
  const nameOf = events.length === 0 ? () => '' : await names(client)
  const moved = span(Date.parse(to) - Date.parse(from))
  const isAlreadySo = from === to && events.length === 0 && stopped === 'condition'
  return [
    ...eventLines(events, out, { nameOf }),
    isAlreadySo
      ? `the clock stays at ${moment(to)} UTC: the condition was met already`
      : `the clock moved ${moved} forward, to ${moment(to)} UTC`,
  ]
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

/** Why the clock stopped before what was asked for; undefined where it did not. */
async function unmetReason(
  client: EmulatorClient,
  { until, events, max }: Advance,
  { stopped }: AdvanceResult,
): Promise<string | undefined> {
  const end =
    stopped === 'max'
      ? `the clock moved as far as it may (${max === undefined ? 'give --max to let it move further' : `--max ${max}`})`
      : 'nothing more happens by itself'
  if (events !== undefined && stopped !== 'events') {
    return `Fewer than ${events} events happened: ${end}.`
  }
  if (until === 'idle' && stopped === 'max') return `Something still happens by itself: ${end}.`
  if (typeof until !== 'object' || stopped === 'condition') return undefined
  const { task: wanted } = until
  const { tasks } = await client.tasks({ limit: 1000 })
  const task = tasks.find(({ id, name }) => id === wanted || name === wanted)
  if (task === undefined) return `${wanted} did not reach ${conditionText(until)}: ${end}.`
  const { name, state, subtask, percent } = task
  const place = subtask === null ? '' : `, ${subtask} ${percent} %`
  const reason = state === 'READY' && stopped === 'idle' ? 'nothing has started it' : end
  return `${name} did not reach ${conditionText(until)}: it is ${state}${place}, and ${reason}.`
}

/** `MIGRATE_LINUX_FILE 50 % in CUTOVER0`. */
function conditionText({ state, subtask, percent, user_op }: TaskCondition): string {
  const words = [
    ...(state === undefined ? [] : [state]),
    ...(subtask === undefined ? [] : [subtask]),
    ...(percent === undefined ? [] : [`${percent} %`]),
    ...(user_op === undefined ? [] : [`in ${user_op}`]),
  ]
  return words.join(' ').replace(/^in /, '')
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
