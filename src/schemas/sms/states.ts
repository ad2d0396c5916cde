import { z } from 'zod'

/**
 * The words for where a source, a stage and a task are (behaviour.md §2.1, §3.1; contract-notes.md §7).
 *
 * Answers use these spellings. Requests may also say `init` for `initialize` and use any case
 * (design.md §5), which `spelling` undoes before the enum is checked.
 */

export const OsType = z.enum(['WINDOWS', 'LINUX'])
export type OsType = z.infer<typeof OsType>

export const MigrationType = z.enum(['MIGRATE_FILE', 'MIGRATE_BLOCK'])
export type MigrationType = z.infer<typeof MigrationType>

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
  .meta({ id: 'SourceState', description: 'Where a source server is in its life.' })
export type SourceState = z.infer<typeof SourceState>

export const MigrationCycle = z
  .enum(['checking', 'setting', 'replicating', 'syncing', 'cutovering', 'cutovered'])
  .meta({ id: 'MigrationCycle', description: 'The stage of the migration.' })
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
  .meta({ id: 'TaskState', description: 'Where a migration task is in its life.' })
export type TaskState = z.infer<typeof TaskState>

/** States that ListTasks takes as a filter; the contract's list differs from that of answers. */
export const TaskStateFilter = z.enum([
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

const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value)

/** A source state as clients may spell it: any case, `init` for `initialize`. */
export const SourceStateInput = z.preprocess((value) => {
  const state = lower(value)
  return state === 'init' ? 'initialize' : state
}, SourceState)

/** A stage as clients may spell it: any case. */
export const MigrationCycleInput = z.preprocess(lower, MigrationCycle)
