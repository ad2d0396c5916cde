import { TaskState } from '../schemas/sms/states.ts'
import { SubTask } from '../schemas/sms/sub-tasks.ts'

/** Words that options of several commands take, for help and completion. */

export const states: readonly string[] = TaskState.options
export const sub_tasks: readonly string[] = SubTask.options
/** The first of each kind. */
export const rounds: readonly string[] = ['REPLICATE', 'CUTOVER0', 'RESYNC0']
