import { z } from 'zod'
import { alternatives } from '../text/lists.ts'
import { didYouMean } from '../text/names.ts'
import { counted } from '../text/numbers.ts'

/** What is wrong with a value, in words for the person who wrote it: what was given, why not, what instead. */

type RawIssue = z.core.$ZodRawIssue

const shown_max = 64
const listed_max = 12

/** Fields whose values no message repeats. */
const secret = /pass|secret|token|cert|^sk$|key$/i

/** A name that somebody gave, as a message shows it. */
export const quoteName = (name: string): string =>
  name.length > shown_max ? `${name.slice(0, shown_max)}…` : name

/** A value as a message shows it. */
export function quoteValue(value: unknown, field?: PropertyKey): string {
  if (typeof field === 'string' && secret.test(field)) return 'this value'
  if (typeof value === 'string') {
    return JSON.stringify(quoteName(value))
  }
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

const nouns: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['stringbool', 'true or false'],
  ['object', 'an object'],
  ['record', 'an object'],
  ['array', 'a list'],
  ['tuple', 'a list'],
])

const nounOf = (expected: string): string => nouns.get(expected) ?? expected

/** What a value of another type, or another word, should have been; undefined for other issues. */
export function nounExpected(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === 'invalid_type') return nounOf(issue.expected)
  if (issue.code !== 'invalid_value') return undefined
  return alternatives(issue.values.map(String))
}

/**
 * The sentence for an issue of a schema that has no message of its own; zod asks for it (issues.ts). It
 * stands behind the place and a colon.
 *
 * @returns an empty text for a union: its branches say more.
 */
export function sentenceOf(issue: RawIssue): string {
  const shown = quoteValue(
    issue.input,
    issue.path?.findLast((step) => typeof step === 'string'),
  )
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `missing; give ${nounOf(issue.expected)}`
      if (issue.input === Number.POSITIVE_INFINITY) return 'the number is too large'
      return `${shown} is not ${nounOf(issue.expected)}`
    case 'invalid_value':
      return wordSentence(issue, shown)
    case 'too_small':
    case 'too_big':
      return sizeSentence(issue, shown)
    case 'invalid_format':
      return formatSentence(issue, shown)
    case 'unrecognized_keys':
      return unknownKeys(issue)
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'this name cannot be used here'
    case 'not_multiple_of':
      return `${shown} is not a multiple of ${issue.divisor}`
    case 'invalid_union':
      return ''
    default:
      return `${shown} cannot be used here`
  }
}

type Of<Code extends RawIssue['code']> = Extract<RawIssue, { code: Code }>

function wordSentence({ input, values, ...issue }: Of<'invalid_value'>, shown: string): string {
  if ('expected' in issue && issue.expected === 'stringbool') return `${shown} is not true or false`
  const words = values.map(String)
  const list = words.join(', ')
  if (input === undefined) return `missing; give ${words.length > 1 ? `one of ${list}` : list}`
  if (words.length === 1) return `must be ${list}, not ${shown}`
  const hint = typeof input === 'string' ? didYouMean(input, words) : ''
  if (hint !== '' && words.length > listed_max) return `${shown} is not known here${hint}`
  return `${shown} is not one of ${list}${hint}`
}

/** What is counted, where it is not the value itself. */
const units: ReadonlyMap<string, string> = new Map([
  ['string', 'character'],
  ['array', 'item'],
])

function sizeSentence(issue: Of<'too_small'> | Of<'too_big'>, shown: string): string {
  const { origin, input } = issue
  const isSmall = issue.code === 'too_small'
  const bound = isSmall ? issue.minimum : issue.maximum
  const unit = units.get(String(origin))
  if (unit === undefined) {
    const word = isSmall ? 'small' : 'large'
    if (issue.inclusive === false) {
      return `${shown} is too ${word}; give ${isSmall ? 'more' : 'less'} than ${bound}`
    }
    return `${shown} is too ${word}; the ${isSmall ? 'least' : 'most'} is ${bound}`
  }
  const { length } = input as { length: number }
  const limit = isSmall ? 'at least' : 'at most'
  if (length === 0) return `empty; give ${limit} ${counted(Number(bound), unit)}`
  return `${counted(length, `${unit} is`, `${unit}s are`)} too ${isSmall ? 'few' : 'many'}; give ${limit} ${bound}`
}

function formatSentence(issue: Of<'invalid_format'>, shown: string): string {
  if ('prefix' in issue) return `${shown} does not begin with ${JSON.stringify(issue.prefix)}`
  if (issue.format === 'regex') return `${shown} does not have the form ${issue.pattern}`
  return `${shown} is not a valid ${issue.format}`
}

/** The names that nobody knows, at most `listed_max` of them, and once those that there are. */
function unknownKeys({ keys, inst }: Of<'unrecognized_keys'>): string {
  const known = knownKeys(inst)
  const told = keys.slice(0, listed_max).map((key) => ({ key, hint: didYouMean(key, known) }))
  const sentences = told
    .toSorted((one, other) => Number(one.hint === '') - Number(other.hint === ''))
    .map(({ key, hint }) => `${quoteValue(key)} is unknown${hint}`)
  const others = keys.length - told.length
  if (others > 0) sentences.push(`and so are ${others} more`)
  const isListed =
    known.length > 0 && known.length <= listed_max && told.some(({ hint }) => hint === '')
  return `${sentences.join(', ')}${isListed ? `; use ${alternatives(known)}` : ''}`
}

/** The names that the object, or the record, that raised an issue knows. */
function knownKeys(schema: Of<'unrecognized_keys'>['inst']): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  if (!(schema instanceof z.ZodRecord)) return []
  return [...(schema.keyType._zod.values ?? [])].map(String)
}
