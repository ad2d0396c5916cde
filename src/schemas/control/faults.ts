import { z } from 'zod'
import { described, describedStrictly, type Meanings } from '../meanings.ts'
import { matching, notOfForm, pathPatternProblem } from '../names.ts'
import { methodProblem, operationProblem } from '../operations.ts'
import { Duration, Instant } from '../time.ts'

/** Faults: what an HTTP call meets instead of, or on the way to, its answer. */

/** Calls are counted up to here. */
export const calls_max = 1_000_000

/** A fault makes nobody wait for longer. */
export const wait_max_ms = 60_000

const Wait = Duration.refine((ms) => ms <= wait_max_ms, {
  message: 'too long; give at most PT60S',
})

const lognormal: Meanings = {
  median: 'Half of the delays are shorter.',
  sigma: 'How far they spread, 0 (not at all) to 5: the standard deviation of the logarithm.',
}

export const Delay = z
  .union([
    Wait,
    z
      .strictObject({ fixed: Wait.meta({ description: 'Always this long.' }) })
      .meta({ id: 'FixedDelay', description: 'A delay that is always the same.' }),
    z
      .strictObject({
        uniform: z
          .tuple([Wait, Wait])
          .meta({ description: 'Evenly between the first and the second.' }),
      })
      .refine(({ uniform: [a, b] }) => a <= b, {
        message: 'the first of the two must be the shorter one',
        path: ['uniform'],
      })
      .meta({ id: 'UniformDelay', description: 'A delay between two bounds.' }),
    z
      .strictObject({
        lognormal: describedStrictly(lognormal, {
          median: Wait,
          sigma: z.number().min(0).max(5),
        }).meta({ description: 'Mostly about the median, now and then much longer.' }),
      })
      .meta({ id: 'LognormalDelay', description: 'A delay that is now and then much longer.' }),
  ])
  .meta({ id: 'Delay', description: 'In real time, not by the clock; at most PT60S.' })
export type Delay = z.infer<typeof Delay>

const FaultMatch = z
  .strictObject({
    operation: z.string().min(1).optional().meta({ description: 'An operationId; * is any text.' }),
    path: z.string().min(1).optional().meta({
      description:
        'The path without the prefix of its service, such as /sms, and the query; * is any text.',
    }),
    method: z.string().min(1).optional().meta({ description: 'HTTP method of the call.' }),
    nth: z.int().min(1).max(calls_max).optional().meta({
      description: 'From the nth call on that fits the rest, counted since the fault was put in.',
    }),
    from: Instant.optional().meta({ description: "From when on, by the account's clock." }),
    until: Instant.optional().meta({ description: 'Until when, that moment not included.' }),
    probability: z.number().min(0).max(1).optional().meta({
      description: 'Of each call that fits; it follows from the seed.',
    }),
  })
  .superRefine(({ operation, method, path, from, until }, context) => {
    const problems = {
      operation: operation && operationProblem(operation),
      method: method && methodProblem(method, operation),
      path: path && pathPatternProblem(path),
      until:
        from !== undefined && until !== undefined && until <= from && 'it must be later than from',
    }
    for (const [field, message] of Object.entries(problems)) {
      if (message) context.addIssue({ code: 'custom', message, path: [field] })
    }
  })
  .meta({ id: 'FaultMatch', description: 'All of these must fit; empty fits every call.' })
export type FaultMatch = z.infer<typeof FaultMatch>

const framing = 'cannot be set: it says where the answer ends; use body or connection to break that'

/** How many headers a fault sets at most, and how long the value of one is. */
const headers_max = 100
const header_max = 8_192

/** Headers that no fault sets, and why. */
const fixed_headers: ReadonlyMap<string, string> = new Map([
  ['connection', framing],
  ['content-length', framing],
  ['keep-alive', framing],
  ['trailer', framing],
  ['transfer-encoding', framing],
  ['upgrade', framing],
  ['x-request-id', 'cannot be set: the journal and explain find the call by it'],
])

const BrokenConnection = z
  .enum(['drop', 'reset'])
  .meta({ id: 'BrokenConnection', description: 'What a fault does to a connection.' })
const BrokenBody = z
  .enum(['half', 'broken', 'slow'])
  .meta({ id: 'BrokenBody', description: 'What a fault does to the body of an answer.' })

