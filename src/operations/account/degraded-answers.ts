import { chanceOf, degradeAnswer } from '../../domain/deviations/degraded-answers.ts'
import { isGeneral } from '../../domain/deviations/scenarios.ts'
import { Degradation } from '../../schemas/control/scenarios.ts'
import type { Account } from './account.ts'

/** Degraded answers, where the settings or a scenario ask for them. */

const none: ReadonlySet<Degradation> = new Set()

/** Which degradations the answers to an account have. */
export function degradationsOf(account: Account): ReadonlySet<Degradation> {
  const { degrade } = account.config
  if (degrade.length === 0 && account.rules.scenarios.all().length === 0) return none
  const set = degrade.includes('all')
    ? Degradation.options
    : degrade.filter((kind) => kind !== 'all')
  const asked = account.rules.scenarios
    .all()
    .filter((scenario) => isGeneral(scenario, account))
    .flatMap(({ then }) => [...(then.degrade ?? []), ...(then.mean ?? [])])
  return new Set([...set, ...asked])
}

/** @param answer the text of a JSON object; comes back as a degraded service might have sent it. */
export function degradeAnswerTo(account: Account, answer: string): string {
  const kinds = degradationsOf(account)
  if (kinds.size === 0 || !answer.startsWith('{')) return answer
  const seed = `${account.config.seed} ${account.id}`
  const chance = chanceOf(seed, account.observed.nextAnswer())
  return JSON.stringify(degradeAnswer(JSON.parse(answer), kinds, chance))
}
