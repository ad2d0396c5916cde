import { z } from 'zod'
import { queryInt } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'
import { MigrationCycle, SourceState, TaskState } from '../sms/states.ts'
import { EventView } from './clock.ts'
import { AccountQuery } from './control.ts'

/** Tasks and sources as the control API lists them: what a person who watches wants to know. */

export const OverviewQuery = AccountQuery.extend({
  limit: queryInt(1000, 100).meta({ description: 'How many at most; 100 if absent.' }),
  offset: queryInt(65_535, 0).meta({ description: 'How many to leave out; 0 if absent.' }),
})
export type OverviewQuery = z.infer<typeof OverviewQuery>

const q = z.string().optional().meta({ description: 'Only those with this text in their name.' })

export const SourcesQuery = OverviewQuery.extend({
  state: SourceState.optional().meta({ description: 'Only those in this state.' }),
  q,
})
export type SourcesQuery = z.infer<typeof SourcesQuery>

export const TasksQuery = OverviewQuery.extend({
  state: TaskState.optional().meta({ description: 'Only those in this state.' }),
  q,
  task: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Only this task: its id, or its name if only one has it.' }),
})
export type TasksQuery = z.infer<typeof TasksQuery>

const RowOverview = described(
  {
    name: 'Name of the sub-task, such as SSL_CONFIG.',
    percent: 'Progress in percent, 0 to 100.',
    ended: 'true if it has ended well.',
  },
  {
    name: z.string(),
    user_op: z.string().meta({ description: 'The round: REPLICATE, CUTOVER0, RESYNC0 …' }),
    percent: z.int(),
    ended: z.boolean(),
    error: z.string().nullable().meta({ description: 'The code with which it ended badly.' }),
    began: z.string().nullable().meta({
      description:
        'When its work began, or will if nobody interferes: ISO 8601, UTC; null where nothing plans it.',
    }),
    ends: z.string().nullable().meta({
      description:
        'When it ended, or will if nobody interferes: ISO 8601, UTC; null where nothing plans it, as in a stall.',
    }),
  },
).meta({ id: 'RowOverview', description: 'A sub-task.' })

const task: Meanings = {
  id: 'Id of the task.',
  name: 'Name of the task.',
  state: 'State of the task.',
  source: 'Source server of the task.',
  connected: 'true while the agent of the source polls.',
  rows: 'Sub-tasks of all rounds so far, in order.',
}
const source: Meanings = {
  id: 'Id of the source server.',
  name: 'Name of the source server; null if its record was deleted.',
  ip: 'IPv4 address of the source; null without one.',
  os_type: 'Family of the operating system: WINDOWS or LINUX.',
  os_version: 'Version of the operating system.',
  connected: 'true while the agent polls.',
  task: 'Task of the source; null without one.',
}

const check: Meanings = {
  name: 'Name of the item, such as BOOT_LOADER.',
  code: 'Its error code, such as SMS.6516; null without one.',
}

/** What a client may ask of a task: `delete` is DeleteTask, the others are operations of UpdateTaskStatus. */
const ActionOverview = described(
  {
    operation: 'An operation of UpdateTaskStatus, or delete: DeleteTask.',
    code: 'The code with which the service would refuse it now; null if it would not.',
  },
  { operation: z.string(), code: z.string().nullable() },
).meta({ id: 'ActionOverview' })

const ProgressAhead = described(
  {
    since: 'Now: ISO 8601, UTC.',
    from: 'The percentage now, with what progress leaves out.',
    to: 'The percentage at the moment `at`, with what progress leaves out.',
    at: 'When it is there: ISO 8601, UTC.',
    evenly: 'true if it goes there evenly until then, false if it is there at once at that moment.',
  },
  { since: z.string(), from: z.number(), to: z.number(), at: z.string(), evenly: z.boolean() },
).meta({
  id: 'ProgressAhead',
  description:
    'Where the progress of the sub-task at work goes if nobody interferes, so that it can be shown between two calls.',
})

export const TaskOverview = described(task, {
  id: z.string(),
  name: z.string(),
  state: TaskState,
  source: described(source, { id: z.string(), name: z.string().nullable() }),
  migration_cycle: MigrationCycle.nullable(),
  connected: z.boolean(),
  subtask: z.string().nullable().meta({ description: 'The sub-task at work, or null.' }),
  percent: z
    .int()
    .nullable()
    .meta({ description: 'Progress of that sub-task in percent; null if none is at work.' }),
  ahead: ProgressAhead.nullable().meta({
    description: 'Where that progress goes next; null where it stays, or a program reports it.',
  }),
  speed: z.number().meta({
    description: 'Speed of the copy in Mbit/s, as if the pace were 1; 0 while no data move.',
  }),
  remaining_ms: z.int().nullable().meta({
    description:
      'Estimated time to the end of the copy, in milliseconds; null before the copy and after a launch.',
  }),
  rows: z.array(RowOverview),
  actions: z.array(ActionOverview).meta({
    description: 'What the service would answer now to each action.',
  }),
}).meta({ id: 'TaskOverview' })
export type TaskOverview = z.infer<typeof TaskOverview>

export const SourceOverview = described(
  { ...source, name: 'Name of the source server.' },
  {
    id: z.string(),
    name: z.string(),
    ip: z.string().nullable(),
    os_type: z.string(),
    os_version: z.string(),
    state: SourceState,
    migration_cycle: MigrationCycle,
    connected: z.boolean(),
    failed_checks: z
      .array(described(check, { name: z.string(), code: z.string().nullable() }))
      .meta({ description: 'Items of its environment check with the result ERROR.' }),
    task: described(task, { id: z.string(), name: z.string(), state: TaskState }).nullable(),
  },
).meta({ id: 'SourceOverview' })
export type SourceOverview = z.infer<typeof SourceOverview>

const notice = z.string().nullable().meta({
  description:
    'Why nothing happens, when a client got the same answer twenty times while the clock is frozen; else null.',
})
const count = z.int().meta({ description: 'How many there are, whatever the page.' })

const NextEvents = described(
  {
    name: 'Name of the task to which it happens, or of the source without one; where a job ends, its server and what it does, as in web-1: spawning.',
    at: 'When: ISO 8601, UTC, on the clock of the account.',
    events:
      'What happens then: ids of what does not exist yet are stand-ins. Empty where nothing is told of it, as at the end of a job.',
  },
  { name: z.string(), at: z.string(), events: z.array(EventView) },
).meta({
  id: 'NextEvents',
  description: 'What happens next by itself: what `advance` with `events: 1` would have happen.',
})

export const TaskOverviews = z
  .object({
    notice,
    next: NextEvents.nullable().meta({
      description:
        'What happens next in the account if nobody interferes; null when nothing happens by itself.',
    }),
    count,
    states: z.partialRecord(TaskState, z.int()).meta({
      description: 'How many tasks of the account are in each state, whatever the filter.',
    }),
    tasks: z.array(TaskOverview).meta({ description: 'Tasks of this page.' }),
  })
  .meta({ id: 'TaskOverviews', description: 'The newest task first.' })
export type TaskOverviews = z.infer<typeof TaskOverviews>

export const SourceOverviews = z
  .object({
    notice,
    count,
    states: z.partialRecord(SourceState, z.int()).meta({
      description: 'How many sources of the account are in each state, whatever the filter.',
    }),
    sources: z.array(SourceOverview).meta({ description: 'Sources of this page.' }),
  })
  .meta({ id: 'SourceOverviews', description: 'The newest source first.' })
export type SourceOverviews = z.infer<typeof SourceOverviews>
