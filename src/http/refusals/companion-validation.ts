import { ApiError, type ErrorName } from '../../errors/refusals.ts'
import { type Problem, pathText } from '../../schemas/issues.ts'
import type { Companion } from '../pipeline/surface.ts'

const invalid: Record<Companion, ErrorName> = {
  ecs: 'ecsInvalid',
  vpc: 'vpcInvalid',
  ims: 'imsInvalid',
  evs: 'evsInvalid',
}

/** A part of a request to a companion breaks its schema: each service has one code for that (*inferred*). */
export function companionValidationError(
  [first]: Problem[],
  service: Companion | undefined,
): ApiError {
  if (!service) {
    return new ApiError('requestMalformed', 'the body, a header or the query is invalid.')
  }
  const sentence = first
    ? `${pathText(first.path, 'the body')}: ${first.message}`
    : 'the request is invalid'
  return new ApiError(invalid[service], sentence)
}
