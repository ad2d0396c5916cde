import type { Context } from '../context.ts'
import { textsOf, UsageRefused, withFileName } from '../usage.ts'

/** `sms-emulator load`: fixtures, one after the other. A file that is refused ends it. */
export async function load({ client, out, options, args }: Context): Promise<void> {
  const texts = textsOf(args)
  const loaded: object[] = []
  for (const { file, text } of texts) {
    if (text === '') throw new UsageRefused(`${file} is empty.`)
    const query = options.replace === true ? { replace: true } : {}
    const answer = await withFileName(file, client.fixtures.load(text, query))
    loaded.push({ file, ...answer })
    const { accounts, sources, tasks, notes = [] } = answer
    if (out.json) continue
    out.line(`${file}: ${accounts.join(', ')}: sources ${sources}, tasks ${tasks}`)
    for (const sentence of notes) out.line(`${file}: ${sentence}`)
  }
  if (out.json) out.value(loaded)
}
