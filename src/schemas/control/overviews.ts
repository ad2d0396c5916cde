import { z } from 'zod'
import { queryInt } from '../common.ts'
import { MigrationCycle, SourceState, TaskState } from '../sms/states.ts'
import { AccountQuery } from './control.ts'

/** Tasks and sources as the control API lists them: what a person who watches wants to know. */

export const OverviewQuery = AccountQuery.extend({
  limit: queryInt(1000, 100).meta({ description: 'How many at most; 100 if absent.' }),
  offset: queryInt(65_535, 0).meta({ description: 'How many to leave out; 0 if absent.' }),
})
export type OverviewQuery = z.infer<typeof OverviewQuery>

const RowOverview = z
  .object({
    name: z.string(),
    user_op: z.string().meta({ description: 'The round: REPLICATE, CUTOVER0, RESYNC0 …' }),
    percent: z.int(),
    ended: z.boolean(),
    error: z.string().nullable().meta({ description: 'The code with which it ended badly.' }),
  })
  .meta({ id: 'RowOverview', description: 'A sub-task.' })

export const TaskOverview = z
  .object({
    id: z.string(),
    name: z.string(),
    state: TaskState,
    source: z.object({ id: z.string(), name: z.string().nullable() }),
    migration_cycle: MigrationCycle.nullable(),
    connected: z.boolean(),
    subtask: z.string().nullable().meta({ description: 'The sub-task at work, or null.' }),
    percent: z
      .int()
      .nullable()
      .meta({ description: 'Progress of that sub-task in percent; null if none is at work.' }),
    speed: z.number().meta({ description: 'Mbit/s, nominal.' }),
    remaining_ms: z.int().nullable().meta({
      description:
        'Estimated time to the end of the copy, in milliseconds; null before the copy and after a launch.',
    }),
    rows: z.array(RowOverview),
  })
  .meta({ id: 'TaskOverview' })
export type TaskOverview = z.infer<typeof TaskOverview>

export const SourceOverview = z
  .object({
    id: z.string(),
    name: z.string(),
    ip: z.string().nullable(),
    os_type: z.string(),
    os_version: z.string(),
    state: SourceState,
    migration_cycle: MigrationCycle,
    connected: z.boolean(),
    failed_checks: z
      .array(z.object({ name: z.string(), code: z.string().nullable() }))
      .meta({ description: 'Items of its environment check with the result ERROR.' }),
    task: z.object({ id: z.string(), name: z.string(), state: TaskState }).nullable(),
  })
  .meta({ id: 'SourceOverview' })
export type SourceOverview = z.infer<typeof SourceOverview>

const count = z.int().meta({ description: 'How many there are, whatever the page.' })

export const TaskOverviews = z
  .object({ count, tasks: z.array(TaskOverview) })
  .meta({ id: 'TaskOverviews', description: 'The newest task first.' })
export type TaskOverviews = z.infer<typeof TaskOverviews>

export const SourceOverviews = z
  .object({ count, sources: z.array(SourceOverview) })
  .meta({ id: 'SourceOverviews', description: 'The newest source first.' })
export type SourceOverviews = z.infer<typeof SourceOverviews>
