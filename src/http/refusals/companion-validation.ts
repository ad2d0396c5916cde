import { ApiError, type ErrorName } from '../../errors/refusals.ts'
import type { CompanionService } from '../../schemas/companion-services.ts'
import { type Problem, pathText } from '../../schemas/issues.ts'

const invalid: Record<CompanionService, ErrorName> = {
  ecs: 'ecsInvalid',
  vpc: 'vpcInvalid',
  ims: 'imsInvalid',
  evs: 'evsInvalid',
}

/** A part of a request to a companion breaks its schema: each service has one code for that (*inferred*). */
export function companionValidationError(
  [first]: Problem[],
  service: CompanionService | undefined,
): ApiError {
  return companionRefusal(
    first ? `${pathText(first.path, 'the body')}: ${first.message}` : 'the request is invalid',
    service,
  )
}

/** What is wrong with a request to a companion, under the code of its service; under the gateway's for no service. */
export const companionRefusal = (
  sentence: string,
  service: CompanionService | undefined,
): ApiError => new ApiError(service ? invalid[service] : 'requestMalformed', sentence)
