import { z } from 'zod'
import { moment_min, never } from './time.ts'

/**
 * The pieces that every other schema is made of, and the three dialects of refusal.
 *
 * Requests are lenient where the service is: an optional field may also be null. Answers are
 * built from the same shapes with `.required()`, which keeps null and forbids absence, so that
 * a forgotten field does not compile.
 */

/** A string of the contract: lengths in UTF-16 units, 0 to 255 unless said otherwise. */
export const text = (max = 255, min = 0) => z.string().min(min).max(max)

/** A whole number from 0 to `max`; without `max` an int64 of the contract, kept within 2^53. */
export const int = (max?: number) =>
  max === undefined ? z.int().nonnegative() : z.int().nonnegative().max(max)

/** A number from `min` to `max` that may have a fraction. */
export const decimal = (min: number, max: number) => z.number().min(min).max(max)

/** A list within the bound that the service's pages give for almost every array. */
export const list = <Item extends z.ZodType>(item: Item, max = 65_535) => z.array(item).max(max)

/** Epoch milliseconds, within what can be written as a date of four-digit years. */
export const Moment = z
  .int()
  .min(moment_min)
  .max(never)
  .meta({ description: 'Epoch milliseconds.' })

/** A whole number in a query string, where everything arrives as text. */
export const queryInt = (max: number, fallback: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value),
    z.int().min(0).max(max).default(fallback),
  )

/** `true` or `false` in a query string; anything else is refused. */
export const queryBoolean = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean().optional(),
)

/** `200 {}`: what the service answers where its contract has no schema. */
export const Accepted = z.object({}).meta({ id: 'Accepted', description: 'Accepted.' })

/** A refusal of SMS, and of the gateway in front of it (which adds `request_id`). */
export const SmsFailure = z
  .object({
    error_code: z.string(),
    error_msg: z.string(),
    request_id: z.string().optional(),
    encoded_authorization_message: z.string().optional(),
    error_param: z.array(z.string()).optional(),
    details: z.array(z.object({ error_code: z.string(), error_msg: z.string() })).optional(),
  })
  .meta({ id: 'SmsFailure', description: "A refusal in the service's shape." })

/** A refusal of IAM's Keystone-compatible routes (iam.md §1.6, shape A). */
export const IamFailure = z
  .object({
    error: z.object({ code: z.int(), message: z.string(), title: z.string() }),
  })
  .meta({ id: 'IamFailure', description: "A refusal in Keystone's shape." })

/** A refusal of IAM's own extensions (iam.md §1.6, shape B). */
export const IamExtensionFailure = z
  .object({ error_msg: z.string(), error_code: z.string() })
  .meta({ id: 'IamExtensionFailure', description: "A refusal in the shape of IAM's extensions." })

/** A refusal of the control API. */
export const ControlFailure = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      details: z
        .array(z.object({ path: z.string(), message: z.string(), line: z.int().optional() }))
        .optional(),
    }),
  })
  .meta({ id: 'ControlFailure', description: 'What was wrong, where, and what to do.' })

const answersOf = (schema: z.ZodType, reasons: Record<number, string>) =>
  Object.fromEntries(
    Object.entries(reasons).map(([status, description]) => [
      status,
      { description, content: { 'application/json': { schema } } },
    ]),
  )

/** A refusal before there is a service or a route: the gateway's, whichever is asked. */
export const GatewayFailure = z
  .object({ error_code: z.string(), error_msg: z.string(), request_id: z.string() })
  .meta({ id: 'GatewayFailure', description: "A refusal in the gateway's shape." })

/** What cannot be read as a request is refused before its path counts. */
const unreadable = answersOf(GatewayFailure, {
  408: 'The request did not come to its end in time (APIGW.0201).',
  415: 'The body is compressed (APIGW.0201).',
  417: 'The header Expect asks for something else than 100-continue (APIGW.0201).',
  431: 'The address and the headers are over 64 KB (APIGW.0201).',
})

/** The refusals that any SMS operation can answer. */
export const smsFailures = {
  ...answersOf(SmsFailure, {
    400: 'The request or the state of the resource does not allow it (SMS.xxxx).',
    401: 'The gateway did not accept the credentials (APIGW.0301).',
    403: 'The user may not do that (SMS.9004).',
    404: 'The resource does not exist (SMS.xxxx).',
    413: 'The body is over 12 MB (APIGW.0201).',
    501: 'This emulator does not build that yet (EMULATOR.0501).',
    507: 'The database file cannot be written (EMULATOR.0507).',
  }),
  ...unreadable,
}

const iamReasons = {
  400: 'The request body is invalid.',
  401: 'The credentials were not accepted.',
  403: 'The user may not do that.',
  404: 'What was asked for does not exist.',
  409: 'There is one of that name already.',
  413: 'The body is over 12 MB.',
  501: 'This emulator does not build that yet.',
  507: 'The database file cannot be written (EMULATOR.0507).',
}

/** A bad signature is refused by the gateway in front of IAM, too. */
const KeystoneRefusal = z
  .union([IamFailure, GatewayFailure])
  .meta({ id: 'KeystoneRefusal', description: "Of Keystone's routes." })
/** What an agency does not allow, or is too much, has Keystone's shape there, too (iam.md §1.3, §5.1). */
const ExtensionRefusal = z
  .union([IamExtensionFailure, IamFailure, GatewayFailure])
  .meta({ id: 'ExtensionRefusal', description: "Of IAM's extensions." })

/** The refusals that any of IAM's Keystone operations can answer. */
export const iamFailures = { ...answersOf(KeystoneRefusal, iamReasons), ...unreadable }
/** The refusals that any of IAM's own extensions can answer. */
export const iamExtensionFailures = {
  ...answersOf(ExtensionRefusal, iamReasons),
  ...unreadable,
}

/** The refusals that any call of the control API can answer. */
export const controlFailures = {
  ...answersOf(ControlFailure, {
    400: 'The request does not make sense; the message says where.',
    401: 'The call comes from another machine, without X-Emulator-Token.',
    403: 'The call comes from a web page that may not call (docs/safety.md).',
    404: 'The account or the task does not exist.',
    409: 'It cannot be done as things are; the message says why.',
    507: 'The database file cannot be written (EMULATOR.0507).',
  }),
  ...unreadable,
}
