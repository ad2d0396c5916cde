import type { FaultList } from '../../client/types.ts'
import { counted } from '../../text/numbers.ts'
import type { Context } from '../context.ts'
import { requireKind } from '../file-kinds.ts'
import type { Output } from '../output.ts'
import { fieldsText } from '../settings-words.ts'
import { textsOf, withFileName } from '../usage.ts'

/** `sms-emulator faults`: what goes differently in HTTP calls. */

/** @returns false when something is left and nothing was to be. */
export async function faults({ client, out, options }: Context): Promise<boolean> {
  const answer = await client.faults.list()
  show(answer, out)
  const isDone = options.used_up !== true || answer.left === 0
  if (!isDone)
    out.problem(`Not all faults were used: ${counted(answer.left, 'more call')} would meet one.`)
  return isDone
}

export async function addFaults({ client, out, args }: Context): Promise<void> {
  const files = textsOf(args)
  let answer = await client.faults.list()
  for (const { file, text } of files) requireKind(file, text, 'faults')
  for (const { file, text } of files) answer = await withFileName(file, client.faults.add(text))
  show(answer, out)
}

export async function clearFaults({ client, out, args }: Context): Promise<void> {
  show(await client.faults.remove(args[0]), out)
}

function show(answer: FaultList, out: Output): void {
  out.show(answer, () => {
    const rows = answer.faults.map(({ id, plan, match, effect, used, left }) => [
      id,
      plan ?? '-',
      fieldsText(match ?? {}) || 'every call',
      fieldsText(effect),
      used,
      left ?? 'always',
    ])
    const table = out.table(['id', 'plan', 'match', 'effect', 'used', 'left'], rows, 'no faults')
    return [table, answer.notes ?? []].flat()
  })
}
