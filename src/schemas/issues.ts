import type { z } from 'zod'
import { ownValue } from '../text/own-value.ts'
import { nounExpected, quoteName, quoteValue, sentenceOf } from './sentences.ts'

type Issue = z.core.$ZodIssue

/**
 * Something that is wrong at a place of a value.
 *
 * @property missing whether nothing is there.
 */
export type Problem = { path: PropertyKey[]; message: string; missing: boolean; issue: Issue }

/**
 * Checks a value from outside. Everything that somebody wrote is checked by this, so that all problems are
 * told in the same words (sentences.ts).
 *
 * @param extent of a long value only the first problem is looked for: a list of a million would cost gigabytes. Zod's
 *   own `validate` stops so, too, but does not say where.
 */
export function checkValue<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  extent: 'whole' | 'to the first problem' = 'whole',
): z.ZodSafeParseResult<z.output<Schema>> {
  const isWhole = extent === 'whole'
  const context: z.core.ParseContextInternal<Issue> = {
    error: isWhole ? sentenceOf : sentenceOfFirst,
    reportInput: true,
    abortEarly: !isWhole,
  }
  return schema.safeParse(value, context)
}

/** The first problem of each branch of a union does not say which branch was meant: its value is checked as a whole. */
function sentenceOfFirst(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_union' && !isLarge(issue.input)) {
    const issues = checkValue(issue.inst as z.ZodType, issue.input).error?.issues ?? []
    const [only] = issues
    Object.assign(issue, { errors: only?.code === 'invalid_union' ? only.errors : [issues] })
  }
  return sentenceOf(issue)
}

/** Of what has more values, names included, only the first problem is told. */
const values_max = 10_000

/** Whether a value is made of more values than are all checked when some of them are wrong. */
export function isLarge(value: unknown): boolean {
  const left = [value]
  for (let seen = 0; left.length > 0; seen++) {
    const next = left.pop()
    if (typeof next !== 'object' || next === null) continue
    const parts = Object.values(next)
    if (seen + left.length + parts.length > values_max) return true
    for (const part of parts) left.push(part)
  }
  return false
}

/**
 * What `checkValue` found wrong, one problem for each place, names that are unknown first: they explain what
 * is missing. Of a union the branch counts that was most likely meant: one whose keys are all known, then the one
 * with the fewest complaints; of an object that says nothing, the fullest.
 */
export const problemsOf = (issues: readonly Issue[]): Problem[] =>
  withoutWiderBounds(problemsBelow(issues, [])).sort(
    (one, other) => Number(isUnknown(other)) - Number(isUnknown(one)),
  )

const isUnknown = ({ issue }: Problem): boolean => issue.code === 'unrecognized_keys'

/**
 * Only the narrowest bound of a place is told: 1e99 is beyond that of all whole numbers, too, and two
 * bounds in one message contradict each other.
 */
function withoutWiderBounds(problems: Problem[]): Problem[] {
  const isNarrower = (one: Problem, other: Problem): boolean =>
    pathText(one.path) === pathText(other.path) && boundOf(one) < boundOf(other)
  const bounded = problems.filter((one) => Number.isFinite(boundOf(one)))
  if (bounded.length < 2) return problems
  return problems.filter(
    (one) => !bounded.some((other) => isNarrower(other, one) && Number.isFinite(boundOf(one))),
  )
}

/** How far from 0 the bound lies that a value is beyond; Infinity for another problem. */
const boundOf = ({ issue }: Problem): number => {
  if (issue.code === 'too_big') return Math.abs(Number(issue.maximum))
  return issue.code === 'too_small' ? Math.abs(Number(issue.minimum)) : Number.POSITIVE_INFINITY
}

function problemsBelow(issues: readonly Issue[], above: PropertyKey[]): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...above, ...issue.path]
    const missing = issue.code === 'invalid_type' && issue.input === undefined
    const problem = { path, message: issue.message, missing, issue }
    if (issue.code !== 'invalid_union') return [problem]
    const common = commonSentence(issue)
    if (common !== undefined) return [{ ...problem, message: common }]
    const likely = likeliestBranch(issue)
    if (likely && likely.length > 0) return problemsBelow(likely, path)
    return [{ ...problem, message: `${quoteValue(issue.input, path.at(-1))} cannot be used here` }]
  })
}

