/** Tested by: test/http/control/state.test.ts */
import type { EventView } from '../../schemas/control/clock.ts'
import type { MigrationCycle, SourceState, TaskState } from '../../schemas/sms/states.ts'
import type { Task } from '../../schemas/stored/records.ts'
import { isoOf } from '../../schemas/time.ts'

/**
 * What happened: the facts of a timeline. Together the events of a task say how it stood at any
 * moment, which is how `?at=` is answered (domain/history/timeline.ts).
 */
export type Happening =
  | { type: 'source.registered'; data: { name: string } }
  | { type: 'source.checked'; data: { errors: string[]; warnings: string[] } }
  | {
      type: 'source.state'
      data: {
        from: SourceState
        from_cycle: MigrationCycle
        state: SourceState
        migration_cycle: MigrationCycle
      }
    }
  | { type: 'source.agent'; data: { connected: boolean } }
  | { type: 'source.deleted'; data: { name: string } }
  | { type: 'task.created'; data: { name: string } }
  | { type: 'task.action'; data: { operation: string } }
  | { type: 'task.state'; data: { from: TaskState; state: TaskState } }
  | { type: 'task.estimate'; data: { estimate: Task['estimate'] } }
  | { type: 'task.changed'; data: { before: TaskFields; after: TaskFields } }
  | { type: 'task.log'; data: { status: Task['log']['status']; bucket: string | null } }
  | { type: 'task.gave_up'; data: { scenario: string; times: number } }
  | { type: 'task.deleted'; data: { name: string } }
  | { type: 'round.began'; data: { user_op: string; rows: { id: number; name: string }[] } }
  | { type: 'subtask.began'; data: SubTaskFact & Stretch }
  | { type: 'subtask.retimed'; data: SubTaskFact & Stretch }
  | { type: 'subtask.stalled'; data: SubTaskFact & { done: number; until: number | null } }
  | { type: 'subtask.failed'; data: SubTaskFact & { done: number; error?: string } }
  | { type: 'subtask.dropped'; data: SubTaskFact & { done: number; error?: string } }
  | { type: 'subtask.paused'; data: SubTaskFact & { done: number } }
  | { type: 'subtask.reset'; data: SubTaskFact }
  | { type: 'subtask.waiting'; data: SubTaskFact }
  | { type: 'subtask.traced'; data: SubTaskFact & { process_trace: string | null } }
  | { type: 'subtask.ended'; data: SubTaskFact }
  | { type: 'target.power'; data: { on: boolean } }

/** Some fields of a task; of its target only those that changed. */
export type TaskFields = Partial<Omit<Task, 'target_server'>> & {
  target_server?: Partial<Task['target_server']>
}

/** Work on a row from `done` to `goal`, which is reached at `until`; when it `ends` if it goes on so. */
type Stretch = { done: number; goal: number; until: number; ends: number | null; speed: number }

type SubTaskFact = { id: number; name: string; user_op: string }

/** A happening with its moment and whose it is: what `advance` and a timeline list. */
export type Event = Happening & { at: number; task?: string; source?: string }

/** An event as it is shown. */
export const eventView = ({ at, ...event }: Event): EventView => ({ at: isoOf(at), ...event })

/** When something of a row happened, or else will for the first time. */
export function momentOfRow(
  past: number | null,
  planned: readonly Event[],
  type: 'subtask.began' | 'subtask.ended',
  row: number,
): string | null {
  const at = past ?? planned.find((event) => event.type === type && event.data.id === row)?.at
  return at === undefined ? null : isoOf(at)
}
