/** Tested by: test/domain/scenarios.test.ts, test/scenarios/progress.test.ts */
import type {
  AgentLost,
  Consequence,
  Fail,
  ForcedCheck,
  Mismatch,
  Network,
  Overspeed,
  Scenario,
  Slow,
  Stall,
} from '../../schemas/control/scenarios.ts'
import type { Timings } from '../../schemas/control/timings.ts'
import { fitsGlob } from '../../text/globs.ts'
import { consequenceOfName } from './sentinels.ts'

/** The last percent that a copy shows before 100, where no scenario says otherwise. */
export const copy_ends_at_usually = 99

/** Which scenario counts for a migration, and what it makes go differently. */

/** What a scenario is matched against; a source alone while it has no task. */
export type Subject = {
  account: { id: string; name: string }
  source: { id: string; name: string; os_type?: string }
  task?: { id: string; name: string; type?: string } | undefined
}

/**
 * Something that happens at a place, with the scenario that asks for it and the key under which a task counts
 * how often it has.
 */
export type Effect = { key: string; scenario: string } & (
  | ({ kind: 'fail' } & Fail)
  | ({ kind: 'stall' } & Stall)
  | ({ kind: 'agent_lost' } & AgentLost)
  | ({ kind: 'overspeed' } & Overspeed)
)

/** What goes differently in one migration. Empty: everything goes well, at the usual speed. */
export type Deviations = {
  /** The scenario that says so; undefined when only names ask for something, or nothing does. */
  scenario?: string | undefined
  timings: Timings
  effects: Effect[]
  slow: Slow[]
  /** The last percent that a copy shows before 100. */
  copy_ends_at: number
  checks: ForcedCheck[]
  consistency?: Mismatch | undefined
  network?: Network | undefined
  drill: 'pass' | 'fail'
  logs: 'pass' | 'fail'
  /** The name, empty for that of the task, and the address of the server that CREATE_CLOUD_SERVER makes. */
  made?: { name: string; ip(): string }
  /** How far speeds wobble, from 0 (not at all) to 0.9, and what the wobbling follows from. */
  noise: { amplitude: number; seed: string }
}

export const no_deviations: Deviations = {
  timings: {},
  effects: [],
  slow: [],
  copy_ends_at: copy_ends_at_usually,
  checks: [],
  drill: 'pass',
  logs: 'pass',
  noise: { amplitude: 0, seed: '' },
}

const fits = (pattern: string | undefined, ...values: (string | undefined)[]): boolean =>
  pattern === undefined || values.some((value) => value !== undefined && fitsGlob(pattern, value))

/** Whether a scenario is about this migration. What is not known yet, such as the task, does not fit. */
export const matches = ({ match }: Scenario, { account, source, task }: Subject): boolean =>
  fits(match.account, account.id, account.name) &&
  fits(match.source, source.id, source.name) &&
  fits(match.task, task?.id, task?.name) &&
  fits(match.id, source.id, task?.id) &&
  fits(match.os, source.os_type) &&
  fits(match.type, task?.type)

/** Whether a scenario is about migrations of this account. */
export const isAbout = ({ match }: Scenario, account: Subject['account']): boolean =>
  fits(match.account, account.id, account.name)

/** Whether a scenario is about every call of the account, whatever the migration. */
export const isGeneral = (scenario: Scenario, account: Subject['account']): boolean =>
  isAbout(scenario, account) &&
  Object.entries(scenario.match).every(([key, value]) => key === 'account' || value === undefined)

/** Consequences for calls of the account, and not for a migration. */
const for_calls: readonly string[] = ['refuse', 'throttle', 'degrade', 'mean']

/** Whether a scenario is about nothing but calls, and so leaves every migration to the others. */
function isForCalls({ then }: Scenario): boolean {
  const said = Object.entries(then).filter(([, value]) => value !== undefined)
  return said.length > 0 && said.every(([key]) => for_calls.includes(key))
}

function effectsOf(scenario: string, then: Consequence): Effect[] {
  const by = (kind: Effect['kind'], at: number) => ({ scenario, key: `${scenario}/${kind}/${at}` })
  return [
    ...(then.fail ?? []).map((it, at): Effect => ({ ...it, kind: 'fail', ...by('fail', at) })),
    ...(then.stall ?? []).map((it, at): Effect => ({ ...it, kind: 'stall', ...by('stall', at) })),
    ...(then.agent_lost ?? []).map(
      (it, at): Effect => ({ ...it, kind: 'agent_lost', ...by('agent_lost', at) }),
    ),
    ...(then.overspeed ?? []).map(
      (it, at): Effect => ({ ...it, kind: 'overspeed', ...by('overspeed', at) }),
    ),
  ]
}

/**
 * What goes differently for a source and its task: what their names ask for, and the first
 * scenario that fits.
 *
 * @param noise of the whole process, where the scenario says nothing of its own.
 */
export function deviationsFor(
  scenarios: readonly Scenario[],
  subject: Subject,
  noise: Deviations['noise'] = no_deviations.noise,
): Deviations {
  const scenario = scenarios.find((one) => !isForCalls(one) && matches(one, subject))
  const then = scenario?.then ?? {}
  const names = [subject.task?.name, subject.source.name]
  const asked = names.map((name) => name && consequenceOfName(name)).find(Boolean)
  return {
    scenario: scenario?.name,
    timings: then.timings ?? {},
    effects: [
      ...(asked ? effectsOf('name', asked) : []),
      ...(scenario ? effectsOf(scenario.name, then) : []),
    ],
    slow: then.slow ?? [],
    copy_ends_at: then.copy?.ends_at ?? copy_ends_at_usually,
    checks: then.check ?? [],
    consistency: then.consistency,
    network: then.network,
    drill: then.drill ?? 'pass',
    logs: then.logs ?? 'pass',
    noise: { amplitude: then.noise ?? noise.amplitude, seed: noise.seed },
  }
}
