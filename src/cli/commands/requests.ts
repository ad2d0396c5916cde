import type { JournalEntry, RequestFilter } from '../../client/types.ts'
import { CallFilter, CallsQuery, WaitRequest } from '../../schemas/control/journal.ts'
import { parseDecimal } from '../../text/numbers.ts'
import type { Context } from '../context.ts'
import { moment, type Output } from '../output.ts'
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
  const lines = answer.requests.map((one) => line(one, out))
  out.show(answer, () => (lines.length > 0 ? lines : 'no requests'))
}

/** Prints calls as they come, until the emulator ends or the command is stopped. */
async function follow({ client, out }: Context, filter: RequestFilter): Promise<void> {
  const stopped = new AbortController()
  const { signal } = stopped
  process.once('SIGINT', () => stopped.abort())
  try {
    for await (const entry of client.requests.follow(filter, { signal })) {
      out.line(out.json ? JSON.stringify(entry) : line(entry, out))
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
  out.show(answer, () => `${count} of ${wanted} calls${timed_out ? '; the time is over' : ''}`)
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

function line(entry: JournalEntry, out: Output): string {
  const { id, clock, method, path, operation, status, code, duration_ms, fault } = entry
  const style = status === null || status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green'
  return [
    out.style('dim', moment(clock)),
    out.style(style, String(status ?? '---')),
    method.padEnd(6),
    path,
    operation ?? '-',
    ...(code === null ? [] : [code]),
    ...(fault === null ? [] : [`fault ${fault}`]),
    `${Math.round(duration_ms)} ms`,
    out.style('dim', id),
  ].join('  ')
}
