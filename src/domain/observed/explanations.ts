/** Tested by: test/http/control/explain.test.ts, test/http/control/explain-faults.test.ts */
import { type ApiError, type ErrorName, InjectedError, Throttled } from '../../errors/refusals.ts'
import type { BrokenRule, Evidence, Explanation } from '../../schemas/control/explain.ts'
import { describeFault, type FaultMet } from '../deviations/fault-words.ts'
import { withoutQuote } from '../hiding/hiding.ts'

/** Why a call was answered as it was, for people: from its refusal, its fault, and what is known of its credentials. */

/** How many calls that were refused or met a fault are remembered of each account, and of callers without one. */
export const explanations_max = 1_000

type Words = { why: string; causes: string[] }

const signature_causes: Words['causes'] = [
  'The secret key is not the one of this access key; compare both with the banner or the fixture.',
  'A proxy on the way changed what is signed: the Host (Python, Node and Java sign it, Java with the port), the path or its prefix, a header.',
  'The body that is sent is not the one that was signed: written anew by the HTTP library, or with another end of line.',
  'The client signs by rules of its own: the canonical URI ends with a slash, the query is sorted, names of headers are in lower case and sorted.',
]

/** By the refusal. What is absent here explains itself by its message. */
const words: Partial<Record<ErrorName, Words>> = {
  credentialsMissing: {
    why: 'The call has neither an X-Auth-Token nor a signature in Authorization.',
    causes: [
      'The client has no credentials: ask for a token at POST /v3/auth/tokens, or give the client an AK and SK.',
      'The token is in the answer’s header X-Subject-Token, not in its body; an empty one counts as missing.',
      'A proxy or a redirect removed the header.',
      'The token was sent in Authorization as a Bearer; it belongs in X-Auth-Token.',
    ],
  },
  tokenUnreadable: {
    why: 'The X-Auth-Token is not one that this emulator gave out, or it is no longer valid.',
    causes: [
      'The account was reset, or the emulator restarted without --db: tokens are lost with it, so log in again.',
      'The token was revoked.',
      'The token comes from another emulator, or from the cloud: clients have one endpoint for IAM and another for SMS (Go and .NET take no http:// for it from the environment).',
      'The header was cut or has a line end in it.',
    ],
  },
  tokenExpired: {
    why: 'The token expired: the account’s clock shows a later moment than its expires_at.',
    causes: [
      'The clock was advanced past the token’s end: tokens live for 24 hours of the account’s clock.',
      'The client does not log in again when its token expires.',
    ],
  },
  signatureUnreadable: {
    why: 'The Authorization header is not a signature that can be verified.',
    // Which of its rules the header breaks is known where it is read.
    causes: [],
  },
  keyUnknown: {
    why: 'No account of this emulator has the access key.',
    causes: [
      'The client uses the key of another environment; the emulator’s is in its banner and in its fixtures.',
      'The fixture that has the key was not loaded, or the account was reset to a state without it.',
      'It was a temporary key: a reset removes those.',
    ],
  },
  keyLocked: {
    why: 'Five bad signatures in a row locked the access key for five minutes of the account’s clock.',
    causes: [
      'The client signs wrongly: explain one of its earlier refusals.',
      'To go on at once, advance the clock by PT5M, or reset the account.',
    ],
  },
  signatureMismatch: {
    why: 'The signature does not match the request as it arrived.',
    causes: signature_causes,
  },
  signatureExpired: {
    why: 'X-Sdk-Date is more than 15 minutes away from real time, or is not a date of the form yyyyMMddTHHmmssZ.',
    causes: [
      'The clock of the client’s machine or container is wrong.',
      'X-Sdk-Date is in local time; it must be UTC.',
      'A recorded request was replayed. While the account’s clock is frozen or moved, dates are not compared.',
    ],
  },
  securityTokenMissing: {
    why: 'The access key is a temporary one, and was sent without its X-Security-Token.',
    causes: ['The client was given the temporary AK and SK, but not the security token.'],
  },
  securityTokenInvalid: {
    why: 'The X-Security-Token is not the one of this temporary access key.',
    causes: ['The client mixes the keys of one answer with the security token of another.'],
  },
  securityTokenExpired: {
    why: 'The temporary access key expired by the account’s clock.',
    causes: ['Ask for new temporary keys; the SDKs do it 40 minutes before the end.'],
  },
  apiUnknown: {
    why: 'No operation of SMS or IAM has this method and path.',
    causes: [
      'The endpoint of the client has a path of its own, such as /v3, so that it appears twice.',
      'The path is misspelt, or the method is another; openapi/coverage.md lists all calls.',
      'The call belongs to another service, such as ECS or VPC, which are not emulated.',
    ],
  },
  requestMalformed: {
    why: 'The request cannot be read.',
    causes: [
      'A client speaks TLS to the plain port (the Go SDK puts https:// before an IAM endpoint of the environment): start with --tls, or give http:// in code.',
    ],
  },
  iamWrongPassword: {
    why: 'IAM does not say whether the account, the user or the secret is meant.',
    causes: ['The name of the account (domain) belongs in user.domain.name, not in the scope.'],
  },
  iamTokenInvalid: {
    why: 'The X-Auth-Token is not one of this emulator, or it expired or was revoked.',
    causes: ['The account was reset, or its clock was advanced past the token’s end.'],
  },
  internal: {
    why: 'A bug of the emulator. Its log has the details under this request id.',
    causes: [],
  },
}

