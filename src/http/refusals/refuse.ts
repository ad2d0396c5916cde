import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, Throttled } from '../../errors/refusals.ts'
import { recordRefusal } from '../../operations/control/explain.ts'
import { causesNow } from '../../operations/control/refusal-causes.ts'
import { problemsOf } from '../../schemas/issues.ts'
import { quoteValue } from '../../schemas/sentences.ts'
import { partsOf } from '../../text/targets.ts'
import type { Call } from '../pipeline/call.ts'
import { media_type_refused } from './body-text.ts'
import { companionRefusal, companionValidationError } from './companion-validation.ts'
import { brokenRules, controlValidationError } from './control-validation.ts'
import { bodies } from './dialects.ts'
import { iamBodyError, iamValidationError } from './iam-validation.ts'
import { SchemaRefused } from './schema-refused.ts'
import { smsValidationError } from './sms-validation.ts'

/**
 * The only place that turns what was thrown into a response. Three kinds are the client's: an
 * ApiError, a refusal by a schema, and Fastify's own 4xx. One is the disk's, and says so. All else
 * is a bug of ours: a 500 with a fixed text, whose details go to the log.
 */
export function refuse(error: FastifyError, { call }: FastifyRequest, reply: FastifyReply) {
  return reply.serializer(JSON.stringify).send(refusalBody(error, call))
}

/** What a refusal says in the dialect of the surface. Its status and its headers go to the reply. */
export function refusalBody(error: FastifyError, call: Call): object {
  const { request, reply, surface } = call
  const refusal = refusalOf(error, call)
  call.tellId()
  const told = { reqId: call.id, err: error }
  if (refusal.error === 'internal') request.log.error(told, 'unexpected error')
  if (refusal.error.startsWith('storage')) request.log.error(told, 'database failed')
  if (refusal instanceof Throttled) reply.header('retry-after', refusal.retry_after_s)
  if (surface !== 'control') remember(call, refusal, error)
  const body = bodies[surface](refusal, call)
  call.refusal.code = codeOf(body)
  reply.code(refusal.statusCode).type('application/json')
  return body
}

/** The code as a body shows it: those of Keystone are the statuses. */
const codeOf = (body: {
  error_code?: string
  code?: string
  error?: { code: string | number }
}): string => body.error_code ?? body.code ?? String(body.error?.code)

/** Keeps why a call was refused, for `/_emulator/explain`. */
function remember(call: Call, refusal: ApiError, error: FastifyError): void {
  const { id: request_id, knownParts, request } = call
  const account = knownParts.identified?.account
  const known = account && {
    account: account.id,
    causes: causesNow(account, refusal),
    token: null,
    signature: null,
  }
  recordRefusal(
    call.emulator.observed,
    { request_id, method: request.method, target: request.originalUrl },
    refusal,
    {
      evidence: call.refusal.evidence ?? known ?? null,
      validation: error instanceof SchemaRefused ? brokenRules(error) : null,
    },
  )
}

function refusalOf(error: FastifyError, call: Call): ApiError {
  const { request, surface } = call
  if (error instanceof ApiError) return error
  const stored = call.emulator.commits.refusalOf(error)
  if (stored) return stored
  if (error instanceof SchemaRefused) return validationRefusal(error, call)
  const { statusCode } = error
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) {
    return new ApiError('internal')
  }
  if (error.code === 'FST_ERR_BAD_URL') return badTarget(call)
  if (surface === 'iam') return iamBodyError(call, statusCode, body_max_bytes)
  if (surface === 'control') {
    return new ApiError('controlInvalid', bodyProblem(error, call))
  }
  if (surface === 'companions' && statusCode !== 413) {
    return companionRefusal(bodyProblem(error, call), call.config.companion?.service)
  }
  if (error.code === media_type_refused) {
    return new ApiError('contentType', request.headers['content-type'] ?? 'absent')
  }
  if (statusCode === 413) return new ApiError('bodyTooLarge', body_max_bytes)
  return error instanceof SyntaxError
    ? new ApiError('bodyNotJson', error.message)
    : new ApiError('requestMalformed', bodyProblem(error, call))
}

/** Says in our words what Fastify found wrong with a body that it did not read. */
function bodyProblem(error: FastifyError, { request }: Call): string {
  if (error instanceof SyntaxError) return `the body is not JSON: ${error.message}`
  const { 'content-type': type, 'content-length': length } = request.headers
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return `the body is over ${request.routeOptions.bodyLimit} bytes`
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return `the body does not have the length that Content-Length gives, ${length}`
    case media_type_refused:
      if (error.name !== 'FastifyError') return `the body: ${error.message}`
      return `the Content-Type ${quoteValue(type)} is not supported; send the body with -H 'Content-Type: application/json'`
    default:
      return `the body: ${error.message}`
  }
}

/** A target that the router cannot read. */
function badTarget({ request, surface }: Call): ApiError {
  const { path } = partsOf(request.originalUrl)
  const problem = path.startsWith('/')
    ? 'a "%" in it is not followed by the code of UTF-8 text'
    : 'it is neither a path nor an http:// URL'
  const message = `the target "${path.slice(0, 200)}" cannot be read: ${problem}`
  return new ApiError(surface === 'control' ? 'controlInvalid' : 'requestMalformed', message)
}

/** The gateway's limit (behaviour.md §6.2). */
export const body_max_bytes = 12 * 1_048_576

function validationRefusal(error: SchemaRefused, call: Call): ApiError {
  const context = error.validationContext ?? 'body'
  const places = problemsOf(error.issues)
  switch (call.surface) {
    case 'iam':
      return iamValidationError(call, places)
    case 'sms':
      return smsValidationError(places, context, call.operation ?? '', call.request.body)
    case 'companions':
      return companionValidationError(places, call.config.companion?.service)
    case 'control':
      return controlValidationError(places, context)
  }
}
