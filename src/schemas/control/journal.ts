import { z } from 'zod'
import { described, type Meanings } from '../meanings.ts'
import {
  codePatternProblem,
  matching,
  notOfForm,
  pathPatternProblem,
  refineWith,
} from '../names.ts'
import { methodProblem, operationProblem } from '../operations.ts'
import { Duration, Instant } from '../time.ts'
import { AccountQuery } from './control.ts'
import { Explanation } from './explain.ts'

/** The journal of an account: its calls to SMS and IAM, without their secrets. */

/** A call as it is kept: as it came and went, secrets included. Only `viewOf` shows one. */
export type Call = {
  /** Its x-request-id. */
  id: string
  /** The wall's time at which it came, and what the account's clock showed as it was answered. */
  at: number
  clock: number
  account: string | null
  method: string
  target: string
  operation: string | null
  /** null: no answer was sent. */
  status: number | null
  code: string | null
  duration_ms: number
  user: string | null
  fault: string | null
  /** Why nothing happens, where that was told first. */
  notice: string | null
  request: Message
  response: Message
}

/**
 * @property body null when there was none, or nobody read it.
 * @property bytes of the whole body; null: they are counted when somebody looks.
 */
export type Message = {
  headers: Record<string, string | string[] | number | undefined>
  body: string | Buffer | RegenerableBody | null
  bytes: number | null
}

/** Of a request or an answer. */
const message: Meanings = {
  headers: 'Headers, with secrets hidden; one that was sent several times has a list.',
  bytes: 'Size of the whole body in bytes.',
}
/** Of a call. */
const call: Meanings = {
  user: 'Name of the user who called; null if it is not known.',
  method: 'HTTP method of the call.',
  operation: 'The operationId; null for a path that is not known.',
  request: 'What was sent.',
  response: 'What was answered.',
  explanation: 'Why the call was refused; absent if it was not, or if that is no longer kept.',
}

/** Of a longer body only the beginning is kept. */
export const body_max = 65_536

/**
 * A text that is made anew when somebody looks: of what is there anyway as long as nothing changes.
 *
 * @property of what it is made of, as others are, too, and what that takes in memory, in bytes.
 */
export type RegenerableBody = {
  again: () => string
  readonly of: readonly { readonly weight: number }[]
}

const whole = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value),
    z.int().min(min).max(max),
  )

const filter = {
  operation: z
    .string()
    .superRefine(refineWith((pattern) => operationProblem(pattern)))
    .optional()
    .meta({ description: 'An operationId; * is any text.' }),
  method: z
    .string()
    .superRefine(refineWith((method) => methodProblem(method, undefined)))
    .optional()
    .meta({ description: 'HTTP method of the calls.' }),
  path: z
    .string()
    .superRefine(refineWith(pathPatternProblem))
    .optional()
    .meta({ description: 'Without the query; * is any text.' }),
  status: z
    .union([
      matching(/^[1-5]xx$/, 'a status', '404, 4xx or none'),
      // With a description of its own: a member of a union that is read from text is left out of the document without one.
      whole(100, 599).meta({ description: 'A status of HTTP.' }),
      z.literal('none'),
    ])
    .optional()
    .meta({ description: 'A status, 4xx and its like, or none: no answer was sent.' }),
  code: z
    .string()
    .superRefine(refineWith(codePatternProblem))
    .optional()
    .meta({ description: 'An error code; * is any text.' }),
  since: z
    .string()
    .refine(
      (text) => /^[0-9a-f]{32}$/.test(text) || Instant.safeParse(text).success,
      notOfForm(
        'an x-request-id of 32 hex digits, or a moment with its zone, such as 2026-01-01T12:00:00Z',
      ),
    )
    .optional()
    .meta({
      description: "After the call of this id, or from this moment of the account's clock on.",
    }),
}

export const CallFilter = z.strictObject(filter).meta({ id: 'CallFilter' })
export type CallFilter = z.infer<typeof CallFilter>

export const CallsQuery = AccountQuery.extend({
  ...filter,
  limit: whole(0, 100_000)
    .optional()
    .meta({ description: 'Only the latest of them, up to this number.' }),
})

export const CallParams = z.object({
  id: z.string().meta({ description: 'Its x-request-id.' }),
})

export const EventsQuery = AccountQuery.extend(filter)

export const WaitRequest = z
  .strictObject({
    ...filter,
    count: z
      .int()
      .min(1)
      .default(1)
      .meta({ description: 'How many calls to wait for; 1 if absent.' }),
    timeout: Duration.refine((ms) => ms <= 60_000, {
      message: 'too long; give at most PT60S',
    })
      .default(10_000)
      .meta({ description: 'In real time; PT10S if absent, at most PT60S.' }),
  })
  .meta({ id: 'WaitRequest' })
export type WaitRequest = z.infer<typeof WaitRequest>

const MessageView = described(message, {
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  body: z.unknown().meta({
    description:
      'As JSON if it is that, else its text; null without one. Over 64 KiB only the beginning.',
  }),
  bytes: z.int(),
})

export const CallView = described(call, {
  id: z.string().meta({ description: 'Its x-request-id.' }),
  at: z.string().meta({ description: 'The real time at which it arrived.' }),
  clock: z.string().meta({ description: "What the account's clock showed." }),
  account: z.string().nullable().meta({
    description: 'Id of the account; null when nothing in the call said whose it was.',
  }),
  user: z.string().nullable(),
  method: z.string(),
  path: z.string().meta({ description: 'With the query, as received.' }),
  operation: z.string().nullable(),
  status: z.int().nullable().meta({ description: 'null: no answer was sent.' }),
  code: z.string().nullable().meta({ description: 'The error code of a refusal.' }),
  duration_ms: z
    .number()
    .meta({ description: 'Real time until the answer began to be sent, in milliseconds.' }),
  fault: z.string().nullable().meta({ description: 'Id of the fault that it met.' }),
  notice: z.string().nullable().meta({
    description: 'Why nothing happens, at the call at which that was noticed; null at all others.',
  }),
  request: MessageView,
  response: MessageView,
  explanation: Explanation.optional(),
}).meta({ id: 'Call' })
export type CallView = z.infer<typeof CallView>

export const CallsWithoutAccount = described(
  {
    count: 'How many there were.',
    latest: 'The latest of them; null if there were none.',
  },
  { count: z.int(), latest: CallView.nullable() },
).meta({
  id: 'CallsWithoutAccount',
  description:
    'Calls that named no account and were refused since this account was created or its journal emptied, such as calls without a token. Any client can have made them. No filter applies.',
})
export type CallsWithoutAccount = z.infer<typeof CallsWithoutAccount>

export const CallsListed = z
  .object({
    count: z.int().meta({ description: 'How many fit, whatever the limit.' }),
    dropped: z.int().meta({
      description:
        'How many earlier calls of the account are no longer kept, whether or not they fit: the journal keeps the latest.',
    }),
    requests: z.array(CallView).meta({ description: 'Calls that fit.' }),
    without_account: CallsWithoutAccount,
  })
  .meta({ id: 'Calls', description: 'Oldest first.' })
export type CallsListed = z.infer<typeof CallsListed>

export const CallCount = described({ count: 'How many calls fit.' }, { count: z.int() }).meta({
  id: 'CallCount',
})
export const WaitResult = described(
  {
    count: 'How many calls fit by now.',
    timed_out: 'true: the time was up before as many as asked for had come.',
  },
  { count: z.int(), timed_out: z.boolean() },
).meta({ id: 'WaitResult' })
export type WaitResult = z.infer<typeof WaitResult>