/** The sentence for a value that is of none of the types of a union; undefined when one of them was meant. */
function commonSentence({ errors, input, message, path }: UnionIssue): string | undefined {
  const nouns = errors.map(([only, another]) =>
    only && !another && only.path.length === 0 ? nounExpected(only) : undefined,
  )
  if (nouns.length === 0 || nouns.includes(undefined)) return undefined
  if (message !== '') return message
  const told = new Set(errors.map(([only]) => only?.message))
  const [same] = told
  if (told.size === 1 && same !== undefined) return same
  const expected = [...new Set(nouns)].join(' or ')
  if (input === undefined) return `missing; give ${expected}`
  return `${quoteValue(input, path.at(-1))} is not ${expected}`
}

/** An object without a name that any branch knows, such as an empty one, is told all that the fullest branch needs. */
function likeliestBranch({ errors, input }: UnionIssue): Issue[] | undefined {
  const objects = errors.filter((issues) => !issues.some(isOfAnotherType))
  const names = typeof input === 'object' && input !== null ? Object.keys(input).length : 0
  if (objects.length > 0 && objects.every((issues) => unknownNames(issues) === names))
    return objects.toSorted((one, other) => other.length - one.length)[0]
  return [...errors].sort((a, b) => weight(a) - weight(b))[0]
}

const isOfAnotherType = ({ code, path }: Issue): boolean =>
  /^invalid_(type|value)$/.test(code) && path.length === 0

const unknownNames = (issues: readonly Issue[]): number =>
  issues.reduce(
    (sum, issue) =>
      sum + (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys.length : 0),
    0,
  )

/** How far what was found is from what a branch means: the sum of its complaints. */
const weight = (issues: readonly Issue[]): number =>
  issues.length +
  // A branch that knows all names but one was meant rather than one that knows none of them.
  unknownNames(issues) * 100 +
  // A branch of another type altogether was not meant.
  issues.filter(isOfAnotherType).length * 150 +
  // What none of several types fits fits as badly as the best of them.
  issues.reduce((sum, issue) => sum + (isUnionHere(issue) ? lightest(issue.errors) : 0), 0)

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>

const isUnionHere = (issue: Issue): issue is UnionIssue =>
  issue.code === 'invalid_union' && issue.path.length === 0

const lightest = (branches: UnionIssue['errors']): number =>
  branches.length === 0 ? 0 : Math.min(...branches.map(weight))

/** `accounts.0.tasks.3.name`; a long name is shortened. @param whole what the place is called that has no path. */
export const pathText = (path: readonly PropertyKey[], whole = 'the document'): string =>
  path.length === 0 ? whole : path.map((step) => quoteName(String(step))).join('.')

/** The most mistakes that are told at once. */
export const details_max = 100
/** A rule that is longer, as by the names that it lists, is cut. */
const rule_max = 1_000

/** What of an issue says which rule is broken, beside its code. */
const terms = ['expected', 'values', 'minimum', 'maximum', 'format', 'pattern', 'keys', 'divisor']

/** What kind of rule an issue is about; zod's own words for it stay in here. */
const kinds: Record<Issue['code'], string> = {
  invalid_type: 'type',
  invalid_value: 'value',
  invalid_format: 'format',
  invalid_union: 'type',
  invalid_key: 'name',
  invalid_element: 'item',
  unrecognized_keys: 'name',
  too_small: 'range',
  too_big: 'range',
  not_multiple_of: 'multiple',
  custom: 'rule',
}

/** The rule that was broken: `range, maximum 64`. */
export const ruleText = (issue: Issue): string =>
  [
    kinds[issue.code],
    ...terms
      .filter((term) => Object.hasOwn(issue, term))
      .map((term) => `${term} ${String(ownValue({ ...issue }, term))}`),
  ]
    .join(', ')
    .slice(0, rule_max)
