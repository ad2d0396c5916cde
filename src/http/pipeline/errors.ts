import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, Throttled } from '../../errors/refusals.ts'
import { recordRefusal } from '../../operations/control/explain.ts'
import type { BrokenRule } from '../../schemas/control/explain.ts'
import { details_max, pathText, problemsOf, ruleText } from '../../schemas/issues.ts'
import { partsOf } from '../../text/targets.ts'
import { media_type_refused } from './body-text.ts'
import { Call } from './call.ts'
import { restoreHead } from './head.ts'
import { iamBodyError, iamValidationError } from './iam-validation.ts'
import { tellId } from './request-ids.ts'
import { SchemaRefused } from './schemas.ts'
import { smsValidationError } from './sms-validation.ts'
import { type Surface, setSurfaceHeaders, surfaceOf } from './surface.ts'

/**
 * The only place that turns what was thrown into a response. Three kinds are the client's: an
 * ApiError, a refusal by a schema, and Fastify's own 4xx. One is the disk's, and says so. All else
 * is a bug of ours: a 500 with a fixed text, whose details go to the log.
 */
export const errorHandlers: FastifyPluginAsync = async (app) => {
  app.setErrorHandler<FastifyError>(refuse)

  app.setNotFoundHandler((request) => {
    if (surfaceOf(request) === 'control') {
      throw new ApiError('controlUnknown', request.method, partsOf(request.url).path)
    }
    throw new ApiError('apiUnknown')
  })
}

/** Refuses what is wrong before there is a route, and so before any hook: a path that cannot be decoded. */
export function refuseUnrouted(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  request.call = new Call(request)
  restoreHead(request.raw)
  setSurfaceHeaders(request, reply)
  return refuse(error, request, reply)
}

/** Sends a refusal in the dialect of the surface. */
function refuse(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const body = refusalBody(error, request, reply)
  return reply.serializer(JSON.stringify).send(body)
}

/** What a refusal says in the dialect of the surface. Its status and its headers go to the reply. */
export function refusalBody(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): object {
  const surface = surfaceOf(request)
  const refusal = refusalOf(error, request, surface)
  tellId(request, reply)
  const told = { reqId: request.id, err: error }
  if (refusal.error === 'internal') request.log.error(told, 'unexpected error')
  if (refusal.error.startsWith('storage')) request.log.error(told, 'database failed')
  if (refusal instanceof Throttled) reply.header('retry-after', refusal.retry_after_s)
  if (surface !== 'control') remember(request, refusal, error)
  const body = bodies[surface](refusal, request)
  request.errorCode = codeOf(body)
  reply.code(refusal.statusCode).type('application/json')
  return body
}

/** The code as a body shows it: those of Keystone are the statuses. */
const codeOf = (body: { error_code?: string; error?: { code: string | number } }): string =>
  body.error_code ?? String(body.error?.code)

/** Keeps why a call was refused, for whoever asks `/_emulator/explain`. */
function remember(request: FastifyRequest, refusal: ApiError, error: FastifyError): void {
  const { id: request_id, method, originalUrl: target, evidence, call } = request
  const account = call.soFar.identified?.account
  const nobodys = account ? { account, causes: [], token: null, signature: null } : null
  recordRefusal(
    request.server.emulator,
    { request_id, method, target },
    refusal,
    evidence ?? nobodys,
    error instanceof SchemaRefused ? brokenRules(error) : null,
  )
}

const brokenRules = ({ issues, validationContext = 'body' }: SchemaRefused): BrokenRule[] =>
  problemsOf(issues)
    .slice(0, details_max)
    .map(({ path, message, issue }) => ({
      path: placePath(path, validationContext),
      rule: ruleText(issue),
      message,
    }))

/** The parts of a request by what Fastify calls them: as `details` and `explain` name them. */
const parts: ReadonlyMap<string, string> = new Map([
  ['querystring', 'query'],
  ['params', 'path'],
  ['headers', 'header'],
])

/** Where something is in a request, for programs: `body.until.task`, `query.limit`. */
function placePath(path: PropertyKey[], context: string): string {
  const part = parts.get(context) ?? context
  return path.length === 0 ? part : `${part}.${pathText(path)}`
}

/** Where something is in a request, in words: `until.task`, `?limit`, `account in the path`. */
function placeWords(path: PropertyKey[], context: string): string {
  const part = parts.get(context) ?? context
  if (path.length === 0) return `the ${part}`
  const place = pathText(path)
  if (part === 'body') return place
  return part === 'query' ? `?${place}` : `${place} in the ${part}`
}

