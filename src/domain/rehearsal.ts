import type { FixtureStep } from '../schemas/fixture.ts'
import type { Source, Task } from '../schemas/records.ts'
import type { PostTask } from '../schemas/tasks.ts'
import { act } from './actions.ts'
import type { Moved } from './agents.ts'
import { holds, momentOf } from './conditions.ts'
import type { Event } from './events.ts'
import type { IdSource } from './ids.ts'
import type { Migration } from './migration.ts'
import { nextMove } from './moves.ts'
import { newTask } from './new-task.ts'
import type { Deviations } from './scenarios.ts'

/**
 * Lives a migration through, from its creation on, so that a fixture can hold a task in any state
 * that the machine can reach, and in no other.
 */

type Stage = {
  id: string
  start: number
  pace: number
  deviations: Deviations
  ids: IdSource
}
type Lived = Migration & { now: number }

/** A rehearsal that takes longer than this on the clock was not meant. */
const rehearsal_max_ms = 3650 * 86_400_000

/**
 * @returns task and source as the last step leaves them, all that happened, and the moment.
 * @throws Error naming a condition that never comes true; ApiError for an illegal action.
 */
export function rehearse(
  input: PostTask,
  source: Source,
  steps: readonly FixtureStep[],
  { id, start, pace, deviations, ids }: Stage,
): Lived {
  let lived: Lived = {
    ...newTask(input, source, { id, now: start, pace, deviations, ids }),
    now: start,
  }
  const context = (now: number) => ({ now, pace, ids, deviations })

  const follow = ({ task = lived.task, source, events }: Moved, now: number): void => {
    lived = { task, source, events: [...lived.events, ...events], now }
  }
  const next = () => nextMove(lived.task, lived.source)
  const passUntil = (moment: number): void => {
    for (let move = next(); move && move.at <= moment; move = next()) {
      follow(move.happen(context(move.at)), move.at)
    }
    lived.now = moment
  }
  const waitFor = (condition: Parameters<typeof holds>[0]): void => {
    while (!holds(condition, lived.task, lived.now)) {
      const moment = momentOf(condition, lived.task) ?? next()?.at
      if (moment === undefined || moment - start > rehearsal_max_ms) {
        throw new Error(`${JSON.stringify(condition)} never comes true`)
      }
      passUntil(moment)
    }
  }

  for (const step of steps) {
    if (typeof step === 'string') {
      follow(act(lived.task, lived.source, step, false, context(lived.now)), lived.now)
    } else if ('wait' in step) passUntil(lived.now + step.wait)
    else waitFor({ ...step.until, task: id })
  }
  return lived
}

/** Moves every moment of a stored task by `ms`. */
export const shiftTask = (task: Task, ms: number): Task => ({
  ...task,
  create_date: task.create_date + ms,
  start_date: shifted(task.start_date, ms),
  finish_date: shifted(task.finish_date, ms),
  sub_tasks: task.sub_tasks.map((row) => ({
    ...row,
    start_date: shifted(row.start_date, ms),
    end_date: shifted(row.end_date, ms),
  })),
  step: task.step && {
    ...task.step,
    since: task.step.since + ms,
    until: shifted(task.step.until, ms),
    ends: shifted(task.step.ends, ms),
  },
  measuring: shifted(task.measuring, ms),
  estimate: task.estimate && { ...task.estimate, at: task.estimate.at + ms },
  log: {
    ...task.log,
    due: shifted(task.log.due, ms),
    upload_time: shifted(task.log.upload_time, ms),
  },
  consistency_results: task.consistency_results.map((result) => ({
    ...result,
    finished_time: result.finished_time + ms,
  })),
})

/** Moves every moment of a stored source by `ms`. */
export const shiftSource = (source: Source, ms: number): Source => ({
  ...source,
  add_date: source.add_date + ms,
  state_action_time: shifted(source.state_action_time, ms),
  stage_action_time: source.stage_action_time + ms,
  last_visit_time: source.last_visit_time + ms,
  connected_at: shifted(source.connected_at, ms),
  check_due: shifted(source.check_due, ms),
  agent: { ...source.agent, due: shifted(source.agent.due, ms) },
  command_result: source.command_result && {
    ...source.command_result,
    at: source.command_result.at + ms,
  },
})

const shifted = (moment: number | null, ms: number): number | null =>
  moment === null ? null : moment + ms

/** A history as it would have been had it happened `ms` later. */
export const shiftEvents = (events: Event[], ms: number): Event[] =>
  events.map((event): Event => {
    const at = event.at + ms
    switch (event.type) {
      case 'subtask.began':
      case 'subtask.retimed':
        return {
          ...event,
          at,
          data: {
            ...event.data,
            until: event.data.until + ms,
            ends: shifted(event.data.ends, ms),
          },
        }
      case 'subtask.stalled':
        return { ...event, at, data: { ...event.data, until: shifted(event.data.until, ms) } }
      case 'task.estimate': {
        const { estimate } = event.data
        return {
          ...event,
          at,
          data: { estimate: estimate && { ...estimate, at: estimate.at + ms } },
        }
      }
      default:
        return { ...event, at }
    }
  })
