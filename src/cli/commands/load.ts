import { EmulatorError } from '../../client/errors.ts'
import { conflict_code, conflictSentence } from '../../client/refusal-words.ts'
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

/** What is refused because of what the account holds says so first, and how to load the file all the same. */
async function withAdvice<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof EmulatorError) || error.code !== conflict_code) throw error
    const { status, code, details } = error
    throw new EmulatorError(status, {
      code,
      details,
      message: conflictSentence(error, '--replace'),
    })
  }
}
