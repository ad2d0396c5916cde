import { counted } from '../text/numbers.ts'
import { describeCalls, describeWithoutAccount, listed_max } from './describe-calls.ts'
import { UnexpectedRequests } from './errors.ts'
import type { JournalEntry, RequestFilter, RequestList } from './types.ts'

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
  all: RequestList,
): UnexpectedRequests => {
  const head = describe(filter, times, count, all.requests)
  const message = [head, ...describeWithoutAccount(all.without_account)].join('\n')
  return new UnexpectedRequests(message, count, all.requests)
}

function describe(
  { operation, ...rest }: RequestFilter,
  times: number,
  count: number,
  all: JournalEntry[],
): string {
  const others = Object.entries(rest).map(([name, value]) => `${name} ${value}`)
  const what = [operation ?? 'any operation', ...others].join(', ')
  const head = `Expected ${counted(times, 'call')} of ${what}, but there ${count === 1 ? 'was' : 'were'} ${count}.`
  if (all.length === 0) return `${head} No calls were made, or the journal was cleared since.`
  const which =
    all.length > listed_max
      ? `The latest ${listed_max} of ${counted(all.length, 'call')}`
      : 'The calls'
  return [`${head} ${which} that were made:`, ...describeCalls(all)].join('\n')
}
