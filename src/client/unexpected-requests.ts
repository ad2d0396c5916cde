import { UnexpectedRequests } from './errors.ts'
import { sentencesOf } from './explanations.ts'
import type { JournalEntry, RequestFilter } from './types.ts'

/** Says which calls were made where others were expected. */

/** The most calls that an error lists. */
const listed_max = 20

/**
 * The error that lists the latest calls.
 *
 * @param times how many were expected.
 * @param count how many fit the filter.
 * @param all the journal, oldest first.
 */
export const unexpectedRequests = (
  filter: RequestFilter,
  times: number,
  count: number,
  all: JournalEntry[],
): UnexpectedRequests => new UnexpectedRequests(describe(filter, times, count, all), count, all)

function describe(
  { operation, ...rest }: RequestFilter,
  times: number,
  count: number,
  all: JournalEntry[],
): string {
  const others = Object.entries(rest).map(([name, value]) => `${name} ${value}`)
  const what = [operation ?? 'any operation', ...others].join(', ')
  const head = `Expected ${amount(times)} of ${what}, but there ${count === 1 ? 'was' : 'were'} ${count}.`
  if (all.length === 0) return `${head} No calls were made, or the journal was cleared since.`
  const latest = all.slice(-listed_max)
  const which =
    latest.length < all.length ? `The latest ${latest.length} of ${all.length} calls` : 'The calls'
  return [`${head} ${which} that were made:`, ...latest.map(lineOf)].join('\n')
}

const amount = (count: number): string => `${count} ${count === 1 ? 'call' : 'calls'}`

function lineOf({ operation, method, path, status, code, explanation }: JournalEntry): string {
  const answer = [status ?? 'no answer', code].filter((word) => word !== null).join(' ')
  const why = explanation
    ? `: ${[...new Set([explanation.why, ...sentencesOf(explanation)])].slice(0, 2).join(' ')}`
    : ''
  return `  ${operation ?? `${method} ${path}`} ${answer}${why}`
}
