import { setTimeout as pause } from 'node:timers/promises'
import type { TaskOverview, TaskOverviews } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { type Output, span } from '../output.ts'
import { numberOf, pageOf } from '../usage.ts'

/** `sms-emulator tasks`: how far the migrations are, once or again and again. */

export async function tasks(context: Context): Promise<void> {
  const { client, out, options } = context
  const page = pageOf(options)
  if (options.watch === true) return watch(context, page)
  const answer = await client.tasks(page)
  out.show(answer, () => table(answer, out))
}

const headings = ['name', 'state', 'source', 'sub-task', '%', 'Mbit/s', 'left', 'rows', 'id']

function table({ count, tasks: list }: TaskOverviews, out: Output): string[] {
  const rows = list.map((task) => [
    task.name,
    colored(task, out),
    task.source.name ?? task.source.id,
    task.subtask ?? '-',
    task.percent ?? '-',
    task.speed === 0 ? '-' : task.speed.toFixed(1),
    span(task.remaining_ms),
    `${task.rows.filter(({ ended }) => ended).length}/${task.rows.length}`,
    task.id,
  ])
  const more = count - rows.length
  const lines = out.table(headings, rows, 'no tasks')
  return more > 0 ? [...lines, `… and ${more} more`] : lines
}

const colored = ({ state }: TaskOverview, out: Output): string => {
  if (/FAIL|ABORT/.test(state)) return out.style('red', state)
  return /SUCCESS/.test(state) ? out.style('green', state) : state
}

/** On a terminal a picture that is drawn anew; piped, a line for each change; with --json, each answer. */
async function watch({ client, out, options }: Context, page: { limit?: number }): Promise<void> {
  const interval_ms = Math.max((numberOf(options, 'interval') ?? 1) * 1000, 50)
  const stopped = new AbortController()
  process.once('SIGINT', () => stopped.abort())
  const picture = out.terminal.isTTY && !out.json ? await livePicture(out) : undefined
  const shown = new Map<string, string>()
  try {
    while (!stopped.signal.aborted) {
      const answer = await client.tasks(page)
      if (out.json) out.line(JSON.stringify(answer))
      else if (picture) picture.draw(answer.tasks)
      else out.lines(changes(answer.tasks, shown))
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
