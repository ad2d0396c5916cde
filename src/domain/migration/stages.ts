/** Tested by: test/http/sms/reports.test.ts */
import type { SourceState } from '../../schemas/sms/states.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { isValidStage } from './source-states.ts'

/** Where a source stands while its task works, whatever its agent has reported in between. */

/** What a source at work is in its stage. */
const at_work = {
  replicating: 'replicate',
  syncing: 'syncing',
  cutovering: 'cutovering',
  cutovered: 'finished',
} as const satisfies Record<string, SourceState>

export type WorkingStage = keyof typeof at_work

/** The stage that the source is in, or the task's own when the agent has reported an earlier one. */
export function stageAtWork(task: Task, { migration_cycle }: Source): WorkingStage {
  if (migration_cycle !== 'checking' && migration_cycle !== 'setting') return migration_cycle
  const step = task.step && task.sub_tasks[task.step.row]
  if (step?.user_op.startsWith('CUTOVER')) return 'cutovering'
  return task.state === 'SYNCING' ? 'syncing' : 'replicating'
}

/** What the source goes back to when a task that stops in `stage` now is started again. */
export const stateToReturnTo = (source: Source, stage: WorkingStage): SourceState =>
  isValidStage(source.state, stage) && source.state !== 'skipping' ? source.state : at_work[stage]

/** The stage in which a source may take up `state` again: its own, if the two go together. */
export function stageToReturnTo(task: Task, source: Source, state: SourceState): WorkingStage {
  const stage = stageAtWork(task, source)
  if (isValidStage(state, stage)) return stage
  const fitting = (Object.keys(at_work) as WorkingStage[]).find((one) => isValidStage(state, one))
  return fitting ?? stage
}
