import { EmulatorError } from '../../client/errors.ts'
import type { Context } from '../context.ts'
import { requireKind } from '../file-kinds.ts'
import { textsOf, UsageRefused, withFileName } from '../usage.ts'

/** `sms-emulator load`: fixtures, one after the other. A file that is refused ends it. */
export async function load({ client, out, options, args }: Context): Promise<void> {
  const texts = textsOf(args)
  const loaded: object[] = []
  for (const { file, text } of texts) {
    if (text === '') throw new UsageRefused(`${file} is empty.`)
    requireKind(file, text, 'fixture')
    const query = options.replace === true ? { replace: true } : {}
    const answer = await withFileName(file, withAdvice(client.fixtures.load(text, query)))
    loaded.push({ file, ...answer })
    const { accounts, sources, tasks, notes = [] } = answer
    if (out.json) continue
    out.line(`${file}: ${accounts.join(', ')}: sources ${sources}, tasks ${tasks}`)
    for (const sentence of notes) out.line(`${file}: ${sentence}`)
  }
  if (out.json) out.value(loaded)
}

/** What is refused because an earlier load brought it says how to load it once more. */
async function withAdvice<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked
  } catch (error) {
    if (
      !(error instanceof EmulatorError) ||
      !/More than one .* is named|cannot go back/.test(error.message)
    )
      throw error
    const { status, code, details, message } = error
    const advised = `${message.replace(/; use reset to begin again\.?$|\.$/, '')}. If the account has it from an earlier load, add --replace, which first empties the account.`
    throw new EmulatorError(status, { code, details, message: advised })
  }
}
