import type { FaultList } from '../client/types.ts'
import type { Context } from './context.ts'
import type { Output } from './output.ts'
import { said, textOfFile } from './usage.ts'

/** `sms-emulator faults`: what goes differently in HTTP calls. */

/** @returns false when something is left and nothing was to be. */
export async function faults({ client, out, options }: Context): Promise<boolean> {
  const answer = await client.faults.list()
  show(answer, out)
  return options.used_up !== true || answer.left === 0
}

export async function addFaults({ client, out, args }: Context): Promise<void> {
  const files = args.map((file) => ({ file, text: textOfFile(file) }))
  let answer = await client.faults.list()
  for (const { file, text } of files) answer = await said(file, client.faults.add(text))
  show(answer, out)
}

export async function clearFaults({ client, out, args }: Context): Promise<void> {
  show(await client.faults.remove(args[0]), out)
}

const words = (what: object = {}): string =>
  Object.entries(what)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ')

function show(answer: FaultList, out: Output): void {
  out.show(answer, () => {
    const rows = answer.faults.map(({ id, plan, match, effect, used, left }) => [
      id,
      plan ?? '-',
      words(match) || 'every call',
      words(effect),
      used,
      left ?? 'always',
    ])
    return out.table(['id', 'plan', 'match', 'effect', 'used', 'left'], rows, 'no faults')
  })
}
