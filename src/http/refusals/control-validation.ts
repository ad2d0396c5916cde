import { ApiError } from '../../errors/refusals.ts'
import type { BrokenRule } from '../../schemas/control/explain.ts'
import { details_max, type Problem, pathText, problemsOf, ruleText } from '../../schemas/issues.ts'
import type { SchemaRefused } from './schema-refused.ts'

/** What a request breaks, in the words of the control API. */

export const brokenRules = ({ issues, validationContext = 'body' }: SchemaRefused): BrokenRule[] =>
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

/** How many mistakes the sentence of a refusal tells; its details have more. */
const told_max = 10

/** The refusal of the control API: the first problems in its sentence, more of them in its details. */
export function controlValidationError(places: readonly Problem[], context: string): ApiError {
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
