import { counted } from '../text/numbers.ts'
import { sentencesOf } from './explanations.ts'
import type { CallsWithoutAccount, JournalEntry } from './types.ts'

/** What calls of the journal look like in an error or a report. */

/** The most calls that are listed. */
export const listed_max = 20

/** A line for each of the latest calls, oldest first; for a refused one also why, and the likeliest cause below. */
export const describeCalls = (calls: readonly JournalEntry[]): string[] =>
  calls.slice(-listed_max).map(lineOf)

/** How many calls named no account, and why the latest was refused; nothing if there were none. */
export function describeWithoutAccount({ count, latest }: CallsWithoutAccount): string[] {
  if (!latest) return []
  const were = counted(count, 'call without an account was', 'calls without an account were')
  return [
    `${were} refused during this test, made by it or by another; the latest:`,
    lineOf({ ...latest, operation: null }),
  ]
}

function lineOf({ operation, method, path, status, code, explanation }: JournalEntry): string {
  const answer = [status ?? 'no answer', code].filter((word) => word !== null).join(' ')
  const why = explanation
    ? `: ${[...new Set([explanation.why, ...sentencesOf(explanation)])].slice(0, 2).join('\n    ')}`
    : ''
  return `  ${operation ?? `${method} ${path}`} ${answer}${why}`
}
