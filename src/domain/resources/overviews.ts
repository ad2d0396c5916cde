/** Tested by: test/http/control/overviews.test.ts */
import { errors } from '../../errors/refusals.ts'
import type { SourceOverview, TaskOverview } from '../../schemas/control/overviews.ts'
import type { Source, Task } from '../../schemas/stored/records.ts'
import { type Action, actionRules, type Refusal, refusalOf } from '../migration/actions.ts'
import { type Event, momentOfRow } from '../migration/events.ts'
import { logRefusalOf } from '../migration/logs.ts'
import {
  currentWork,
  estimate,
  migrateSpeed,
  progressAhead,
  reportOfWork,
  rowProgress,
} from '../migration/progress.ts'
import { deletionRefusalOf } from '../migration/source-states.ts'

/** Tasks and sources in a line each, for people who watch. */

/**
 * @param source may be gone: old tasks outlive their record.
 * @param planned what will happen to the task if nobody interferes.
 */
export function taskOverview(
  task: Task,
  source: Source | undefined,
  now: number,
  planned: readonly Event[] = [],
): TaskOverview {
  const current = currentWork(task, now)
  const name = reportOfWork(task)?.subtask_name ?? current?.row.name
  const row = task.sub_tasks.findLast((one) => one.name === name)
  return {
    id: task.id,
    name: task.name,
    state: task.state,
    source: { id: task.source_server_id, name: source?.name ?? null },
    migration_cycle: source?.migration_cycle ?? null,
    connected: source?.connected ?? false,
    subtask: name ?? null,
    percent: row ? rowProgress(task, row, current) : null,
    ahead: progressAhead(task, now),
    speed: migrateSpeed(task, now),
    remaining_ms: estimate(task, now).remain_seconds,
    rows: task.sub_tasks.map((one) => ({
      name: one.name,
      user_op: one.user_op,
      percent: rowProgress(task, one, current),
      ended: one.end_date !== null,
      error: one.error,
      began: momentOfRow(one.start_date, planned, 'subtask.began', one.id),
      ends: momentOfRow(one.end_date, planned, 'subtask.ended', one.id),
    })),
    actions: actionsOf(task, source, now),
  }
}

const actions = Object.keys(actionRules) as Action[]

/** With which code each action would be refused now: by the tables that refuse it. */
function actionsOf(task: Task, source: Source | undefined, now: number): TaskOverview['actions'] {
  const shown = (operation: string, refusal: Refusal | undefined) => ({
    operation,
    code: refusal === undefined ? null : errors[refusal[0]][1],
  })
  if (!source) {
    const names = [...actions, 'collect_log', 'delete']
    return names.map((name) => shown(name, ['sourceNotFound', task.source_server_id]))
  }
  return [
    ...actions.map((action) => shown(action, refusalOf(action, task, source, now))),
    shown('collect_log', logRefusalOf(task, source)),
    shown('delete', deletionRefusalOf(task, source)),
  ]
}

export const sourceOverview = (source: Source, task: Task | undefined): SourceOverview => ({
  id: source.id,
  name: source.name,
  ip: source.ip,
  os_type: source.os_type,
  os_version: source.os_version,
  state: source.state,
  migration_cycle: source.migration_cycle,
  connected: source.connected,
  failed_checks: source.checks
    .filter(({ result }) => result === 'ERROR')
    .map(({ name, error_code }) => ({ name, code: error_code })),
  task: task ? { id: task.id, name: task.name, state: task.state } : null,
})
