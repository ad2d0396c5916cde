import type { FixtureAccount } from '../../schemas/control/fixture.ts'
import type { Session } from '../account/session.ts'
import { RecordTaken } from './fixture-places.ts'

/** What the records of a fixture must be, beside their schema. */

/** Saved records must fit together: a source knows its task, a task its source and its rows. */
export function checkSaved(session: Session, { sources, tasks }: FixtureAccount): void {
  for (const entry of sources ?? []) {
    if (!('saved' in entry) || entry.saved.task_id === null) continue
    const { id, task_id } = entry.saved
    const task = session.tasks.find(task_id)
    if (!task)
      throw new Error(`saved source ${id} has task ${task_id}, which is not in the fixture`)
    if (task.source_server_id !== id) {
      throw new Error(
        `saved source ${id} has task ${task_id}, which belongs to source ${task.source_server_id}`,
      )
    }
  }
  for (const entry of tasks ?? []) {
    if (!('saved' in entry)) continue
    const { id, source_server_id, step, sub_tasks } = entry.saved
    if (session.sources.find(source_server_id)?.task_id !== id) {
      throw new Error(`saved task ${id} is not the task of any source of the fixture`)
    }
    const worksOnRow = step?.kind === 'work' || step?.kind === 'wait'
    if (worksOnRow && !sub_tasks[step.row])
      throw new Error(
        `saved task ${id} waits for sub-task ${step.row}, and has only ${sub_tasks.length}`,
      )
  }
}

/** @throws RecordTaken when there is a record of that id already. */
export function checkNew(what: 'Source' | 'Task' | 'Companion', id: string, known: unknown): void {
  if (known) throw new RecordTaken(`${what} ${id} exists already`)
}
