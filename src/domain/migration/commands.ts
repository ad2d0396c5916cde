import type { ShowCommandResponse } from '../../schemas/sms/reports.ts'
import type { TaskState } from '../../schemas/sms/states.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'

/** What an agent is told when it asks what to do (behaviour.md §5.2; the mapping is *inferred*). */

const commands: Record<TaskState, string> = {
  READY: 'TASK_NOT_STARTED',
  RUNNING: 'START',
  SYNCING: 'START',
  SKIPPING: 'SKIP',
  ABORTING: 'STOP',
  ABORT: 'TASK_HAS_STOPPED',
  MIGRATE_FAIL: 'TASK_HAS_STOPPED',
  SYNC_FAIL: 'TASK_HAS_STOPPED',
  RESETING: 'STOP',
  DELETING: 'DELETE',
  MIGRATE_SUCCESS: 'TASK_HAS_FINISHED',
  SYNC_SUCCESS: 'TASK_HAS_FINISHED',
}

/** There is always a name; idle answers are those that begin with TASK_. */
export function commandFor(task: Task, { state }: Source): ShowCommandResponse {
  const uploading = task.log.status === 'UPLOADING'
  const usual = state === 'premiging' ? 'PREMIGRATE' : commands[task.state]
  return {
    command_name: uploading ? 'UPLOAD_LOG' : usual,
    command_param: { task_id: task.id, bucket: task.log.bucket },
  }
}

/**
 * The command that waits for its result, if any: a stop that has not taken hold, a log on its way.
 * A start that runs already waits for nothing, so that its result may come at any time.
 */
export function pendingCommand(task: Task | undefined, source: Source): string | undefined {
  if (!task) return undefined
  const { command_name } = commandFor(task, source)
  return ['STOP', 'UPLOAD_LOG', 'DELETE'].includes(command_name) ? command_name : undefined
}
