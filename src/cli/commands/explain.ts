import type { Explanation } from '../../client/types.ts'
import type { Context } from '../context.ts'
import type { Output } from '../output.ts'

/** `sms-emulator explain`: why a call was answered as it was. */
export async function explain({ client, out, args }: Context): Promise<void> {
  const answer = await client.explain(args[0] ?? '')
  out.show(answer, () => words(answer, out))
}

function words({ request, answer, why, causes, signature, validation }: Explanation, out: Output) {
  const lines = [
    `${request.method} ${request.target}`,
    answerLine(answer, out),
    '',
    why,
    ...causes.map((cause) => `- ${cause}`),
    ...(validation ?? []).map(({ path, rule, message }) => `${path}: ${message} (${rule})`),
  ]
  const difference = signature?.texts?.first_difference
  if (difference) {
    const { text, line, part, server, client } = difference
    lines.push(
      '',
      `The first difference is in ${text}, line ${line}, ${part}:`,
      `  server  ${server ?? '-'}`,
      `  client  ${client ?? '-'}`,
    )
  }
  return lines
}

function answerLine({ status, code, message }: Explanation['answer'], out: Output): string {
  const told = status ?? 'no answer'
  return code === null
    ? `${told}`
    : `${out.style('red', `${told} ${code}`)} ${message ?? ''}`.trimEnd()
}
