import { sentencesOf } from '../../client/explanations.ts'
import type { Explanation } from '../../client/types.ts'
import type { Context } from '../context.ts'
import type { Output } from '../output.ts'

/** `sms-emulator explain`: why a call was answered as it was. */
export async function explain({ client, out, args }: Context): Promise<void> {
  const answer = await client.explain(args[0] ?? '')
  out.show(answer, () => words(answer, out))
}

function words(explanation: Explanation, out: Output) {
  const { request, answer, why, signature } = explanation
  const sentences = sentencesOf(explanation)
  const lines = [
    `${request.method} ${request.target}`,
    answerLine(answer, out),
    ...(sentences.length > 0 ? [''] : []),
    ...sentences.map((sentence) => (sentence === why ? why : `- ${sentence}`)),
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
