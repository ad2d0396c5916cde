import { z } from 'zod'
import { ownValue } from '../text/own-value.ts'
import { described, type Meanings } from './meanings.ts'
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

/**
 * Reads a word in any case, where the contract has one spelling. One that is not known stays as it was written, so that
 * its refusal quotes it so.
 *
 * @param words those of the contract.
 * @param meant other words that mean one of them, in lower case.
 */
export const wordInAnyCase =
  (words: readonly string[], meant: Readonly<Record<string, string>> = {}) =>
  (value: unknown): unknown => {
    if (typeof value !== 'string') return value
    const lower = value.toLowerCase()
    return ownValue(meant, lower) ?? words.find((word) => word.toLowerCase() === lower) ?? value
  }

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

/** What the words of refusals mean (behaviour.md §6.1, iam.md §1.6). */
const refusal: Meanings = {
  error_code: 'Code of the error, such as SMS.7703 or APIGW.0301.',
  error_msg: 'What is wrong, in words. Programs should go by the code.',
  request_id:
    'Id of the request; only the gateway tells it here. Every answer has it as X-Request-Id.',
  encoded_authorization_message: 'Encoded decision of the policy; only with 403.',
  error_param: 'Values that the message is about; only with 403.',
  details: 'Errors that led to this one; only with 403.',
  error: 'The refusal.',
  title: 'Reason phrase of the status, such as Unauthorized.',
  message: 'What is wrong, in words.',
}

/** A refusal of SMS, and of the gateway in front of it (which adds `request_id`). */
export const SmsFailure = described(refusal, {
  error_code: z.string(),
  error_msg: z.string(),
  request_id: z.string().optional(),
  encoded_authorization_message: z.string().optional(),
  error_param: z.array(z.string()).optional(),
  details: z
    .array(described(refusal, { error_code: z.string(), error_msg: z.string() }))
    .optional(),
}).meta({ id: 'SmsFailure', description: "A refusal in the service's shape." })

/** A refusal of IAM's Keystone-compatible routes (iam.md §1.6, shape A). */
export const IamFailure = described(refusal, {
  error: described(
    { ...refusal, code: 'HTTP status, as a number.' },
    { code: z.int(), message: z.string(), title: z.string() },
  ),
}).meta({ id: 'IamFailure', description: "A refusal in Keystone's shape." })

/** A refusal of IAM's own extensions (iam.md §1.6, shape B). */
export const IamExtensionFailure = described(
  { ...refusal, error_code: 'Code of the error, such as IAM.0011.' },
  { error_msg: z.string(), error_code: z.string() },
).meta({ id: 'IamExtensionFailure', description: "A refusal in the shape of IAM's extensions." })

const control_refusal: Meanings = {
  ...refusal,
  code: 'Code of the error, such as EMULATOR.0400.',
  message: 'What was given, what is wrong with it and what to do instead.',
  details: 'Each mistake with its place, if there is more to say than the message.',
  path: 'Where the mistake is, such as accounts[0].sources[2].name.',
  line: 'Line of the file in which the mistake is, counted from 1; absent if it is not a file.',
}

/** A refusal of the control API. */
export const ControlFailure = described(control_refusal, {
  error: described(control_refusal, {
    code: z.string(),
    message: z.string(),
    details: z
      .array(
        described(
          { ...control_refusal, message: 'What is wrong there, and what to do instead.' },
          { path: z.string(), message: z.string(), line: z.int().optional() },
        ),
      )
      .optional(),
  }),
}).meta({ id: 'ControlFailure', description: 'What was wrong, where, and what to do.' })

const answersOf = (schema: z.ZodType, reasons: Record<number, string>) =>
  Object.fromEntries(
    Object.entries(reasons).map(([status, description]) => [
      status,
      { description, content: { 'application/json': { schema } } },
    ]),
  )

/** A refusal before there is a service or a route: the gateway's, whichever is asked. */
export const GatewayFailure = described(
  {
    ...refusal,
    error_code: 'Code of the error, such as APIGW.0301.',
    request_id: 'Id of the request, the same as X-Request-Id.',
  },
  { error_code: z.string(), error_msg: z.string(), request_id: z.string() },
).meta({ id: 'GatewayFailure', description: "A refusal in the gateway's shape." })

/*
 * The statuses of refusals: which calls are answered so, and why. test/statuses.test.ts walks every operation
 * and has each of them sent. A fault may ask for any other status from 400 to 599, in the same shapes.
 */

/** What cannot be read as a request is refused before anything knows which operation is meant. */
const unreadable = answersOf(GatewayFailure, {
  408: 'The request timed out (APIGW.0201). Send it again.',
  431: 'The address and the headers are over 64 KB (APIGW.0201). Send less.',
})

