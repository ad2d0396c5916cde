import type { JournalEntry, RequestFilter } from '../../client/types.ts'
import { CallFilter, CallsQuery, WaitRequest } from '../../schemas/control/journal.ts'
import { counted, parseDecimal } from '../../text/numbers.ts'
import type { Context } from '../context.ts'
import { moment, type Output, padded, widthOf } from '../output.ts'
import {
  numberOf,
  type Options,
  textOf,
  UsageRefused,
  validated,
  withoutUndefined,
} from '../usage.ts'

/** `sms-emulator requests`: the journal. */

export async function requests(context: Context): Promise<void> {
  const { client, out, options } = context
  const filter = validated(CallFilter, filterOf(options))
  if (options.follow === true) {
    const other = options.har === true ? '--har' : options.limit === undefined ? null : '--limit'
    if (other)
      throw new UsageRefused(
        `${other} selects earlier calls, and --follow prints new ones; leave out one of them.`,
      )
    return follow(context, filter)
  }
  const query = { ...filter, ...withoutUndefined({ limit: numberOf(options, 'limit') }) }
  validated(CallsQuery, query)
  if (options.har === true) {
    out.value(await client.requests.har(query))
    return
  }
  const answer = await client.requests.list(query)
  out.show(answer, () => listing(answer.requests, out))
}

/** Prints calls as they come, until the emulator ends or the command is stopped. */
async function follow({ client, out }: Context, filter: RequestFilter): Promise<void> {
  const stopped = new AbortController()
  const { signal } = stopped
  process.once('SIGINT', () => stopped.abort())
  if (!out.json) out.line(lineOf(headings, usual_widths, boldOf(out)))
  try {
    for await (const entry of client.requests.follow(filter, { signal })) {
      out.line(
        out.json
          ? JSON.stringify(entry)
          : lineOf(cellsOf(entry), usual_widths, styleOf(entry, out)),
      )
    }
  } catch (error) {
    // To stop it is how it ends.
    if (!signal.aborted) throw error
  }
}

/** How many calls fit. */
export async function countRequests({ client, out, options }: Context): Promise<void> {
  const count = await client.requests.count(validated(CallFilter, filterOf(options)))
  out.show({ count }, () => String(count))
}

/** @returns false when the time was over first. */
export async function waitForRequests({ client, out, options, args }: Context): Promise<boolean> {
  const wanted = args[0] === undefined ? 1 : parseDecimal(args[0])
  if (wanted === undefined || !Number.isInteger(wanted)) {
    throw new UsageRefused(`"${args[0]}" is not a number of calls.`)
  }
  const timeout = textOf(options, 'timeout')
  const wish = { ...filterOf(options), count: wanted, ...withoutUndefined({ timeout }) }
  const answer = await client.requests.wait(validated(WaitRequest, wish))
  const { count, timed_out } = answer
  out.show(
    answer,
    () => `${count} of ${counted(wanted, 'call')}${timed_out ? '; the time is over' : ''}`,
  )
  return !timed_out
}

export async function clearRequests({ client, out }: Context): Promise<void> {
  const answer = await client.requests.clear()
  out.show(answer, () => 'the journal is empty')
}

const filterOf = (options: Options): RequestFilter => {
  const names = ['operation', 'method', 'path', 'status', 'code', 'since']
  const filter = withoutUndefined(
    Object.fromEntries(names.map((name) => [name, textOf(options, name)])),
  )
  // In a body a status is a number, but for `4xx` and `none`.
  const { status } = filter
  return /^\d+$/.test(status ?? '') ? { ...filter, status: Number(status) } : filter
}

const headings = ['time', 'status', 'method', 'path', 'operation', 'code', 'fault', 'took', 'id']

/** For calls that come one by one: a longer text moves those behind it. */
const usual_widths = [23, 6, 6, 40, 20, 10, 7, 6, 32]

const cellsOf = (entry: JournalEntry): string[] => [
  moment(entry.clock),
  String(entry.status ?? 'none'),
  entry.method,
  entry.path,
  entry.operation ?? '-',
  entry.code ?? '-',
  entry.fault ?? '-',
  `${Math.round(entry.duration_ms)} ms`,
  entry.id,
]

/** How to style the cell of a column. */
type StyleCell = (text: string, column: number) => string

const boldOf =
  (out: Output): StyleCell =>
  (text) =>
    out.style('bold', text)

/** The status says at a glance how it went; where one looks seldom is dim. */
const styleOf =
  ({ status }: JournalEntry, out: Output): StyleCell =>
  (text, column) => {
    const bad = status === null || status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green'
    const heading = headings[column]
    if (heading === 'status') return out.style(bad, text)
    return heading === 'time' || heading === 'id' ? out.style('dim', text) : text
  }

const lineOf = (cells: readonly string[], widths: readonly number[], style: StyleCell): string =>
  cells
    .map((cell, column) => padded(style(cell, column), widths[column] ?? 0))
    .join('  ')
    .trimEnd()

/** Calls under a heading. None of its columns is left out on a narrow terminal: the last, the id, is what `explain` takes. */
function listing(entries: readonly JournalEntry[], out: Output): string[] {
  if (entries.length === 0) return ['no requests']
  const rows = entries.map((entry) => cellsOf(entry).map((cell) => out.drawn(cell)))
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => widthOf(row[column] ?? ''))),
  )
  const lines = entries.map((entry, index) =>
    lineOf(rows[index] ?? [], widths, styleOf(entry, out)),
  )
  return [lineOf(headings, widths, boldOf(out)), ...lines]
}
