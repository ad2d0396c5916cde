import type { MigrationCycle, SourceState } from '../../schemas/sms/states.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import type { Refusal } from './actions.ts'
import { isAtWork } from './progress.ts'

/**
 * Which source state may stand with which stage (behaviour.md §2.2). `skipping`, `clearing`,
 * `cleared` and `clearfailed` appear in no row of the service's table because only the service
 * sets them; their stages here are *inferred* from when it does.
 */
export const statesOfStage: Record<MigrationCycle, readonly SourceState[]> = {
  checking: ['unavailable', 'waiting'],
  setting: ['waiting', 'premigready', 'premiging', 'premiged', 'premigfailed'],
  replicating: ['initialize', 'replicate', 'deleting', 'stopping', 'error', 'stopped', 'skipping'],
  syncing: ['syncing', 'cloning', 'deleting', 'stopping', 'error', 'stopped', 'skipping'],
  cutovering: ['cutovering', 'deleting', 'stopping', 'error', 'stopped'],
  cutovered: [
    'finished',
    'deleting',
    'stopping',
    'error',
    'stopped',
    'clearing',
    'cleared',
    'clearfailed',
  ],
}

export const isValidStage = (state: SourceState, cycle: MigrationCycle): boolean =>
  statesOfStage[cycle].includes(state)

/** Who moves a source: the service sets one time, the agent's change-state call both (§2.7). */
export type Mover = 'service' | 'agent'

/**
 * Moves a source to a state and a stage. Pure: the source passed in is untouched.
 *
 * @throws Error for a pair that §2.2 forbids: a bug of the caller, not a refusal.
 */
export function moveSource(
  source: Source,
  { state, cycle, now, by }: { state: SourceState; cycle: MigrationCycle; now: number; by: Mover },
): Source {
  if (!isValidStage(state, cycle)) throw new Error(`${state} is not possible in ${cycle}`)
  return {
    ...source,
    state,
    migration_cycle: cycle,
    state_action_time: now,
    stage_action_time: by === 'agent' ? now : source.stage_action_time,
  }
}

/** States that only the service sets: an agent cannot report them. */
const service_only: readonly SourceState[] = ['skipping', 'clearing', 'cleared', 'clearfailed']

/** The states that an agent may report with a stage; an empty list for a stage that does not exist. */
export const reportableStates = (cycle: string): readonly SourceState[] =>
  Object.hasOwn(statesOfStage, cycle)
    ? statesOfStage[cycle as MigrationCycle].filter((state) => !service_only.includes(state))
    : []

export const mayBeReported = (state: SourceState, cycle: string): boolean =>
  reportableStates(cycle).includes(state)

/**
 * Whether a state that an agent reports is one that the migration can reach from where it is. Every other
 * one is ignored, as no call could lead out of it: a task that waits for its start with a source in
 * `premiging` can be neither started nor deleted. *Inferred.*
 *
 * A task at work follows its agent, whatever stage that reports.
 */
export function isReachable(
  { state: from }: Source,
  task: Task | undefined,
  state: SourceState,
  cycle: MigrationCycle,
): boolean {
  if (task === undefined) return cycle === 'checking'
  if (isAtWork(task)) return true
  // Before a start only the drill moves the source, and only the service begins it.
  const ends: readonly SourceState[] = ['premiged', 'premigfailed']
  return (
    task.state === 'READY' && from === 'premiging' && cycle === 'setting' && ends.includes(state)
  )
}

/** A source in one of these states ignores what its agent reports of it (behaviour.md §2.2). */
const states_ignoring_agent_reports: readonly SourceState[] = [
  'unavailable',
  'stopping',
  'stopped',
  'deleting',
  'finished',
  'clearing',
  'clearfailed',
]

export const ignoresReports = ({ state }: Source): boolean =>
  states_ignoring_agent_reports.includes(state)

/** States in which a task cannot be deleted while its agent is connected (behaviour.md §2.8). */
export const busy_states: readonly SourceState[] = [
  'initialize',
  'stopping',
  'deleting',
  'cloning',
  'replicate',
  'syncing',
  'cutovering',
  'skipping',
  'clearing',
  'premiging',
]

export const keepsItsTask = (source: Source): boolean =>
  source.connected && busy_states.includes(source.state)

/** With what the deletion of a task is refused; undefined when it is not. */
export const deletionRefusalOf = (task: Task, source: Source): Refusal | undefined =>
  keepsItsTask(source) ? ['cannotDelete', task.id, source.state] : undefined