/** SMS and IAM refuse this as the gateway; the control API with 400. */
const unsupported = answersOf(GatewayFailure, {
  415: 'The body is compressed (APIGW.0201). Send it as it is.',
  417: 'The header Expect asks for something else than 100-continue (APIGW.0201). Leave it out.',
})

/** The database, and bugs. */
const broken = {
  500: 'The emulator failed (SMS.6000), or the database file cannot be read (EMULATOR.0500); its log says more. Or a fault asks for it.',
  507: 'The database file cannot be written (EMULATOR.0507).',
}

/** What happens between a client and the service, here only where a fault asks for it (docs/faults.md). */
const underway = {
  502: 'A fault asks for it (APIGW.0202).',
  503: 'A fault asks for it (APIGW.0202), or the emulator stops before what is due in the account has happened (EMULATOR.0503).',
  504: 'A fault asks for it (APIGW.0203).',
}

/** What a companion can refuse with, in the form of its service. @param schema of its refusals, or the gateway's. */
export const companionFailures = (schema: z.ZodType) => ({
  ...answersOf(schema, {
    400: 'The request does not make sense.',
    401: 'The gateway did not accept the credentials (APIGW.0301). Log in again or correct the signature.',
    403: 'The project is not one of the account (APIGW.0302), or the call comes from a web page.',
    404: 'The resource does not exist.',
    413: 'The body is over 12 MB (APIGW.0201). Send a smaller one.',
    429: 'Too many calls, where a fault asks for it (APIGW.0308).',
    ...broken,
    ...underway,
  }),
  ...unsupported,
  ...unreadable,
})

/** A companion's refusal of what is in use, beside the others. */
export const inUseFailure = (schema: z.ZodType) =>
  answersOf(schema, { 409: 'The resource is in use, or cannot be changed as things are.' })

/** The refusals that any SMS operation can answer. */
export const smsFailures = {
  ...answersOf(SmsFailure, {
    400: 'The request or the state of the resource does not allow it.',
    401: 'The gateway did not accept the credentials (APIGW.0301). Log in again or correct the signature; `sms-emulator explain` with the X-Request-Id of the answer says what is wrong.',
    403: 'The user may not do that, or the call comes from a web page.',
    404: 'The resource does not exist.',
    413: 'The body is over 12 MB (APIGW.0201). Send a smaller one.',
    429: 'Too many calls: a scenario throttles them, or a fault asks for it (APIGW.0308).',
    ...broken,
    ...underway,
  }),
  ...unsupported,
  ...unreadable,
}

const iamReasons = {
  400: 'The request body is invalid.',
  401: 'The credentials were not accepted.',
  403: 'The user may not do that, or the call comes from a web page.',
  404: 'What was asked for does not exist.',
  413: 'The body is over 12 MB.',
  429: 'Too many calls, where a fault asks for it.',
  ...broken,
  ...underway,
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
export const iamFailures = {
  ...answersOf(KeystoneRefusal, iamReasons),
  ...unsupported,
  ...unreadable,
}
/** The same of an operation that gives something a name. */
export const iamNamingFailures = {
  ...iamFailures,
  ...answersOf(KeystoneRefusal, { 409: 'There is one of that name already.' }),
}
/** The refusals that any of IAM's own extensions can answer. */
export const iamExtensionFailures = {
  ...answersOf(ExtensionRefusal, iamReasons),
  ...unsupported,
  ...unreadable,
}

/** The refusals of calls of the control API that everyone may make: whether the emulator is there and ready. */
export const publicFailures = {
  ...answersOf(ControlFailure, {
    400: 'The request does not make sense; the message says where.',
    403: 'The call comes from a web page that may not call (docs/safety.md).',
    500: 'The emulator failed (SMS.6000), or the database file cannot be read (EMULATOR.0500); its log says more.',
    507: broken[507],
  }),
  ...unreadable,
}

/** The refusals of calls of the control API that are about no account. */
export const processFailures = {
  ...publicFailures,
  ...answersOf(ControlFailure, {
    401: 'The call comes from another machine, without X-Emulator-Token.',
  }),
}

/** The refusals of calls of the control API that are about an account. */
export const controlFailures = {
  ...processFailures,
  ...answersOf(ControlFailure, {
    404: 'The account does not exist, or what was asked for in it.',
    409: 'The account was reset meanwhile, or it cannot be done as things are; the message says why.',
    503: 'The emulator stopped before the clock had come to its end, or what was due had happened (EMULATOR.0503).',
  }),
}

/** Further answers of some calls of the control API. */
export const notFound = answersOf(ControlFailure, { 404: 'There is nothing of that name.' })
export const tooManyStreams = answersOf(ControlFailure, {
  429: 'Too many streams are open.',
})
export const conflict = answersOf(ControlFailure, {
  409: 'It cannot be done as things are; the message says why.',
})
