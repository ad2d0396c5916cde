import type { Context } from '../context.ts'
import { eventLines } from '../event-lines.ts'
import { textOf, withoutUndefined } from '../usage.ts'

/** `sms-emulator timeline`: what happened to a task, and what will if nobody interferes. */
export async function timeline({
  client,
  out,
  options,
  args: [task = ''],
}: Context): Promise<void> {
  const answer = await client.timeline(task, withoutUndefined({ at: textOf(options, 'at') }))
  out.show(answer, () => {
    const { past, planned, now } = answer
    const lines = eventLines([...past, ...planned], out, { now })
    return planned.length > 0 ? lines : [...lines, 'nothing more happens by itself']
  })
}