/** Refusals in each dialect (behaviour.md §6.1, iam.md §1.6 and §2.3). */
const bodies: Record<Surface, (error: ApiError, request: FastifyRequest) => object> = {
  sms: (error, { id }) => ({
    error_code: error.code,
    error_msg: error.message,
    ...(error.code.startsWith('SMS.') ? {} : { request_id: id }),
    ...(error.error === 'actionForbidden' ? forbidden(error, id) : {}),
  }),
  iam: (error, { id, routeOptions }) => {
    const { code, statusCode, message } = error
    const dialect = routeOptions.config?.dialect
    // Paths that IAM does not have are refused by the gateway in front of it, as on the cloud.
    if (dialect === 'gateway' || code.startsWith('APIGW.')) {
      return { error_code: code, error_msg: message, request_id: id }
    }
    if (dialect === 'extension' && code !== 'IAM') return { error_msg: message, error_code: code }
    return {
      error: {
        code: statusCode,
        message,
        title: titles[statusCode] ?? STATUS_CODES[statusCode] ?? 'Error',
      },
    }
  },
  control: ({ code, message, details }) => ({
    error: { code, message, ...(details ? { details } : {}) },
  }),
}

/** What SMS adds when it is not allowed; the message that only the cloud can decode is an id. */
const forbidden = ({ code, message, params }: ApiError, request_id: string) => ({
  encoded_authorization_message: request_id,
  error_param: params,
  details: [{ error_code: code, error_msg: message }],
})

/** Where IAM's words are not HTTP's. */
const titles: Record<number, string> = {
  413: 'Request Entity Too Large',
}

function refusalOf(error: FastifyError, request: FastifyRequest, surface: Surface): ApiError {
  if (error instanceof ApiError) return error
  const stored = request.server.emulator.storageRefusal(error)
  if (stored) return stored
  if (error instanceof SchemaRefused) return validationRefusal(error, request, surface)
  const { statusCode } = error
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) {
    return new ApiError('internal')
  }
  if (error.code === 'FST_ERR_BAD_URL') return badTarget(request, surface)
  if (surface === 'iam') return iamBodyError(request, statusCode, body_max_bytes)
  if (surface === 'control') {
    const hint = statusCode === 415 ? "; send it with -H 'Content-Type: application/json'" : ''
    return new ApiError('controlInvalid', `body: ${error.message}${hint}`)
  }
  if (error.code === media_type_refused) {
    return new ApiError('contentType', request.headers['content-type'] ?? 'absent')
  }
  if (statusCode === 413) return new ApiError('bodyTooLarge', body_max_bytes)
  return error instanceof SyntaxError
    ? new ApiError('bodyNotJson', error.message)
    : new ApiError('requestMalformed', error.message)
}

/** A target that the router cannot read. */
function badTarget({ originalUrl }: FastifyRequest, surface: Surface): ApiError {
  const { path } = partsOf(originalUrl)
  const problem = path.startsWith('/')
    ? 'a "%" in it is not followed by the code of UTF-8 text'
    : 'it is neither a path nor an http:// URL'
  const message = `the target "${path.slice(0, 200)}" cannot be read: ${problem}`
  return new ApiError(surface === 'control' ? 'controlInvalid' : 'requestMalformed', message)
}

/** So many mistakes are told in the sentence of a refusal; its details have more. */
const told_max = 10

/** The gateway's limit (behaviour.md §6.2). */
export const body_max_bytes = 12 * 1_048_576

function validationRefusal(
  error: SchemaRefused,
  request: FastifyRequest,
  surface: Surface,
): ApiError {
  const context = error.validationContext ?? 'body'
  const places = problemsOf(error.issues)
  if (surface === 'iam') return iamValidationError(request, places)
  if (surface === 'sms') {
    return smsValidationError(places, context, request.call.operation ?? '', request.body)
  }
  const details = places
    .slice(0, details_max)
    .map(({ path, message }) => ({ path: placePath(path, context), message }))
  const text = places
    .slice(0, told_max)
    .map(({ path, message }) => `${placeWords(path, context)}: ${message}`)
    .join('; ')
  const others = places.length - told_max
  const all = others > 0 ? `${text}; and ${others} more` : text
  return new ApiError('controlInvalid', all, details)
}
