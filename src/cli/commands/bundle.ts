import { writeFileSync } from 'node:fs'
import { counted } from '../../text/numbers.ts'
import type { Context } from '../context.ts'
import { textOf } from '../usage.ts'

/** `sms-emulator bundle`: the run since the start as a file. */
export async function bundle({ client, out, options }: Context): Promise<void> {
  const answer = await client.bundle()
  const file = textOf(options, 'output')
  if (file === undefined) {
    out.value(answer)
    return
  }
  writeFileSync(file, `${JSON.stringify(answer, null, 2)}\n`)
  const { calls, missed, replaced } = answer
  out.show({ file, calls: calls.length, missed, replaced }, () => [
    `${counted(calls.length, 'call')} written to ${file}`,
    ...(missed > 0
      ? [`${counted(missed, 'call after them was', 'calls after them were')} not recorded`]
      : []),
    ...(replaced > 0
      ? [`${counted(replaced, 'secret or unknown value')} replaced by placeholders`]
      : []),
  ])
}
