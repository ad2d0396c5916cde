import { setTimeout as pause } from 'node:timers/promises'
import type { TaskOverview, TaskOverviews } from '../../client/types.ts'
import { parseDuration } from '../../schemas/time.ts'
import { parseDecimal } from '../../text/numbers.ts'
import { clockLine, noticeLines } from '../clock-line.ts'
import type { Context } from '../context.ts'
import { type Output, span, widthOf } from '../output.ts'
import { failureOf, labelsOf, name_least } from '../task-names.ts'
import { pageOf, textOf, UsageRefused } from '../usage.ts'

/** `sms-emulator tasks`: how far the migrations are, once or again and again. */

export async function tasks(context: Context): Promise<void> {
  const { client, out, options } = context
  if (options.watch === true) return watch(context)
  const answer = await tasksAsked(context)
  if (out.json) out.value(answer)
  else
    out.lines([
      ...table(answer, out),
      clockLine(await client.clock.get(), out),
      ...noticeLines(answer, out),
    ])
}

/** The most tasks that an account can have. */
const all_tasks = 1000

/**
 * The tasks of `--state`, or the one that was named. While they are watched, all with that name: they may come and go.
 *
 * @throws EmulatorError for a name that no task has, or several, unless they are watched.
 */
async function tasksAsked({ client, options, args: [wanted] }: Context): Promise<TaskOverviews> {
  const page = pageOf(options)
  const state = textOf(options, 'state')
  if (wanted === undefined && state === undefined) return client.tasks(page)
  const query = wanted === undefined || options.watch === true ? {} : { task: wanted }
  const { notice, next, states, tasks: all } = await client.tasks({ ...query, limit: all_tasks })
  const list = all
    .filter(({ id, name }) => [undefined, id, name].includes(wanted))
    .filter((task) => state === undefined || task.state === state)
  return { notice, next, states, count: list.length, tasks: list.slice(0, page.limit ?? 100) }
}

const headings = ['name', 'state', 'sub-task', '%', 'left', 'source', 'Mbit/s', 'ended', 'id']

/** Of a task that has failed the sub-task is the one that did; `error` is a column where one has. */
function table({ count, tasks: list }: TaskOverviews, out: Output): string[] {
  const hasFailures = list.some((task) => failureOf(task) !== undefined)
  const rows = list.map((task) => {
    const failed = failureOf(task)
    return [
      colored(task, out),
      ...(hasFailures ? [failed?.error ?? '-'] : []),
      failed?.name ?? task.subtask ?? '-',
      failed?.percent ?? task.percent ?? '-',
      task.speed > 0 ? span(task.remaining_ms) : '-',
      task.source.name ?? task.source.id,
      task.speed === 0 ? '-' : task.speed.toFixed(1),
      `${task.rows.filter(({ ended }) => ended).length}/${task.rows.length}`,
      task.id,
    ]
  })
  const heads = hasFailures ? headings.toSpliced(2, 0, 'error') : headings
  const place = heads.indexOf('%')
  const names = namesBeside(
    list,
    rows.map((row) => row.slice(0, place)),
    out,
  )
  const lines = out.table(
    heads,
    rows.map((row, index) => [names[index] ?? '', ...row]),
    'no tasks',
  )
  const more = count - rows.length
  return [...lines, ...(more > 0 ? [`… and ${more} more; --limit shows more`] : [])]
}

/** The names; where lines have an end, as short as the cells up to the percentage need it. */
function namesBeside(
  list: readonly TaskOverview[],
  rows: readonly (string | number)[][],
  out: Output,
): string[] {
  const { columns } = out
  if (columns === undefined) return list.map(({ name }) => name)
  const widths = rows.map((row) => row.map((cell) => widthOf(out.drawn(String(cell)))))
  const [first = []] = widths
  const taken = first.reduce(
    (sum, _, column) => sum + 2 + Math.max(...widths.map((row) => row[column] ?? 0)),
    0,
  )
  const room = Math.min(columns - taken, Math.floor(columns / 3))
  return labelsOf(list, Math.max(room, name_least), out)
}

const colored = ({ state }: TaskOverview, out: Output): string => {
  if (/FAIL|ABORT/.test(state)) return out.style('red', state)
  return /SUCCESS/.test(state) ? out.style('green', state) : state
}

const shortest_ms = 50

/** Milliseconds; a number is seconds. @throws UsageRefused */
function intervalOf(text: string): number {
  const seconds = parseDecimal(text)
  const ms = seconds === undefined ? parseDuration(text) : seconds * 1000
  if (ms === undefined || ms < 0 || ms > 2 ** 31 - 1) {
    throw new UsageRefused(`--interval "${text}" is not a duration, such as 500ms or 2s.`)
  }
  return Math.max(ms, shortest_ms)
}

/** On a terminal a picture that is drawn anew; piped, a line for each change; with --json, each answer. */
async function watch(context: Context): Promise<void> {
  const { client, out, options } = context
  const interval_ms = intervalOf(textOf(options, 'interval') ?? '1s')
  const stopped = new AbortController()
  process.once('SIGINT', () => stopped.abort())
  const picture = out.terminal.isTTY && !out.json ? await livePicture(out) : undefined
  const shown = new Map<string, string>()
  try {
    while (!stopped.signal.aborted) {
      const answer = await tasksAsked(context)
      if (out.json) out.line(JSON.stringify(answer))
      else if (picture) picture.draw({ ...answer, clock: await client.clock.get() })
      else out.lines([...changes(answer.tasks, shown), ...newNotice(answer, shown, out)])
      await pause(interval_ms, undefined, { signal: stopped.signal }).catch(() => {})
    }
  } finally {
    picture?.stop()
  }
}

async function livePicture(out: Output) {
  const { LivePicture } = await import('../live-tasks.ts')
  return new LivePicture(out)
}

/** Why nothing happens, told once. */
function newNotice({ notice }: TaskOverviews, shown: Map<string, string>, out: Output): string[] {
  if (shown.get('') === (notice ?? '')) return []
  shown.set('', notice ?? '')
  return noticeLines({ notice }, out)
}

/** A line for each task that is not as it was. */
function changes(list: readonly TaskOverview[], shown: Map<string, string>): string[] {
  return list.flatMap((task) => {
    const at = task.subtask === null ? '' : `  ${task.subtask} ${task.percent} %`
    const line = `${task.name}  ${task.state}${at}`
    if (shown.get(task.id) === line) return []
    shown.set(task.id, line)
    return [line]
  })
}
