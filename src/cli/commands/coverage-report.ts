import { writeFileSync } from 'node:fs'
import type { Context } from '../context.ts'
import { textOf } from '../usage.ts'

/** `sms-emulator coverage`: what the account's clients have met, and what never. */
export async function coverage({ client, out, options }: Context): Promise<void> {
  const format = out.json ? 'json' : (textOf(options, 'format') ?? 'markdown')
  const text =
    format === 'json'
      ? JSON.stringify(await client.coverage(), null, 2)
      : await client.coverageReport(format as 'markdown' | 'junit' | 'github')
  const file = textOf(options, 'output')
  if (file === undefined) {
    out.lines(text.trimEnd().split('\n'))
    return
  }
  writeFileSync(file, `${text.trimEnd()}\n`)
  out.show({ file }, () => `written to ${file}`)
}