/** @returns the explanation of one refused call. */
export function explainRefusal(
  call: { request_id: string; method: string; target: string },
  refusal: ApiError,
  evidence: Evidence | null,
  validation: BrokenRule[] | null,
): Explanation {
  const { error, statusCode: status, code, about } = refusal
  const message = withoutQuote(refusal.message)
  const found = evidence?.causes ?? []
  const { why, causes } = words[error] ?? { why: message, causes: [] }
  return {
    request_id: call.request_id,
    account: evidence?.account ?? null,
    request: { method: call.method, target: call.target },
    answer: { status, code, message },
    fault: null,
    why,
    causes: [
      ...(found.length > 0 ? found : causesOfInjection(refusal)),
      ...(error === 'iamWrongPassword' ? about : []),
      ...causes,
    ],
    token: evidence?.token ?? null,
    signature: evidence?.signature ?? null,
    validation,
  }
}

const causesOfInjection = (refusal: ApiError): string[] =>
  refusal instanceof InjectedError || refusal instanceof Throttled
    ? [injectionCause(refusal.requestedBy)]
    : []

const injectionCause = (requestedBy: string): string => `The error was injected by ${requestedBy}.`

/** What is known of a call that has ended, refused or not. */
export type Ended = {
  request_id: string
  account: string | null
  method: string
  target: string
  status: number | null
  code: string | null
}

/** @returns the explanation of a call whose refusal, if it was refused, is not remembered. */
export function explainEnded(call: Ended): Explanation {
  const { request_id, account, method, target, status, code } = call
  return {
    request_id,
    account,
    request: { method, target },
    answer: { status, code, message: null },
    fault: null,
    why: sentenceOf(call),
    causes: [],
    token: null,
    signature: null,
    validation: null,
  }
}

function sentenceOf({ status, code }: Ended): string {
  if (status === null) {
    return 'No answer was sent: the client closed the connection before there was one, and no fault was met.'
  }
  if (code === null) {
    return `The call was answered with ${status}: nothing refused it, and it met no fault.`
  }
  return `The call was refused with ${status} ${code}; ${explanations_max} later calls were refused or met a fault, so that the reason is not remembered.`
}

/** An explanation with the fault that the call met: first of the causes of a refusal, else what there is to say. */
export function withFault(explanation: Explanation, met: FaultMet): Explanation {
  const { answer, causes } = explanation
  const words = describeFault(met)
  const others = causes.filter((cause) => cause !== injectionCause(`the fault "${met.id}"`))
  const told = { ...explanation, fault: met.id }
  const list = 'GET /_emulator/faults (sms-emulator faults) lists the faults of the account.'
  if (answer.code === null) return { ...told, why: words, causes: [list] }
  if (met.status !== null) return { ...told, causes: [words, list, ...others] }
  const lost = `The answer that was lost: ${answer.status} ${answer.code} ${answer.message}`
  return { ...told, answer: unanswered, why: words, causes: [list, lost, ...others] }
}

const unanswered = { status: null, code: null, message: null }
