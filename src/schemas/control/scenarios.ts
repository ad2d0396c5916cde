import { z } from 'zod'
import { describedStrictly, withMeanings } from '../meanings.ts'
import { matching, refineWith } from '../names.ts'
import { operationProblem } from '../operations.ts'
import { CheckResult, MigrationType, OsType } from '../sms/states.ts'
import { checkPlaces, Rounds, SubTaskPlace } from '../sms/sub-tasks.ts'
import { Duration, RepeatedDuration } from '../time.ts'
import { calls_max } from './faults.ts'
import { consequence } from './scenario-meanings.ts'
import { Timings } from './timings.ts'

/** Scenarios: what goes differently in migrations, where, and how often. */

/** What happens to a task again and again does so at most this often. */
export const repeats_max = 1000

/** The most entries of a list of consequences. */
const consequences_max = 100

const place = {
  at: SubTaskPlace.meta({
    description:
      'A sub-task, or the beginning of its name and *; or a phase: CONTINUOUS_SYNC, CLEAR, ROLLBACK.',
  }),
  round: Rounds.optional().meta({
    description:
      'Only in this round: REPLICATE, CUTOVER0, RESYNC0 and so on; without a number each such round.',
  }),
  percent: z.int().min(0).max(99).optional().meta({
    description:
      'When this share of the work of the sub-task is done, in percent; the progress shown there may be another number. If absent, where real migrations stop: SSL_CONFIG 50, ATTACH_AGENT_IMAGE 80, FORMAT 10, SYNC 6, else 50.',
  }),
  after: Duration.optional().meta({
    description: 'In CONTINUOUS_SYNC: how long after it began.',
  }),
  times: z
    .int()
    .min(1)
    .max(repeats_max)
    .optional()
    .meta({ description: 'How often, in each task; once if absent, then all goes well.' }),
}

const timesUpTo = (max: number) =>
  z.union([z.int().min(1).max(max), z.literal('always')]).optional()

const times = timesUpTo(repeats_max).meta({
  description: 'How often, in each task, or always; once if absent.',
})

const Fail = z
  .strictObject({
    ...place,
    times,
    code: matching(/^SMS\.\d{4}$/, 'an error code', 'SMS.1404')
      .optional()
      .meta({ description: 'If absent, the code that is usual there.' }),
    params: z.array(z.string()).optional().meta({ description: 'error_param of error_json.' }),
    recover_after: RepeatedDuration.optional().meta({
      description: `The agent starts the task again by itself after so long, at least PT1S and at most ${repeats_max} times.`,
    }),
  })
  .meta({ id: 'ScenarioFail', description: 'A sub-task fails.' })
export type Fail = z.infer<typeof Fail>

const Stall = z
  .strictObject({
    ...place,
    for: RepeatedDuration.optional().meta({
      description: 'How long, at least PT1S. If absent, until the task is paused and started.',
    }),
  })
  .meta({ id: 'ScenarioStall', description: 'A sub-task stalls.' })
export type Stall = z.infer<typeof Stall>

const Slow = z
  .strictObject({
    at: place.at,
    round: place.round,
    percent: place.percent,
    factor: z.number().min(0.001).max(1_000_000).meta({
      description: 'How many times as long the sub-task takes from there on.',
    }),
  })
  .meta({
    id: 'ScenarioSlow',
    description:
      'A sub-task takes `factor` times as long from there on; `factor` is 0.001 to 1000000.',
  })
export type Slow = z.infer<typeof Slow>

const AgentLost = z
  .strictObject({
    ...place,
    for: RepeatedDuration.optional().meta({
      description:
        'How long the agent is away, at least PT1S. If absent, until it is brought back.',
    }),
    restarted: z.boolean().optional().meta({
      description: 'It comes back as a new process: block-level migrations cannot go on.',
    }),
  })
  .meta({ id: 'ScenarioAgentLost', description: 'The agent falls silent.' })
export type AgentLost = z.infer<typeof AgentLost>

const Overspeed = z
  .strictObject({ ...place, times })
  .meta({ id: 'ScenarioOverspeed', description: 'The limit is exceeded: the task pauses (9007).' })
export type Overspeed = z.infer<typeof Overspeed>

const ForcedCheck = z
  .strictObject({
    name: z.string().min(1).meta({ description: 'Such as OS_VERSION; a new name adds an item.' }),
    result: CheckResult,
    code: matching(/^SMS\.\d{4}$/, 'an error code', 'SMS.6504')
      .optional()
      .meta({ description: 'The error_code of the item; SMS.6503 if absent.' }),
  })
  .meta({ id: 'ScenarioCheck', description: 'The result of an item of the environment check.' })
export type ForcedCheck = z.infer<typeof ForcedCheck>

const Mismatch = describedStrictly(consequence, {
  different: z.int().min(0).max(1_000_000).default(0),
  missing: z.int().min(0).max(1_000_000).default(0),
  more: z.int().min(0).max(1_000_000).default(0),
}).meta({ id: 'ScenarioConsistency', description: 'What a consistency check finds.' })
export type Mismatch = z.infer<typeof Mismatch>

