import type { Context } from '../context.ts'
import { moment } from '../output.ts'
import { textOf, withoutUndefined } from '../usage.ts'
import { eventLine } from './clock.ts'

/** `sms-emulator timeline`: what happened to a task, and what will if nobody interferes. */
export async function timeline({
  client,
  out,
  options,
  args: [task = ''],
}: Context): Promise<void> {
  const answer = await client.timeline(task, withoutUndefined({ at: textOf(options, 'at') }))
  const line = eventLine(out, answer.task)
  out.show(answer, () => [
    ...answer.past.map(line),
    `${out.style('bold', moment(answer.now))}  now`,
    ...answer.planned.map(line),
  ])
}
