/** Tested by: test/domain/machine.test.ts */
import type { MigrationCycle, SourceState, TaskState } from '../../schemas/sms/states.ts'

/**
 * Every move that a task and its source make by the service's rules, as data (behaviour.md §2.7,
 * §3); docs/states.md is printed from it. `Draft.moveTask` refuses any other move of a task, and the
 * random lives of test/domain/lives.ts check that no source makes another. Where an agent reports on
 * a task at work, its source may move to any pair of §2.2.
 */

type Basis = 'documented' | 'inferred'
type Move<State> = readonly [from: State, to: State, why: string, basis: Basis]

export const taskMoves: readonly Move<TaskState>[] = [
  ['READY', 'RUNNING', 'start', 'documented'],
  ['RUNNING', 'SYNCING', 'full copy done, syncing=true', 'documented'],
  ['RUNNING', 'MIGRATE_SUCCESS', 'target launched, syncing=false', 'documented'],
  ['RUNNING', 'MIGRATE_FAIL', 'a sub-task fails', 'documented'],
  ['RUNNING', 'ABORTING', 'stop, or overspeed', 'documented'],
  ['RUNNING', 'SKIPPING', 'skip', 'inferred'],
  ['SKIPPING', 'RUNNING', 'check skipped', 'inferred'],
  ['SKIPPING', 'SYNCING', 'check skipped in a resync', 'inferred'],
  ['SYNCING', 'MIGRATE_SUCCESS', 'target launched first', 'documented'],
  ['SYNCING', 'SYNC_SUCCESS', 'target launched again', 'documented'],
  ['SYNCING', 'MIGRATE_FAIL', 'fails before the first launch', 'documented'],
  ['SYNCING', 'SYNC_FAIL', 'fails later', 'documented'],
  ['SYNCING', 'ABORTING', 'stop, or overspeed', 'documented'],
  ['SYNCING', 'SKIPPING', 'skip', 'inferred'],
  ['ABORTING', 'ABORT', 'agent has stopped', 'documented'],
  ['ABORTING', 'RUNNING', 'agent refuses to stop', 'inferred'],
  ['ABORTING', 'SYNCING', 'agent refuses to stop', 'inferred'],
  ['ABORT', 'RUNNING', 'start', 'documented'],
  ['ABORT', 'SYNCING', 'start', 'inferred'],
  ['MIGRATE_FAIL', 'RUNNING', 'start, or auto-recovery', 'documented'],
  ['MIGRATE_FAIL', 'SYNCING', 'start', 'inferred'],
  ['SYNC_FAIL', 'SYNCING', 'start, or auto-recovery', 'inferred'],
  ['SYNC_FAIL', 'RESETING', 'sync_failed_rollback', 'documented'],
  ['RESETING', 'MIGRATE_SUCCESS', 'rolled back to the first launch', 'inferred'],
  ['RESETING', 'SYNC_SUCCESS', 'rolled back to a later launch', 'inferred'],
  ['RESETING', 'SYNC_FAIL', 'the rollback fails', 'inferred'],
  ['MIGRATE_SUCCESS', 'SYNCING', 'restart', 'documented'],
  ['SYNC_SUCCESS', 'SYNCING', 'restart', 'documented'],
]

/** A source state with its stage, as `state[stage]`. */
export type SourceStage = `${SourceState}[${MigrationCycle}]`

export const stageKey = (state: SourceState, cycle: MigrationCycle): SourceStage =>
  `${state}[${cycle}]`

const from = <State extends string>(states: readonly State[], to: State, why: string) =>
  states.map((state): Move<State> => [state, to, why, 'inferred'])

const working = {
  replicating: ['initialize[replicating]', 'replicate[replicating]', 'skipping[replicating]'],
  syncing: ['syncing[syncing]', 'cloning[syncing]', 'skipping[syncing]'],
  cutovering: ['cutovering[cutovering]'],
} as const satisfies Record<string, readonly SourceStage[]>

