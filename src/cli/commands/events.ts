import type { EmulatorClient } from '../../client/client.ts'
import type { StreamEvent } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { eventText, nameInEvent } from '../event-lines.ts'
import { moment, type Output } from '../output.ts'
import { numberOf, UsageRefused } from '../usage.ts'

/** `sms-emulator events`: what changes in the account, as it happens. */

/** Prints events until there were as many as asked for, the emulator ends or the command is stopped. */
export async function events({ client, out, options }: Context): Promise<void> {
  const count = numberOf(options, 'count') ?? Number.POSITIVE_INFINITY
  if (!(count >= 1)) throw new UsageRefused('--count: give 1 or more.')
  const stopped = new AbortController()
  const { signal } = stopped
  process.once('SIGINT', () => stopped.abort())
  const nameOf = namesFrom(client)
  let printed = 0
  try {
    for await (const event of client.events({ signal })) {
      out.line(out.json ? JSON.stringify(event) : await lineOf(event, nameOf, out))
      if (++printed >= count) return
    }
  } catch (error) {
    // To stop it is how it ends.
    if (!signal.aborted) throw error
  }
}

type NameOf = (id: string, name: string | undefined) => Promise<string>

/** Names by ids: as events tell them, and of what was there before as the emulator lists it. */
function namesFrom(client: EmulatorClient): NameOf {
  const known = new Map<string, string>()
  return async (id, told) => {
    if (told !== undefined) known.set(id, told)
    if (known.has(id)) return known.get(id) ?? id
    const everything = { limit: 1000 }
    const [{ tasks }, { sources }] = await Promise.all([
      client.tasks(everything),
      client.sources(everything),
    ])
    for (const { id, name } of [...tasks, ...sources]) known.set(id, name)
    // What was deleted meanwhile is not asked for again.
    if (!known.has(id)) known.set(id, id)
    return known.get(id) ?? id
  }
}

async function lineOf(event: StreamEvent, nameOf: NameOf, out: Output): Promise<string> {
  const [kind, ...words] = await wordsOf(event, nameOf, out)
  return [out.style('bold', String(kind).padEnd(7)), ...words].join('  ')
}

/** The kind of an event, its moment if it has one, and what it says. */
async function wordsOf(
  { event, data }: StreamEvent,
  nameOf: NameOf,
  out: Output,
): Promise<string[]> {
  const dim = (iso: string) => out.style('dim', moment(iso))
  switch (event) {
    case 'clock': {
      const now = dim(new Date(data.now_ms).toISOString())
      return [event, now, `${data.mode}, pace ${data.pace}`, ...(data.halted ? [data.halted] : [])]
    }
    case 'event': {
      const name = await nameOf(data.task ?? data.source ?? '', nameInEvent(data))
      return [event, dim(data.at), name, eventText(data, out)]
    }
    case 'request': {
      const { clock, method, path, operation, status, code, fault } = data
      const style = status === null || status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green'
      const answer = out.style(style, String(status ?? '---'))
      const more = [code, fault === null ? null : `fault ${fault}`].filter((one) => one !== null)
      return [event, dim(clock), answer, operation ?? `${method} ${path}`, ...more]
    }
    case 'control':
      return [event, `changed: ${data.changed.join(', ')}`]
    case 'reset':
      return [event, 'everything changed']
  }
}
