/** Tested by: test/domain/timeline.test.ts */
import type { Row, Task } from '../../schemas/stored/records.ts'
import type { Event } from './events.ts'

/**
 * What a task and its rows are after an event. A migration applies its events as they happen, a timeline applies them
 * again when it is read: both use these functions, so that a timeline knows every change.
 */

/** The fields of a task that change by events only. */
export type TaskFacts = Pick<Task, 'state' | 'start_date' | 'finish_date' | 'estimate'>

/** @returns the fields of the task that the event changes. */
export function factsAfter(event: Event): Partial<TaskFacts> {
  if (event.type === 'task.estimate') return { estimate: event.data.estimate }
  if (event.type !== 'task.state') return {}
  const { from, state } = event.data
  // A rollback goes back to a launch that has ended before.
  const isLaunched = state.endsWith('_SUCCESS') && from !== 'RESETING'
  return {
    state,
    ...(from === 'READY' ? { start_date: event.at } : {}),
    ...(isLaunched ? { finish_date: event.at } : {}),
  }
}

/** An event about a row that is there. */
export type RowEvent = Extract<Event, { type: `subtask.${string}` }>

export const isRowEvent = (event: Event): event is RowEvent => event.type.startsWith('subtask.')

/** The fields of a row that change: all but what was planned of it. */
type RowFacts = Pick<Row, 'start_date' | 'end_date' | 'done' | 'process_trace' | 'error'>

/** @returns the fields of the row that the event, which is about it, changes. */
export function rowAfter({ start_date, done }: Row, event: RowEvent): Partial<RowFacts> {
  const { at } = event
  switch (event.type) {
    case 'subtask.began': {
      // Work without length, as a program reports it, leaves the row where it is.
      const isInstant = event.data.until === at
      return { start_date: start_date ?? at, done: isInstant ? event.data.done : done }
    }
    case 'subtask.retimed':
      return { start_date: start_date ?? at }
    case 'subtask.paused':
    case 'subtask.stalled':
      return { done: event.data.done }
    case 'subtask.failed': {
      // With an error it is over; without, it may be done again.
      const { error } = event.data
      return { done: event.data.done, ...(error === undefined ? {} : { end_date: at, error }) }
    }
    case 'subtask.dropped':
      return {
        start_date: start_date ?? at,
        end_date: at,
        done: event.data.done,
        // Events of earlier versions do not say it.
        error: event.data.error ?? 'SMS.0007',
      }
    case 'subtask.waiting':
      return {}
    case 'subtask.reset':
      return { start_date: null, done: 0 }
    case 'subtask.traced':
      return { process_trace: event.data.process_trace }
    case 'subtask.ended':
      return { start_date: start_date ?? at, end_date: at, done: 1 }
  }
}
