/** Tested by: test/http/sms/reports.test.ts */
import type { ProgressReport } from '../../schemas/sms/reports.ts'
import type { MigrationCycle, SourceState } from '../../schemas/sms/states.ts'
import type { Row, Source, Task } from '../../schemas/stored/records.ts'
import { type Context, Draft, type Migration, subtaskData } from './draft.ts'
import { failTask, pause } from './failures.ts'
import { endSkip } from './phases.ts'
import { isCopy } from './plan.ts'
import { isAtWork, remainingMs } from './progress.ts'
import { endRow, finishLaunch, moveToStage, scheduleSync } from './rounds.ts'
import { as_reported, evenShareOfRow } from './shown.ts'
import { limitAt } from './speed.ts'
import { stageToReturnTo } from './stages.ts'
import { start } from './starting.ts'
import { finishStop } from './step-ends.ts'
import { momentAfter } from './timings.ts'

/**
 * What an external agent reports, and how it moves the migration (behaviour.md §5): it owns the
 * work, the service the plan. A simulated agent's task is not moved by reports.
 */

/** How many reports in a row above the limit pause a task (behaviour.md §8.3, *inferred*). */
const overspeed_reports_max = 3

/** The row of the round at hand that a report is about, if it has one that has not ended. */
const rowReported = (draft: Draft, name: string): Row | undefined =>
  draft.round.find((row) => row.name === name && row.end_date === null)

/**
 * How far a sub-task is. The row need not exist: reports for any task are accepted. A task that is not at
 * work keeps their numbers, and nothing else of them.
 */
export function progressReported(
  task: Task,
  source: Source,
  report: ProgressReport,
  context: Context,
): Migration {
  const draft = new Draft(task, source, context)
  if (!isAtWork(task)) {
    // Its numbers are the latest; a row that has stopped stays where it is, whatever was on its way.
    draft.change({ report })
    return draft.result
  }
  const row = draft.isExternal ? rowReported(draft, report.subtask_name) : undefined
  if (row) showAsReported(draft, row)
  // Until a row is done again from its beginning, its progress does not fall.
  const progress = row
    ? Math.max(report.progress, Math.floor(row.done * 100 + 1e-9))
    : report.progress
  draft.change({ report: { ...report, progress } })
  if (row) {
    expectEnd(draft, row, report)
    advance(draft, row, progress)
  }
  const reported = draft.task.sub_tasks.findLast(({ name }) => name === report.subtask_name)
  if (reported && reported.start_date !== null) recordTrace(draft, reported, report.process_trace)
  if (draft.isExternal) watchSpeed(draft, report)
  return draft.result
}

function recordTrace(draft: Draft, row: Row, process_trace: string | null): void {
  if (row.process_trace === process_trace) return
  draft.happened({ type: 'subtask.traced', data: subtaskData(row, { process_trace }) })
}

/** From its first report on, a program's row shows what it reports, and nothing by milestones. */
function showAsReported(draft: Draft, row: Row): void {
  const done = evenShareOfRow(draft.task, row)
  draft.change({ shown: as_reported })
  if (done === row.done) return
  draft.happened({ type: 'subtask.paused', data: subtaskData(row, { done }) })
}

/** When a copy will be done, from its sizes and its speed (behaviour.md §4.6). */
function expectEnd(draft: Draft, row: Row, report: ProgressReport): void {
  const { replicatesize, totalsize, migrate_speed } = report
  if (!isCopy(row.name) || migrate_speed === 0) return
  const remain_ms = remainingMs(Math.max(totalsize - replicatesize, 0), migrate_speed)
  const { now } = draft.context
  const at = momentAfter(now, remain_ms)
  draft.estimate({ at, remain_ms: at - now })
}

/** Rows before the one that is reported have been done, whether they were reported or not. */
function advance(draft: Draft, row: Row, progress: number): void {
  const { task, context } = draft
  for (const earlier of draft.round) {
    if (earlier === row) break
    if (earlier.end_date === null) finish(draft, earlier)
  }
  const done = Math.max(row.done, progress / 100)
  if (row.start_date === null) {
    if (task.state !== 'SKIPPING') moveToStage(draft, row)
    draft.happened({
      type: 'subtask.began',
      data: subtaskData(row, finishedStretch(done, context.now)),
    })
  } else if (done > row.done) {
    draft.happened({ type: 'subtask.paused', data: subtaskData(row, { done }) })
  }
  if (progress === 100) finish(draft, row)
}

const finishedStretch = (done: number, now: number) => ({
  done,
  goal: done,
  until: now,
  ends: null,
  speed: 0,
})

