import { hash } from 'node:crypto'
import { dependsOnState } from '../../domain/causes/causes.ts'
import { standstillSentence } from '../../domain/causes/standstill-sentence.ts'
import { isRegenerable } from '../../domain/observed/journal.ts'
import { sms_operations } from '../../schemas/operations.ts'
import { ownValue } from '../../text/own-value.ts'
import type { Account } from '../account/account.ts'
import { viewAt } from '../account/session.ts'
import type { Answered } from './journal.ts'

/** Why nothing happens: a caller gets the same answer again and again, and the clock of the account is frozen. */

/**
 * Counts an answer, and says why nothing happens when it is the twentieth of its kind.
 *
 * @param warn is told once until the clock moves.
 * @returns what the journal notes at the call: null but for the first that was told.
 */
export function countAnswer(
  account: Account,
  answered: Answered,
  warn: (message: string) => void,
): string | null {
  const { text, user, target, status, id } = answered
  if (text === null || !couldChange(answered) || account.clock.mode !== 'frozen') return null
  const { standstill } = account.observed
  const digest = digestOfAnswer(text, answered.response.body)
  const calls = standstill.count(`${user} ${target} ${status} ${digest}`, id)
  if (calls.length === 0) return null
  standstill.why ??= sentenceOf(account)
  const { why } = standstill
  for (const call of calls) standstill.note(call, why)
  if (standstill.isTold) return null
  standstill.isTold = true
  warn(why)
  return why
}

/**
 * Tells different answers to the same call apart. One that can be made anew follows from what is stored and from the
 * clock: it cannot differ before a write or a move, which restart the count. Most calls, and the longest, are such.
 */
const digestOfAnswer = (text: string | Buffer, body: Answered['response']['body']): string =>
  isRegenerable(body) ? 'made anew' : hash('sha1', text)

/** Whether time could change the answer: one of SMS, which no fault spoiled and which does not follow from the request alone. */
const couldChange = ({ operation, status, code, fault }: Answered): boolean =>
  fault === null &&
  ownValue(sms_operations, operation ?? '') !== undefined &&
  (code === null ? status === 200 : dependsOnState(code))

/** Why nothing happens, as long as a caller waits for it; null otherwise. Reading changes nothing. */
export const noticeOf = ({ observed }: Account): string | null => observed.standstill.why

/** The sentence stays true until something is written or the clock moves. */
function sentenceOf(account: Account): string {
  const view = viewAt(account, account.now())
  return standstillSentence({ ...view, waiting: view.timers.waiting() })
}
