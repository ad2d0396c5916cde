import { ApiError, type ErrorName } from '../../errors/refusals.ts'
import { type Problem, pathText } from '../../schemas/issues.ts'
import { ownValue } from '../../text/own-value.ts'

/**
 * Which of SMS's codes a broken schema gets: 60xx for the shape, and for some fields one of their
 * own (behaviour.md §6.4). When several things are wrong the shape comes first, then the order of
 * §3.2; the service names one of them.
 */

type Kind = 'missing' | 'empty' | 'long' | 'text' | 'type'

function kindOf({ issue, missing }: Problem): Kind {
  if (missing) return 'missing'
  if (issue.code === 'too_small' && issue.origin === 'string') return 'empty'
  if (issue.code === 'too_big' && issue.origin === 'string') return 'long'
  return issue.code === 'invalid_format' ? 'text' : 'type'
}

const shape: Record<Kind, ErrorName> = {
  missing: 'parameterMissing',
  empty: 'bodyInvalid',
  long: 'parameterTooLong',
  text: 'bodyInvalid',
  type: 'bodyInvalid',
}

/** Codes of single fields, in the order in which the service looks at them. */
const fields: [field: string, codes: Partial<Record<Kind, ErrorName>>][] = [
  [
    'RegisterServer.name',
    { missing: 'nameEmpty', empty: 'nameEmpty', long: 'nameLength', text: 'nameCharacters' },
  ],
  ['RegisterServer.os_type', { type: 'osTypeInvalid' }],
  ['RegisterServer.platform', { type: 'platformInvalid' }],
  [
    'CreateTask.name',
    { empty: 'taskNameInvalid', long: 'taskNameInvalid', text: 'taskNameInvalid' },
  ],
  [
    'UpdateTask.name',
    { empty: 'taskNameInvalid', long: 'taskNameInvalid', text: 'taskNameInvalid' },
  ],
  ['CreateTask.type', { type: 'taskTypeInvalid' }],
  ['CreateTask.project_id', { missing: 'projectIdMissing' }],
  ['CreateTask.region_id', { missing: 'regionMissing' }],
  ['CreateTask.region_name', { missing: 'regionNameInvalid' }],
  ['CreateTask.source_server.id', { missing: 'sourceIdInvalid', type: 'sourceIdInvalid' }],
  ['CreateTask.os_type', { type: 'osTypeInvalid' }],
  ['CreateTask.target_server', { missing: 'targetMissing' }],
  ['UpdateTaskStatus.operation', { type: 'parametersInvalid' }],
  ['UpdateTaskSpeed.subtask_name', { type: 'subtaskUnknown' }],
  ['UpdateTaskSpeed.progress', { type: 'progressRange' }],
  ['UpdateTaskSpeed.agent_time', { text: 'timeInvalid', long: 'timeInvalid' }],
  [
    'UpdateCommandResult.command_name',
    { missing: 'commandNameMissing', empty: 'commandNameMissing' },
  ],
  ['UpdateCommandResult.result', { type: 'commandResultInvalid' }],
  ['UpdateCommandResult.result_detail', { type: 'commandDetailInvalid' }],
  ['UpdateSpeed.speed_limit.*.start', { text: 'timeInvalid', long: 'timeInvalid' }],
  ['UpdateSpeed.speed_limit.*.end', { text: 'timeInvalid', long: 'timeInvalid' }],
]

/** @param body the request's body, to name the value that was refused. */
export function smsValidationError(
  places: Problem[],
  context: string,
  operationId: string,
  body: unknown,
): ApiError {
  const [first] = places
  if (!first) return new ApiError('parametersInvalid', context)
  if (context === 'params') {
    const name: ErrorName = first.path[0] === 'source_id' ? 'sourceIdInvalid' : 'parametersInvalid'
    return new ApiError(name, sentence(first))
  }
  if (context === 'querystring') {
    const integer = first.path[0] === 'limit' || first.path[0] === 'offset'
    return new ApiError(integer ? 'integerInvalid' : 'parametersInvalid', sentence(first))
  }
  if (first.path.length === 0 && (body === undefined || body === null)) {
    return new ApiError('bodyEmpty')
  }
  return bodyError(places, operationId, body)
}

function bodyError(places: Problem[], operationId: string, body: unknown): ApiError {
  const named = places.map((place) => {
    const kind = kindOf(place)
    const field = `${operationId}.${pathText(place.path).replace(/\b\d+\b/g, '*')}`
    const rank = fields.findIndex(([name]) => name === field)
    const special = fields[rank]?.[1][kind]
    return { place, rank: special ? rank : -1, error: special ?? shape[kind] }
  })
  const [worst] = named.sort((a, b) => a.rank - b.rank)
  if (!worst) return new ApiError('bodyInvalid', operationId)
  const value = valueAt(body, worst.place.path)
  switch (worst.error) {
    case 'nameLength':
      return new ApiError('nameLength', String(value).length)
    case 'nameCharacters':
      return new ApiError('nameCharacters', String(value))
    default:
      return new ApiError(
        worst.error,
        ...(hasBlank(worst.error) ? [gapOf(worst.error, worst.place)] : []),
      )
  }
}

/** Messages that say what was wrong take a sentence; the others are complete. */
const complete: readonly ErrorName[] = [
  'nameEmpty',
  'commandNameMissing',
  'projectIdMissing',
  'regionMissing',
  'regionNameInvalid',
  'targetMissing',
]
const hasBlank = (error: ErrorName): boolean => !complete.includes(error)

/** What a message says of a place; one that says itself that something is missing does not say it twice. */
const gapOf = (error: ErrorName, place: Problem): string =>
  error === 'parameterMissing' ? sentence(place).replace(': missing; ', '; ') : sentence(place)

const sentence = ({ path, message }: Problem): string => `${pathText(path, 'the body')}: ${message}`

const valueAt = (body: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? ownValue(value as Record<string, unknown>, key)
        : undefined,
    body,
  )
