import { z } from 'zod'
import { Moment } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'
import { TaskState } from '../sms/states.ts'
import { OneRound, SubTask } from '../sms/sub-tasks.ts'
import { Duration, Instant } from '../time.ts'

/** The clock of an account, and the ways to move it (design.md §2, §2a). */

export const ClockMode = z.enum(['flowing', 'frozen']).meta({
  id: 'ClockMode',
  description:
    'flowing: the clock advances with real time; frozen: it stays as it is until it is set or advanced.',
})

/** How many seconds of migration work pass in one second of the clock. */
export const Pace = z.number().min(0.001).max(1_000_000).meta({
  description:
    'Seconds of migration work that pass in one second of the clock, 0.001 to 1000000. At 1 a migration takes as long as on the service.',
})

/** A clock as it is stored: frozen at a moment, or the wall's time plus an offset. */
export const ClockRecord = z.discriminatedUnion('mode', [
  z.object({
    mode: z.literal('frozen'),
    now: Moment,
    pace: Pace,
    halted: z.string().optional().meta({ description: 'Why the emulator froze it, if it did.' }),
  }),
  z.object({ mode: z.literal('flowing'), offset: z.int(), pace: Pace }),
])
export type ClockRecord = z.infer<typeof ClockRecord>

export const ClockView = z
  .object({
    mode: ClockMode,
    now: z.string().meta({ description: 'What the clock shows: ISO 8601, UTC.' }),
    now_ms: Moment.meta({ description: 'What the clock shows, in epoch milliseconds.' }),
    pace: Pace,
    halted: z.string().optional().meta({
      description:
        'Why the emulator froze the clock: too many events happened by themselves, or a call interrupted the clock while it caught up. Setting or advancing the clock clears this.',
    }),
  })
  .meta({ id: 'Clock' })
export type ClockView = z.infer<typeof ClockView>

/** Of a clock that is set. */
const clock = {
  mode: ClockMode.optional(),
  now: Instant.optional().meta({
    description:
      'What the clock is to show: an ISO 8601 moment with its zone, or epoch milliseconds. In a change it may not go back.',
  }),
  pace: Pace.optional(),
}

/** The clock of an account that is made. */
export const ClockOfAccount = z.strictObject(clock)

export const ClockChange = z.strictObject(clock).meta({ id: 'ClockChange' })
export type ClockChange = z.infer<typeof ClockChange>

export const TaskCondition = z
  .strictObject({
    task: z
      .string()
      .min(1)
      .meta({ description: 'Id of the task, or its name if only one has it.' }),
    state: TaskState.optional(),
    subtask: SubTask.optional().meta({
      description: 'Name of a sub-task: it has begun, or reached `percent`. The newest one counts.',
    }),
    percent: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .meta({ description: 'Progress of the sub-task in percent that it has reached, 0 to 100.' }),
    user_op: OneRound.optional().meta({
      description: 'The round: REPLICATE, CUTOVER0, RESYNC0 …',
    }),
  })
  .refine(({ task: _, ...rest }) => Object.keys(rest).length > 0, {
    message: 'give what to wait for: state, subtask, percent or user_op',
  })
  .meta({ id: 'TaskCondition' })
export type TaskCondition = z.infer<typeof TaskCondition>

const how = 'give one of by, until or events'

export const AdvanceRequest = z
  .strictObject({
    by: Duration.optional().meta({
      description:
        'How far to move the clock: a duration such as 10m or PT10M, or a number of milliseconds.',
    }),
    until: z
      .union([z.literal('idle'), TaskCondition])
      .optional()
      .meta({
        description:
          'Until a task is in a state or has made this progress, or nothing more happens to it by itself; idle: until nothing more happens by itself to any.',
      }),
    max: Duration.optional().meta({
      description: 'With `until`: how far the clock may move; 30 days if absent.',
    }),
    events: z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .meta({ description: 'Until this number of events has happened, 1 to 100000.' }),
  })
  .refine(
    ({ by, until, events }) => [by, until, events].filter((way) => way !== undefined).length === 1,
    { message: how },
  )
  .refine(({ until, max }) => max === undefined || until !== undefined, {
    message: 'can only be given with until',
    path: ['max'],
  })
  .meta({ id: 'AdvanceRequest', description: `How to move the clock: ${how}.` })
export type AdvanceRequest = z.infer<typeof AdvanceRequest>

/** Of something that happened in an account. */
export const event: Meanings = {
  at: 'When it happened on the clock of the account: ISO 8601, UTC.',
  type: 'What happened, such as task.state or source.registered.',
  task: 'Id of the task; absent if it is about none.',
  source: 'Id of the source server; absent if it is about none.',
  data: 'Details, which depend on the type: the states before and after, for example.',
}

export const EventView = described(event, {
  at: z.string(),
  type: z.string(),
  task: z.string().optional(),
  source: z.string().optional(),
  data: z.looseObject({}),
}).meta({ id: 'Event' })
export type EventView = z.infer<typeof EventView>

const advance: Meanings = {
  from: 'What the clock showed before: ISO 8601, UTC.',
  to: 'What the clock shows now: ISO 8601, UTC.',
  stopped:
    'Why it stopped: duration (by has passed), condition (until is met), idle (nothing more happens by itself; where `until` names a task, to that task), events (as many as asked for) or max (the limit was reached first).',
  events: 'What happened on the way, in order.',
}

const StopReason = z
  .enum(['duration', 'condition', 'idle', 'max', 'events'])
  .meta({ id: 'StopReason', description: 'Why a clock that was moved stopped.' })

export const AdvanceResult = described(advance, {
  from: z.string(),
  to: z.string(),
  stopped: StopReason,
  events: z.array(EventView),
}).meta({ id: 'AdvanceResult' })
export type AdvanceResult = z.infer<typeof AdvanceResult>

/** A moment in a query string may also be epoch milliseconds, in digits. */
export const TimelineQuery = z.strictObject({
  account: z
    .string()
    .optional()
    .meta({ description: 'Name or id of the account; `emulator` if absent.' }),
  at: z
    .preprocess(
      (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
      Instant,
    )
    .optional()
    .meta({
      description:
        'Also show the task at this moment: ISO 8601 with its zone, or epoch milliseconds.',
    }),
})

const timeline: Meanings = {
  task: 'Id of the task.',
  now: 'What the clock shows: ISO 8601, UTC.',
  past: 'What has happened to the task and its source, in order.',
}

export const TimelineResponse = described(timeline, {
  task: z.string(),
  now: z.string(),
  past: z.array(EventView),
  planned: z.array(EventView).meta({ description: 'What will happen by itself.' }),
  as_of: z.looseObject({}).optional().meta({ description: 'ShowTask at the moment `at`.' }),
}).meta({ id: 'Timeline' })
