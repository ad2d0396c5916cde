import { ApiError } from '../../errors/refusals.ts'
import type { Problem } from '../../schemas/issues.ts'
import { ownValue } from '../../text/own-value.ts'
import type { Call } from '../pipeline/call.ts'

/** Which refusal a broken request to IAM gets (iam.md §1.3, §1.6). */

/** Operations whose refusals are of the 1100s: those that make temporary keys. */
const isTemporaryKey = ({ operation }: Call): boolean => operation === 'CreateTemporaryAccessKey'

/** A body that is no JSON, or none that is taken. */
export function iamBodyError(call: Call, statusCode: number, limit: number): ApiError {
  if (isTemporaryKey(call) && (statusCode === 413 || !call.knownParts.read?.text)) {
    return new ApiError('iamKeyBodySize', call.request.headers['content-length'] ?? 0)
  }
  const { dialect } = call.config
  if (dialect === 'gateway') {
    if (statusCode === 413) return new ApiError('bodyTooLarge', limit)
    return new ApiError('requestMalformed', 'the body, a header or the query is invalid.')
  }
  if (statusCode === 413) return new ApiError('iamBodyTooLarge', limit)
  return new ApiError(dialect === 'extension' ? 'iamExtBodyInvalid' : 'iamBodyInvalid')
}

/** A body, query or header that breaks its schema. */
export function iamValidationError(call: Call, places: Problem[]): ApiError {
  const [first] = places
  const field = first?.path.findLast((step) => typeof step === 'string')
  const isMissing = first?.missing ?? false
  const { dialect } = call.config
  if (first === undefined || field === undefined || dialect === 'gateway') {
    return iamBodyError(call, 400, 0)
  }
  if (dialect !== 'extension') {
    const isName = isMissing && first.path.join('.') === 'project.name'
    return new ApiError(isName ? 'iamNameMissing' : 'iamBodyInvalid')
  }
  if (isTemporaryKey(call)) {
    return new ApiError(isMissing ? 'iamKeyFieldMissing' : 'iamKeyFieldInvalid', field)
  }
  if (isMissing) return new ApiError('iamRequired', field)
  return new ApiError('iamFieldInvalid', field, shown(valueAt(call.request.body, first.path)))
}

const shown = (value: unknown): string =>
  typeof value === 'object' ? 'an object' : String(value).slice(0, 64)

const valueAt = (body: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? ownValue(value as Record<string, unknown>, key)
        : undefined,
    body,
  )
