/** Tested by: test/http/control/fixtures.test.ts, test/http/control/endless.test.ts */
import type { FixtureStep } from '../../schemas/control/fixture.ts'
import type { PostTask } from '../../schemas/sms/tasks.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { moment_max, moment_min, never } from '../../schemas/time.ts'
import { counted } from '../../text/numbers.ts'
import type { Deviations } from '../deviations/scenarios.ts'
import type { IdSource } from '../ids.ts'
import { act } from '../migration/actions.ts'
import type { Moved } from '../migration/agent.ts'
import { conditionProblem, isMet, momentOf } from '../migration/conditions.ts'
import type { Migration } from '../migration/draft.ts'
import type { Event } from '../migration/events.ts'
import { momentAfter } from '../migration/timings.ts'
import { newTask } from '../resources/new-task.ts'
import { nextMove } from '../resources/timers.ts'

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
  /** How much may still happen to the tasks of the fixture; what happens here is taken off. */
  budget: { left: number }
}
type RehearsedMigration = Migration & { now: number }

/** A rehearsal that takes longer than ten years on the clock was not meant. */
const rehearsal_max_ms = 3650 * 86_400_000

/** Nor was one in which more happens to a task: a year of a copy with five windows a day is 3,650 things. */
const moves_max = 10_000

/**
 * @returns task and source as the last step leaves them, all that happened, and the moment.
 * @throws Error naming a condition that never comes true, or a scenario that has no end; ApiError for an
 *   illegal action.
 */
export function rehearse(
  input: PostTask,
  source: Source,
  steps: readonly FixtureStep[],
  { id, start, pace, deviations, ids, budget }: Stage,
): RehearsedMigration {
  const lived: RehearsedMigration = {
    ...newTask(input, source, { id, now: start, pace, deviations, ids }),
    now: start,
  }
  const context = (now: number) => ({ now, pace, ids, deviations })
  let moves = 0

  const follow = ({ task = lived.task, source, events }: Moved, now: number): void => {
    lived.task = task
    lived.source = source
    lived.now = now
    lived.events.push(...events)
  }
  const next = () => nextMove(lived.task, lived.source)
  const passUntil = (moment: number): void => {
    if (moment - start > rehearsal_max_ms) {
      throw new Error(`the steps of task "${input.name}" take more than ten years`)
    }
    for (let move = next(); move && move.at <= moment; move = next()) {
      if (++moves > moves_max || --budget.left < 0) {
        throw new Error(refusalOfLength(input.name, moves - 1, deviations))
      }
      follow(move.applyTimer(context(move.at)), move.at)
    }
    lived.now = moment
  }
  const waitFor = (condition: Parameters<typeof isMet>[0]): void => {
    const problem = conditionProblem(condition, lived.task)
    if (problem) throw new Error(`until.${problem.field}: ${problem.message}`)
    while (!isMet(condition, lived.task, lived.now)) {
      const moment = momentOf(condition, lived.task) ?? next()?.at
      if (moment === undefined || moment - start > rehearsal_max_ms) {
        throw new Error(`${JSON.stringify(condition)} never comes true`)
      }
      passUntil(moment)
    }
  }

  for (const step of steps) {
    if (typeof step === 'string') {
      follow(act(lived.task, lived.source, { action: step }, context(lived.now)), lived.now)
    } else if ('wait' in step) passUntil(lived.now + step.wait)
    else waitFor({ ...step.until, task: id })
  }
  return lived
}

function refusalOfLength(name: string, moves: number, { scenario }: Deviations): string {
  const why = scenario === undefined ? '' : `, to which scenario "${scenario}" applies`
  return `more than ${counted(moves, 'event')} happen in the steps of task "${name}"${why}. Shorten its waits, or limit the scenario with \`times\``
}

/** Moves every moment of a stored task by `ms`. */
export const shiftTask = (task: Task, ms: number): Task => ({
  ...task,
  create_date: shiftMoment(task.create_date, ms),
  start_date: shiftNullable(task.start_date, ms),
  finish_date: shiftNullable(task.finish_date, ms),
  sub_tasks: task.sub_tasks.map((row) => ({
    ...row,
    start_date: shiftNullable(row.start_date, ms),
    end_date: shiftNullable(row.end_date, ms),
  })),
  step: task.step && {
    ...task.step,
    since: shiftMoment(task.step.since, ms),
    until: shiftNullable(task.step.until, ms),
    ends: shiftNullable(task.step.ends, ms),
  },
  in_sync: task.in_sync && { ...task.in_sync, since: shiftMoment(task.in_sync.since, ms) },
  measuring: shiftNullable(task.measuring, ms),
  estimate: task.estimate && { ...task.estimate, at: shiftMoment(task.estimate.at, ms) },
  log: {
    ...task.log,
    due: shiftNullable(task.log.due, ms),
    upload_time: shiftNullable(task.log.upload_time, ms),
  },
  consistency_results: task.consistency_results.map((result) => ({
    ...result,
    finished_time: shiftMoment(result.finished_time, ms),
  })),
})

/** Moves every moment of a stored source by `ms`. */
export const shiftSource = (source: Source, ms: number): Source => ({
  ...source,
  add_date: shiftMoment(source.add_date, ms),
  state_action_time: shiftNullable(source.state_action_time, ms),
  stage_action_time: shiftMoment(source.stage_action_time, ms),
  last_visit_time: shiftMoment(source.last_visit_time, ms),
  connected_at: shiftNullable(source.connected_at, ms),
  check_due: shiftNullable(source.check_due, ms),
  agent: { ...source.agent, due: shiftNullable(source.agent.due, ms) },
  command_result: source.command_result && {
    ...source.command_result,
    at: shiftMoment(source.command_result.at, ms),
  },
})

const shiftNullable = (moment: number | null, ms: number): number | null =>
  moment === null ? null : shiftMoment(moment, ms)

/** What never happens still does not, and no moment leaves what a clock and a file can hold. */
const shiftMoment = (moment: number, ms: number): number =>
  moment > moment_max ? never : Math.max(momentAfter(moment, ms), moment_min)

/** A history as it would have been had it happened `ms` later. */
export const shiftEvents = (events: Event[], ms: number): Event[] =>
  events.map((event): Event => {
    const at = shiftMoment(event.at, ms)
    switch (event.type) {
      case 'subtask.began':
      case 'subtask.retimed':
        return {
          ...event,
          at,
          data: {
            ...event.data,
            until: shiftMoment(event.data.until, ms),
            ends: shiftNullable(event.data.ends, ms),
          },
        }
      case 'subtask.stalled':
        return { ...event, at, data: { ...event.data, until: shiftNullable(event.data.until, ms) } }
      case 'task.estimate': {
        const { estimate } = event.data
        return {
          ...event,
          at,
          data: { estimate: estimate && { ...estimate, at: shiftMoment(estimate.at, ms) } },
        }
      }
      default:
        return { ...event, at }
    }
  })
