import { describeCalls, listed_max } from './describe-calls.ts'
import { UnexpectedRequests } from './errors.ts'
import type { JournalEntry, RequestFilter } from './types.ts'

/** Says which calls were made where others were expected. */

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
  const which =
    all.length > listed_max ? `The latest ${listed_max} of ${all.length} calls` : 'The calls'
  return [`${head} ${which} that were made:`, ...describeCalls(all)].join('\n')
}

const amount = (count: number): string => `${count} ${count === 1 ? 'call' : 'calls'}`