const stage_moves: Move<SourceStage>[] = (
  ['replicating', 'syncing', 'cutovering'] as const
).flatMap((stage): Move<SourceStage>[] => {
  const busy: readonly SourceStage[] = working[stage]
  return [
    ...from<SourceStage>(busy, `stopping[${stage}]`, 'stop'),
    [`stopping[${stage}]`, `stopped[${stage}]`, 'agent has stopped', 'documented'],
    ...from<SourceStage>(busy, `error[${stage}]`, 'a sub-task fails'),
    ...busy.flatMap((to): Move<SourceStage>[] => [
      [`stopped[${stage}]`, to, 'start', 'inferred'],
      [`stopping[${stage}]`, to, 'agent refuses to stop', 'inferred'],
      [`error[${stage}]`, to, 'start, or auto-recovery', 'inferred'],
    ]),
  ]
})

export const sourceMoves: readonly Move<SourceStage>[] = [
  ['unavailable[checking]', 'waiting[checking]', 'check without ERROR', 'documented'],
  ['waiting[checking]', 'unavailable[checking]', 'registered again, check with ERROR', 'inferred'],
  ['waiting[checking]', 'waiting[setting]', 'task created', 'inferred'],
  ['waiting[checking]', 'premigready[setting]', 'task with a drill created', 'inferred'],
  ['premigready[setting]', 'premiging[setting]', 'migration_test', 'inferred'],
  ['premiged[setting]', 'premiging[setting]', 'migration_test', 'inferred'],
  ['premigfailed[setting]', 'premiging[setting]', 'migration_test', 'inferred'],
  ['premiging[setting]', 'premiged[setting]', 'drill passes', 'inferred'],
  ['premiging[setting]', 'premigfailed[setting]', 'drill fails', 'inferred'],
  ...from<SourceStage>(
    ['waiting[setting]', 'premiged[setting]', 'premigfailed[setting]'],
    'initialize[replicating]',
    'start',
  ),
  ['initialize[replicating]', 'replicate[replicating]', 'MIGRATE begins', 'inferred'],
  ['replicate[replicating]', 'syncing[syncing]', 'full copy done, syncing=true', 'documented'],
  [
    'replicate[replicating]',
    'cutovering[cutovering]',
    'full copy done, syncing=false',
    'documented',
  ],
  ['replicate[replicating]', 'skipping[replicating]', 'skip', 'inferred'],
  ['skipping[replicating]', 'replicate[replicating]', 'check skipped', 'inferred'],
  ['syncing[syncing]', 'skipping[syncing]', 'skip', 'inferred'],
  ['skipping[syncing]', 'syncing[syncing]', 'check skipped', 'inferred'],
  ['syncing[syncing]', 'cutovering[cutovering]', 'cutover, or after a resync', 'documented'],
  ['syncing[syncing]', 'cloning[syncing]', 'clone_test', 'documented'],
  ['cloning[syncing]', 'syncing[syncing]', 'clone done or failed', 'documented'],
  ['cutovering[cutovering]', 'finished[cutovered]', 'DETTACH_AGENT_IMAGE done', 'documented'],
  ['finished[cutovered]', 'syncing[syncing]', 'restart', 'documented'],
  ['finished[cutovered]', 'clearing[cutovered]', 'clear', 'inferred'],
  ['clearfailed[cutovered]', 'clearing[cutovered]', 'clear', 'inferred'],
  ['clearing[cutovered]', 'cleared[cutovered]', 'snapshots deleted', 'inferred'],
  ['clearing[cutovered]', 'clearfailed[cutovered]', 'snapshots not deleted', 'inferred'],
  ['error[syncing]', 'finished[cutovered]', 'rolled back', 'inferred'],
  ['error[cutovering]', 'finished[cutovered]', 'rolled back', 'inferred'],
  ...stage_moves,
]

const keysOf = <State>(moves: readonly Move<State>[]) =>
  new Set(moves.map(([one, other]) => `${one} → ${other}`))
const task_moves = keysOf(taskMoves)
const source_moves = keysOf(sourceMoves)

export const mayTaskMove = (one: TaskState, other: TaskState): boolean =>
  task_moves.has(`${one} → ${other}`)

export const maySourceMove = (one: SourceStage, other: SourceStage): boolean =>
  source_moves.has(`${one} → ${other}`)
