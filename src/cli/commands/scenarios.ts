import type { ScenarioList } from '../../client/types.ts'
import type { Context } from '../context.ts'
import { requireKind } from '../file-kinds.ts'
import type { Output } from '../output.ts'
import { fieldsText } from '../settings-words.ts'
import { textsOf, withFileName } from '../usage.ts'

/** `sms-emulator scenarios`: what goes differently in migrations. */

export async function scenarios({ client, out }: Context): Promise<void> {
  show(await client.scenarios.list(), out)
}

export async function addScenarios({ client, out, args, options }: Context): Promise<void> {
  const files = textsOf(args)
  let answer: ScenarioList = { scenarios: [] }
  for (const [index, { file, text }] of files.entries()) {
    requireKind(file, text, 'scenarios')
    // Only the first file drops those that were there.
    const replace = options.replace === true && index === 0
    answer = await withFileName(file, client.scenarios.add(text, replace ? { replace } : {}))
  }
  show(answer, out)
}

export async function clearScenarios({ client, out, args }: Context): Promise<void> {
  show(await client.scenarios.remove(args[0]), out)
}

function show(answer: ScenarioList, out: Output): void {
  out.show(answer, () => {
    const rows = answer.scenarios.map(({ name, match = {}, then = {} }) => [
      name,
      fieldsText(match as object) || 'everything',
      fieldsText(then as object) || 'no change',
    ])
    return out.table(['name', 'match', 'then'], rows, 'no scenarios')
  })
}
