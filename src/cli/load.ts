import { EmulatorError } from '../client/errors.ts'
import type { Context } from './context.ts'
import { textOfFile, UsageRefused } from './usage.ts'

/** `sms-emulator load`: fixtures, one after the other. A file that is refused ends it. */
export async function load({ client, out, options, args }: Context): Promise<void> {
  const texts = args.map((file) => ({ file, text: textOfFile(file) }))
  const loaded: object[] = []
  for (const { file, text } of texts) {
    if (text === '') throw new UsageRefused(`${file} is empty.`)
    const query = options.replace === true ? { replace: true } : {}
    const answer = await client.fixtures.load(text, query).catch((error: Error) => {
      if (!(error instanceof EmulatorError)) throw error
      const { status, code, message, details } = error
      throw new EmulatorError(status, { code, message: `${file}: ${message}`, details })
    })
    loaded.push({ file, ...answer })
    const { accounts, sources, tasks } = answer
    if (!out.json) out.line(`${file}: ${accounts.join(', ')}: sources ${sources}, tasks ${tasks}`)
  }
  if (out.json) out.show(loaded, () => '')
}