const Network = z
  .strictObject({
    loss: z
      .number()
      .min(0)
      .max(100)
      .optional()
      .meta({ description: 'Packets that are lost, in percent, 0 to 100.' }),
    jitter: z
      .number()
      .min(0)
      .max(10_000)
      .optional()
      .meta({ description: 'Jitter of the network in milliseconds.' }),
    delay: z
      .number()
      .min(0)
      .max(10_000)
      .optional()
      .meta({ description: 'Delay of the network in milliseconds.' }),
    speed: z
      .number()
      .min(0)
      .max(10_000)
      .optional()
      .meta({ description: 'Speed of the network in Mbit/s, as measured.' }),
    connectivity: z
      .boolean()
      .optional()
      .meta({ description: 'false: neither the service nor the target can be reached.' }),
    result: z
      .string()
      .min(5)
      .max(9)
      .optional()
      .meta({ description: 'Verdict in 5 to 9 characters, shown as evaluation_result.' }),
  })
  .meta({ id: 'ScenarioNetwork', description: 'What the measurement of the network finds.' })
export type Network = z.infer<typeof Network>

const Refuse = z
  .strictObject({
    operation: z
      .string()
      .superRefine(refineWith((pattern) => operationProblem(pattern, 'sms')))
      .meta({ description: 'An operationId of SMS, such as CreateTask; * is any text.' }),
    code: matching(/^(SMS|APIGW)\.\d{4}$/, 'an error code', 'SMS.6501 or APIGW.0301').meta({
      description: 'Code of the refusal, of SMS or of the gateway.',
    }),
    message: z
      .string()
      .optional()
      .meta({ description: 'Text of the refusal; that of the code if absent.' }),
    times: timesUpTo(calls_max).meta({ description: 'How many calls, or always; one if absent.' }),
    used: z
      .int()
      .min(0)
      .max(calls_max)
      .optional()
      .meta({ description: 'How often it has refused already.' }),
  })
  .meta({ id: 'ScenarioRefuse', description: 'Calls of an operation are refused.' })
export type Refuse = z.infer<typeof Refuse>

const Throttle = z
  .strictObject(withMeanings(consequence, { calls: z.int().min(1).max(calls_max), per: Duration }))
  .meta({ id: 'ScenarioThrottle', description: 'More calls in such a time are refused with 429.' })
export type Throttle = z.infer<typeof Throttle>

const Copy = z
  .strictObject({
    ends_at: z.int().min(1).max(99).meta({
      description:
        'The last percent that the copy shows before 100: less is copied than estimated.',
    }),
  })
  .meta({ id: 'ScenarioCopy', description: 'How a copy differs from its estimate.' })

/** What answers may do that a client has to bear. */
export const Degradation = z.enum(['nulls', 'missing', 'order', 'unknown', 'token']).meta({
  id: 'Degradation',
  description:
    'nulls: null where the service has been seen to send it; missing: optional fields left out; order: lists in another order; unknown: a state that no list knows; token: tokens die early.',
})
export type Degradation = z.infer<typeof Degradation>

/** One of a thing may stand without its brackets. */
const oneOrMany = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .union([z.array(schema).max(consequences_max), schema])
    .transform((value): z.output<Schema>[] => (Array.isArray(value) ? value : [value]))

const PassOrFail = z.enum(['pass', 'fail']).meta({ id: 'PassOrFail', description: 'How it ends.' })

export const Consequence = describedStrictly(consequence, {
  timings: Timings.optional(),
  fail: oneOrMany(Fail).optional(),
  stall: oneOrMany(Stall).optional(),
  slow: oneOrMany(Slow).optional(),
  agent_lost: oneOrMany(AgentLost).optional(),
  overspeed: oneOrMany(Overspeed).optional(),
  copy: Copy.optional(),
  check: oneOrMany(ForcedCheck).optional(),
  consistency: Mismatch.optional(),
  network: Network.optional(),
  drill: PassOrFail.optional().meta({ description: 'How a drill ends.' }),
  logs: PassOrFail.optional().meta({ description: 'How an upload of logs ends.' }),
  refuse: oneOrMany(Refuse).optional(),
  throttle: Throttle.optional(),
  noise: z.number().min(0).max(0.9).optional().meta({
    description: 'How far speed and progress wobble: 0.2 is a fifth up and down.',
  }),
  degrade: oneOrMany(Degradation).optional(),
  mean: oneOrMany(Degradation)
    .optional()
    .meta({ deprecated: true, description: 'The former name of `degrade`.' }),
}).meta({ id: 'ScenarioThen' })
export type Consequence = z.infer<typeof Consequence>

const glob = (of: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ description: `${of}; * is any text.` })

export const Scenario = z
  .strictObject({
    name: z.string().min(1).meta({ description: 'Name of the scenario, unique in the account.' }),
    match: z
      .strictObject({
        source: glob('Name or id of the source'),
        task: glob('Name or id of the task'),
        id: glob('Id of the source or of the task'),
        os: OsType.optional().meta({
          description: 'Family of the operating system of the source.',
        }),
        type: MigrationType.optional().meta({ description: 'How the task migrates.' }),
        account: glob('Name or id of the account'),
      })
      .default({})
      .meta({ description: 'All of these must fit; the first scenario that fits counts.' }),
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario language; never awaited.
    then: Consequence.meta({ description: 'What goes differently.' }),
  })
  .superRefine(checkPlaces)
  .meta({ id: 'Scenario' })
export type Scenario = z.infer<typeof Scenario>
