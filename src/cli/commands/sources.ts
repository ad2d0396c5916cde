import type { Context } from '../context.ts'
import { pageOf } from '../usage.ts'

/** `sms-emulator sources`: the source servers of the account. */
export async function sources({ client, out, options }: Context): Promise<void> {
  const answer = await client.sources(pageOf(options))
  out.show(answer, () => {
    const rows = answer.sources.map((source) => [
      source.name,
      source.state,
      source.migration_cycle,
      source.connected ? 'yes' : out.style('red', 'no'),
      source.os_type,
      source.ip ?? '-',
      source.task ? `${source.task.name} (${source.task.state})` : '-',
      source.id,
    ])
    const headings = ['name', 'state', 'cycle', 'connected', 'os', 'ip', 'task', 'id']
    const table = out.table(headings, rows, 'no sources')
    const more = answer.count - rows.length
    return more > 0 ? [...table, `… and ${more} more`] : table
  })
}