function finish(draft: Draft, row: Row): void {
  const { task } = draft
  const index = task.sub_tasks.indexOf(row)
  if (task.state === 'SKIPPING' && row.name === 'CHECK_CONSISTENCY') endSkip(draft, index)
  else endRow(draft, index)
}

/** Too fast several times in a row: the task is paused, where agents can be held to a limit at all. */
function watchSpeed(draft: Draft, { migrate_speed }: ProgressReport): void {
  const { task, source, context } = draft
  const { limit, threshold } = limitAt(task, context.now)
  const watched = task.os_type === 'LINUX' && !task.use_ipv6 && source.has_tc !== false
  const tooFast = watched && limit > 0 && migrate_speed > limit * (1 + threshold / 100)
  draft.change({ overspeed_reports: tooFast ? task.overspeed_reports + 1 : 0 })
  const isRunning = task.state === 'RUNNING' || task.state === 'SYNCING'
  if (!isRunning || task.overspeed_reports < overspeed_reports_max) return
  draft.change({ overspeed_reports: 0 })
  pause(draft, 'SMS.9007')
}

/**
 * The source's state, as its agent has changed it. The task follows where the agent owns the work:
 * `error` fails it, `stopped` pauses it, `syncing` and `finished` end its round.
 */
export function stateReported(
  task: Task,
  source: Source,
  { state, cycle }: { state: SourceState; cycle: MigrationCycle },
  context: Context,
): Migration {
  const draft = new Draft(task, source, context)
  const running = task.state === 'RUNNING' || task.state === 'SYNCING'
  if (draft.isExternal && running) applySourceState(draft, state)
  // A clone alone has failed: continuous sync goes on.
  if (source.state === 'cloning' && state === 'error' && draft.source !== source)
    return draft.result
  const passed = source.state === 'premiging' && state === 'premiged'
  draft.moveSource(state, cycle, 'agent')
  if (draft.isExternal && passed && task.state === 'READY' && task.auto_start) start(draft)
  return draft.result
}

function applySourceState(draft: Draft, state: SourceState): void {
  const { task } = draft
  const left = draft.round.filter((row) => row.end_date === null)
  if (state === 'error') {
    failTask(draft, { code: 'SMS.0007' })
  } else if (state === 'stopped') {
    pause(draft)
    finishStop(draft)
  } else if (state === 'syncing' && task.state === 'RUNNING' && task.syncing) {
    for (const row of left) finish(draft, row)
    if (draft.task.state === 'RUNNING') scheduleSync(draft)
  } else if (
    state === 'finished' &&
    draft.round.some(({ name }) => name === 'DETTACH_AGENT_IMAGE')
  ) {
    for (const row of left) finish(draft, row)
    if (!draft.task.state.endsWith('_SUCCESS')) finishLaunch(draft)
  }
}

/**
 * What the agent says of a command. A refused START fails the task with the code of its detail, a
 * refused STOP lets it go on; a STOP that is done ends the pause. *Inferred.*
 */
export function commandAnswered(
  task: Task,
  source: Source,
  answer: { command_name: string; result: string; detail: unknown },
  context: Context,
): Migration {
  const draft = new Draft(task, source, context)
  if (!draft.isExternal) return draft.result
  const { command_name, result, detail } = answer
  const succeeds = result === 'success'
  if (command_name === 'STOP' && draft.task.state === 'ABORTING') {
    if (succeeds) finishStop(draft)
    else returnToStage(draft)
  }
  const isRunning = task.state === 'RUNNING' || task.state === 'SYNCING'
  if (command_name === 'START' && !succeeds && isRunning) {
    failTask(draft, { code: codeIn(detail) ?? 'SMS.0007', params: paramsIn(detail) })
  }
  return draft.result
}

function returnToStage(draft: Draft): void {
  const { task, source } = draft
  const before = task.paused
  if (!before) return
  draft.change({ paused: null })
  draft.moveTask(before.state)
  draft.moveSource(before.source_state, stageToReturnTo(task, source, before.source_state), 'agent')
}

const fieldsOf = (detail: unknown): Record<string, unknown> =>
  typeof detail === 'object' && detail !== null ? (detail as Record<string, unknown>) : {}

const codeIn = (detail: unknown): string | undefined => {
  const { error_code } = fieldsOf(detail)
  return typeof error_code === 'string' && /^SMS\.\d{4}$/.test(error_code) ? error_code : undefined
}

function paramsIn(detail: unknown): string[] {
  const { error_param } = fieldsOf(detail)
  return Array.isArray(error_param) ? error_param.map(String) : []
}
