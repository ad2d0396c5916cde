import { z } from 'zod'
import { wordInAnyCase } from '../common.ts'
import type { Meanings } from '../meanings.ts'

/**
 * The words for where a source, a stage and a task are (behaviour.md §2.1, §3.1; contract-notes.md §7).
 *
 * Answers use these spellings. Requests may also say `init` for `initialize` and use any case
 * (design.md §5), which `spelling` undoes before the enum is checked.
 */

/** `one: what it means; other: …`, for the description of an enumeration. */
const listed = (values: Meanings): string =>
  Object.entries(values)
    .map(([value, meaning]) => `${value}: ${meaning}`)
    .join('; ')

/** What each state of a source means (contract-notes.md §7, behaviour.md §2). */
export const source_states = {
  unavailable: 'the environment check has not run or has failed',
  waiting: 'ready for a task, or its task is ready to be started',
  initialize: 'the migration has begun, and the target is being set up',
  replicate: 'the first copy is running',
  syncing: 'in continuous sync, or being synced again after a launch',
  stopping: 'its task is being paused',
  stopped: 'its task is paused',
  skipping: 'the consistency check is being skipped',
  deleting: 'its task is being deleted',
  clearing: 'snapshots of the target are being deleted',
  cleared: 'snapshots of the target are deleted',
  clearfailed: 'snapshots of the target could not be deleted',
  premigready: 'ready for a drill',
  premiging: 'a drill is running',
  premiged: 'the drill has passed',
  premigfailed: 'the drill has failed',
  cloning: 'a clone of the target is being made',
  cutovering: 'the target is being launched',
  finished: 'the target is launched',
  error: 'a sub-task has failed',
} satisfies Meanings

const cycles = {
  checking: 'registered, without a task',
  setting: 'has a task that is not started',
  replicating: 'target being set up, first copy',
  syncing: 'continuous sync',
  cutovering: 'target being launched',
  cutovered: 'target launched',
} satisfies Meanings

/** What each state of a task means. */
export const task_states = {
  READY: 'created and not started',
  RUNNING: 'in the first pass: set-up, first copy, and without syncing the launch',
  SYNCING: 'in continuous sync, being launched from it, or synced again',
  MIGRATE_SUCCESS: 'launched for the first time',
  SYNC_SUCCESS: 'launched again after a later sync',
  MIGRATE_FAIL: 'failed before the first launch; start goes on',
  SYNC_FAIL: 'failed after it; start goes on, sync_failed_rollback goes back',
  ABORTING: 'being paused',
  ABORT: 'paused; start goes on',
  SKIPPING: 'the consistency check is being skipped',
  DELETING: 'being deleted',
  RESETING: 'being rolled back after a failed sync',
} satisfies Meanings

/** How a server starts. */
export const Firmware = z
  .enum(['BIOS', 'UEFI'])
  .meta({ id: 'Firmware', description: 'How a server starts.' })

export const OsType = z
  .enum(['WINDOWS', 'LINUX'])
  .meta({ id: 'OsType', description: 'Family of an operating system.' })
export type OsType = z.infer<typeof OsType>

export const MigrationType = z
  .enum(['MIGRATE_FILE', 'MIGRATE_BLOCK'])
  .meta({ id: 'MigrationType', description: 'What a migration copies: files or blocks.' })

export type MigrationType = z.infer<typeof MigrationType>

/** How a check of a source ended. */
export const CheckResult = z
  .enum(['OK', 'WARN', 'ERROR'])
  .meta({ id: 'CheckResult', description: 'How a check of a source server ended.' })

export const SourceState = z
  .enum([
    'unavailable',
    'waiting',
    'initialize',
    'replicate',
    'syncing',
    'stopping',
    'stopped',
    'skipping',
    'deleting',
    'clearing',
    'cleared',
    'clearfailed',
    'premigready',
    'premiging',
    'premiged',
    'premigfailed',
    'cloning',
    'cutovering',
    'finished',
    'error',
  ])
  .meta({ id: 'SourceState', description: `State of a source server. ${listed(source_states)}.` })
export type SourceState = z.infer<typeof SourceState>

export const MigrationCycle = z
  .enum(['checking', 'setting', 'replicating', 'syncing', 'cutovering', 'cutovered'])
  .meta({ id: 'MigrationCycle', description: `Stage of a migration. ${listed(cycles)}.` })
export type MigrationCycle = z.infer<typeof MigrationCycle>

export const TaskState = z
  .enum([
    'READY',
    'RUNNING',
    'SYNCING',
    'MIGRATE_SUCCESS',
    'SYNC_SUCCESS',
    'MIGRATE_FAIL',
    'SYNC_FAIL',
    'ABORTING',
    'ABORT',
    'SKIPPING',
    'DELETING',
    'RESETING',
  ])
  .meta({ id: 'TaskState', description: `State of a migration task. ${listed(task_states)}.` })
export type TaskState = z.infer<typeof TaskState>

/** The states in which a launch leaves a task. */
export const LaunchState = TaskState.extract(['MIGRATE_SUCCESS', 'SYNC_SUCCESS']).meta({
  id: 'LaunchState',
  description: 'How a launch ended.',
})

/** States that ListTasks takes as a filter; the contract's list differs from that of answers. */
export const TaskStateFilter = z
  .enum([
    'READY',
    'RUNNING',
    'SYNCING',
    'MIGRATE_SUCCESS',
    'MIGRATE_FAIL',
    'ABORTING',
    'ABORT',
    'DELETING',
    'SYNC_F_ROLLBACKING',
    'SYNC_F_ROLLBACK_SUCCESS',
  ])
  .meta({ id: 'TaskStateFilter', description: 'A state that ListTasks can be asked for.' })

/** A source state as clients may spell it: any case, `init` for `initialize`. */
export const SourceStateInput = z.preprocess(
  (value) => wordInAnyCase(SourceState.options, { init: 'initialize' })(value),
  SourceState,
)

/** A stage as clients may spell it: any case. */
export const MigrationCycleInput = z.preprocess(
  (value) => wordInAnyCase(MigrationCycle.options)(value),
  MigrationCycle,
)
