import type { SourceOverview } from '../../client/types.ts'
import { clockLine, noticeLines } from '../clock-line.ts'
import type { Context } from '../context.ts'
import { pageOf } from '../usage.ts'

/** `sms-emulator sources`: the source servers of the account, and why some of them are unavailable. */
export async function sources({ client, out, options }: Context): Promise<void> {
  const answer = await client.sources(pageOf(options))
  if (out.json) {
    out.value(answer)
    return
  }
  const clock = await client.clock.get()
  const rows = answer.sources.map((source) => [
    source.name,
    source.state,
    source.migration_cycle,
    source.connected ? 'yes' : out.style('red', 'no'),
    source.task ? `${source.task.name} (${source.task.state})` : '-',
    source.ip ?? '-',
    source.os_type,
    source.id,
  ])
  const headings = ['name', 'state', 'cycle', 'connected', 'task', 'ip', 'os', 'id']
  const more = answer.count - rows.length
  const isWaiting = answer.sources.some(waitsForCheck)
  out.lines([
    ...out.table(headings, rows, 'no sources'),
    ...(more > 0 ? [`… and ${more} more; --limit shows more`] : []),
    ...answer.sources.flatMap((source) => {
      const why = failureOf(source)
      return why === '' ? [] : [`${out.style('red', source.name)}: ${why}`]
    }),
    ...(isWaiting && clock.mode === 'frozen'
      ? [
          'The environment check runs when the clock moves, and the clock is frozen: sms-emulator clock advance 1s',
        ]
      : []),
    clockLine(clock, out),
    ...noticeLines(answer, out),
  ])
}

/** Which checks failed; empty where none did. */
function failureOf({ failed_checks }: SourceOverview): string {
  if (failed_checks.length === 0) return ''
  const checks = failed_checks.map(({ name, code }) => (code === null ? name : `${name} ${code}`))
  return `failed checks: ${checks.join(', ')}`
}

/** A source is checked some time after it was registered; until then it looks as one that failed. */
const waitsForCheck = ({ state, migration_cycle, failed_checks }: SourceOverview): boolean =>
  state === 'unavailable' && migration_cycle === 'checking' && failed_checks.length === 0
