import { z } from 'zod'
import { Moment } from '../common.ts'
import { TaskState } from '../sms/states.ts'
import { OneRound, SubTask } from '../sms/sub-tasks.ts'
import { Duration, Instant } from '../time.ts'

/** The clock of an account, and the ways to move it (design.md §2, §2a). */

export const ClockMode = z.enum(['flowing', 'frozen'])

/** How many seconds of migration work pass in one second of the clock. */
export const Pace = z.number().min(0.001).max(1_000_000)

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
    now: z.string().meta({ description: 'ISO 8601, UTC.' }),
    now_ms: Moment,
    pace: Pace,
    halted: z.string().optional().meta({
      description:
        'Why the emulator froze the clock: more happened by itself than can be meant, or a call interrupted its catching up. Whoever sets or advances the clock lets it go on.',
    }),
  })
  .meta({ id: 'Clock' })
export type ClockView = z.infer<typeof ClockView>

export const ClockChange = z
  .strictObject({ mode: ClockMode.optional(), now: Instant.optional(), pace: Pace.optional() })
  .meta({ id: 'ClockChange' })
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
    percent: z.int().min(0).max(100).optional(),
    user_op: OneRound.optional().meta({
      description: 'The round: REPLICATE, CUTOVER0, RESYNC0 …',
    }),
  })
  .refine(({ task: _, ...rest }) => Object.keys(rest).length > 0, {
    message: 'say what to wait for: state, subtask, percent or user_op',
  })
  .meta({ id: 'TaskCondition' })
export type TaskCondition = z.infer<typeof TaskCondition>

const how = 'say one of by, until or events'

export const AdvanceRequest = z
  .strictObject({
    by: Duration.optional(),
    until: z.union([z.literal('idle'), TaskCondition]).optional(),
    max: Duration.optional().meta({
      description: 'With `until`: how far the clock may move; 30 days if absent.',
    }),
    events: z.int().min(1).max(100_000).optional(),
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

export const EventView = z
  .object({
    at: z.string().meta({ description: 'ISO 8601, UTC.' }),
    type: z.string(),
    task: z.string().optional(),
    source: z.string().optional(),
    data: z.looseObject({}),
  })
  .meta({ id: 'Event' })
export type EventView = z.infer<typeof EventView>

export const AdvanceResult = z
  .object({
    from: z.string(),
    to: z.string(),
    stopped: z.enum(['duration', 'condition', 'idle', 'max', 'events']),
    events: z.array(EventView),
  })
  .meta({ id: 'AdvanceResult' })
export type AdvanceResult = z.infer<typeof AdvanceResult>

/** A moment in a query string may also be epoch milliseconds, in digits. */
export const TimelineQuery = z.strictObject({
  account: z.string().optional(),
  at: z
    .preprocess(
      (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
      Instant,
    )
    .optional(),
})

export const TimelineResponse = z
  .object({
    task: z.string(),
    now: z.string(),
    past: z.array(EventView),
    planned: z.array(EventView).meta({ description: 'What will happen if nobody interferes.' }),
    as_of: z.looseObject({}).optional().meta({ description: 'ShowTask at the moment `at`.' }),
  })
  .meta({ id: 'Timeline' })