export const FaultEffect = z
  .strictObject({
    status: z.int().min(400).max(599).optional().meta({ description: "With its dialect's body." }),
    code: matching(
      /^(SMS|APIGW|APIG|IAM)\.\d{1,6}$/,
      'an error code',
      'SMS.7605, APIGW.0308 or IAM.0011 (see docs/errors.md)',
    )
      .optional()
      .meta({
        description:
          'An error code, with the status that belongs to it. If absent, as the status asks.',
      }),
    message: z.string().min(1).optional().meta({
      description: 'Text of the refusal; that of the code if absent. Only with status or code.',
    }),
    headers: z
      .record(
        matching(/^[!#$%&'*+.^`|~\w-]+$/, 'the name of a header', 'x-trace').max(256),
        matching(/^[\t\x20-\x7e]*$/, 'a value of a header, ASCII in one line,', 'retry later').max(
          header_max,
        ),
      )
      .superRefine((headers, context) => {
        const amount = Object.keys(headers).length
        if (amount > headers_max) {
          const message = `${amount} headers are too many; give at most ${headers_max}`
          context.addIssue({ code: 'custom', message })
          return
        }
        for (const name of Object.keys(headers)) {
          const message = fixed_headers.get(name.toLowerCase())
          if (message) context.addIssue({ code: 'custom', message, path: [name] })
        }
      })
      .optional()
      .meta({
        description: 'Added to the answer, at most 100; none that frames it, and no x-request-id.',
      }),
    retry_after: z
      .union([
        z.int().nonnegative(),
        matching(/^[\x20-\x7e]+$/, 'a value of a header', '120').max(header_max),
      ])
      .optional()
      .meta({ description: 'Retry-After: seconds, or a date of HTTP.' }),
    delay: Delay.optional(),
    connection: BrokenConnection.optional().meta({
      description: 'drop: closed without an answer; reset: torn down (RST).',
    }),
    body: BrokenBody.optional().meta({
      description:
        'half: it ends in the middle, and the connection with it; broken: no JSON any more; slow: it trickles.',
    }),
    over: Wait.optional().meta({ description: 'How long a slow body takes; PT2S if absent.' }),
    acts: z.boolean().optional().meta({
      description: 'true: the call is carried out all the same, only its answer is lost.',
    }),
  })
  .refine((effect) => Object.keys(effect).some((key) => key !== 'over' && key !== 'acts'), {
    message:
      'give at least one effect: status, code, headers, retry_after, delay, connection or body',
  })
  .refine(({ connection, ...effect }) => !connection || !answers.some((key) => key in effect), {
    message: 'no answer is sent, so leave out status, code, message, headers, retry_after and body',
    path: ['connection'],
  })
  .refine(({ message, status, code }) => message === undefined || (status ?? code) !== undefined, {
    message: 'can only be given with status or code',
    path: ['message'],
  })
  .refine(({ over, body }) => over === undefined || body === 'slow', {
    message: 'can only be given with body: slow',
    path: ['over'],
  })
  .meta({ id: 'FaultEffect' })
export type FaultEffect = z.infer<typeof FaultEffect>

const answers = ['status', 'code', 'message', 'headers', 'retry_after', 'body']

const often = notOfForm(`a whole number from 1 to ${calls_max}, or always`)
const Times = z.union([
  z.int(often).min(1, often).max(calls_max, often),
  z.literal('always', often),
])
/** With room above it to go on counting exactly. */
const counter = z
  .int()
  .nonnegative()
  .max(2 ** 52)
  .optional()

export const Fault = z
  .strictObject({
    match: FaultMatch.default({}),
    effect: FaultEffect.meta({ description: 'What the call meets.' }),
    times: Times.default(1).meta({ description: 'How many calls meet it: a number, or always.' }),
    plan: z.string().min(1).optional().meta({
      description: 'Only for calls with the header X-Emulator-Faults: <plan>.',
    }),
    id: z.string().min(1).optional().meta({ description: 'As exported; given if absent.' }),
    used: counter.meta({ description: 'As exported: how many calls have met it.' }),
    seen: counter.meta({ description: 'As exported: calls that nth and probability counted.' }),
  })
  .meta({ id: 'Fault' })
export type Fault = z.infer<typeof Fault>

/** A fault of an account, as it is kept. */
export type KnownFault = Fault & { id: string; used: number; seen: number }

/** What people write: one fault, a list, or a plan of them. */
export const FaultPlan = z
  .strictObject({
    plan: Fault.shape.plan,
    faults: z.array(Fault).min(1).meta({ description: 'Faults of the plan, in order.' }),
  })
  .meta({ id: 'FaultPlan' })
export const FaultList = z.array(Fault).min(1)
export const FaultFile = z
  .union([Fault, FaultPlan, FaultList])
  .meta({ id: 'FaultFile', title: 'Faults of huaweicloud-sms-emulator' })

export const FaultQuery = z.strictObject({
  account: z.string().optional().meta({
    description: 'Name or id of the account; `emulator` if absent.',
  }),
  id: z.string().min(1).optional().meta({ description: 'Only this one.' }),
})

const view: Meanings = {
  id: 'Id of the fault, by which it can be removed.',
  plan: 'Plan that the fault belongs to; absent if it counts for every call.',
  match: 'Which calls meet it.',
  effect: 'What they meet.',
  times: 'How many calls meet it: a number, or always.',
}

export const FaultView = described(view, {
  id: z.string(),
  plan: z.string().optional(),
  match: z.looseObject({}),
  effect: z.looseObject({}),
  times: Times,
  used: z.int().meta({ description: 'How many calls have met it.' }),
  left: z.int().nullable().meta({ description: 'How many will; null: always.' }),
}).meta({ id: 'FaultView' })
export type FaultView = z.infer<typeof FaultView>

/** Durations are milliseconds here, as in an export. */
export const FaultsListed = z
  .object({
    faults: z.array(FaultView).meta({ description: 'Faults of the account.' }),
    left: z.int().meta({
      description:
        'What all have left: 0 when used up. One of `always` counts as 1 until a call has met it.',
    }),
    notes: z.array(z.string()).optional().meta({
      description: 'Plans that another account has by the same name, and what follows.',
    }),
  })
  .meta({ id: 'FaultList', description: 'In the order in which they are tried.' })
export type FaultsListed = z.infer<typeof FaultsListed>
