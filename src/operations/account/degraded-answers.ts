import { chanceOf, degradeAnswer } from '../../domain/deviations/degraded-answers.ts'
import { isGeneral } from '../../domain/deviations/scenarios.ts'
import type { Emulator } from '../../emulator.ts'
import { Degradation } from '../../schemas/control/scenarios.ts'

/** Degraded answers, where the settings or a scenario ask for them. */

const none: ReadonlySet<Degradation> = new Set()

/** Which degradations the answers to an account have. */
export function degradationsOf(emulator: Emulator, account_id: string): ReadonlySet<Degradation> {
  const { degrade } = emulator.config
  if (degrade.length === 0 && emulator.scenarios.all(account_id).length === 0) return none
  const set = degrade.includes('all')
    ? Degradation.options
    : degrade.filter((kind) => kind !== 'all')
  const account = emulator.accounts.find(account_id)
  const asked = account
    ? emulator.scenarios
        .all(account_id)
        .filter((scenario) => isGeneral(scenario, account))
        .flatMap(({ then }) => [...(then.degrade ?? []), ...(then.mean ?? [])])
    : []
  return new Set([...set, ...asked])
}

/** @param answer the text of a JSON object; comes back as a degraded service might have sent it. */
export function degradeAnswerTo(emulator: Emulator, account_id: string, answer: string): string {
  const kinds = degradationsOf(emulator, account_id)
  if (kinds.size === 0 || !answer.startsWith('{')) return answer
  const seed = `${emulator.config.seed} ${account_id}`
  const chance = chanceOf(seed, emulator.nextAnswerOf(account_id))
  return JSON.stringify(degradeAnswer(JSON.parse(answer), kinds, chance))
}
