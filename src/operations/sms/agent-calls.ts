import { reconnectAgent } from '../../domain/migration/agent.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import type { View } from '../account/account.ts'
import type { Session } from '../account/session.ts'
import { findSource } from './source-servers.ts'

/** What every call of an agent shows: that it lives. */

type SourceWithTask<Known extends Task | undefined> = { source: Source; task: Known }

export const taskOf = (view: View, { task_id }: Source): Task | undefined =>
  task_id === null ? undefined : view.tasks.find(task_id)

/** The source that an agent calls about, and its task, if it has one. @throws ApiError SMS.7602 */
export function withTask(view: View, source_id: string): SourceWithTask<Task | undefined> {
  const source = findSource(view, source_id)
  return { source, task: taskOf(view, source) }
}

/**
 * A call of an external agent shows that it lives. A simulated one lives whatever is called.
 *
 * @returns source and task as they are saved.
 */
export function recordAgentCall<Known extends Task | undefined>(
  session: Session,
  { source, task }: SourceWithTask<Known>,
): SourceWithTask<Known> {
  if (source.agent.mode === 'simulated') return { source, task }
  const moved = reconnectAgent(source, task, session.context(source, task))
  session.record(moved.events)
  session.saveSource(moved.source)
  // The task of one that was there all the time goes on as it did.
  if (source.connected || !moved.task) return { source: moved.source, task }
  session.saveTask(moved.task)
  return { source: moved.source, task: moved.task as Known }
}
