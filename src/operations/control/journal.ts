import type { FaultMet } from '../../domain/deviations/fault-words.ts'
import { digestOf } from '../../domain/identity/tokens.ts'
import { count, parametersOf } from '../../domain/observed/client-coverage.ts'
import { fits, harOf, kept, matching, viewOf } from '../../domain/observed/journal.ts'
import type { Emulator } from '../../emulator.ts'
import { ApiError } from '../../errors/refusals.ts'
import { version } from '../../package.ts'
import type { Har } from '../../schemas/control/har.ts'
import type {
  Call,
  CallFilter,
  CallsListed,
  CallView,
  Message,
  WaitResult,
} from '../../schemas/control/journal.ts'
import type { ObservedStates } from '../../schemas/json-text.ts'
import { partsOf } from '../../text/targets.ts'
import { default_account } from '../account/find-account.ts'
import { timeIn } from '../account/session.ts'
import { recordFault } from './explain.ts'

/** The journal: calls kept as they happen, shown, counted, waited for. */

/** A call that has been answered, or never will be. */
export type Answered = Omit<Call, 'clock' | 'request' | 'response' | 'fault'> & {
  /** The fault that it met, and what the fault did. */
  fault: FaultMet | null
  request: Pick<Message, 'headers' | 'body'>
  response: Pick<Message, 'headers' | 'body'>
  /** The body as it was parsed, before its schema changed it. */
  sent: unknown
  observed_states: readonly ObservedStates[]
}

/**
 * Keeps a call in the journal of its account, and counts what it has met. One of nobody known is in
 * that of the default account, with account and user null.
 *
 * @param mark where it began: if its account was reset since, it is dropped.
 */
export function keepCall(emulator: Emulator, answered: Answered, mark: number): void {
  const { account, operation, code, sent, observed_states, request, response } = answered
  const account_id = account ?? emulator.accounts.find(default_account)?.id
  if (account_id === undefined || emulator.journal.isForgotten(account_id, mark)) return
  if (operation !== null && account !== null) {
    const named = code !== null && /^\d+$/.test(code) ? `IAM ${code}` : code
    const { query } = partsOf(answered.target)
    const counters = emulator.clientCoverage.of(account_id)
    count(counters, { operation, code: named }, parametersOf(query, sent), observed_states)
  }
  if (answered.fault)
    recordFault(emulator, { ...answered, request_id: answered.id }, answered.fault)
  if (emulator.journal.max === 0) return
  // Field by field: every call comes by here, and to copy the rest of an object takes as long as all else.
  emulator.journal.add(account_id, {
    id: answered.id,
    at: answered.at,
    clock: timeIn(emulator, account_id),
    account,
    user: answered.user,
    method: answered.method,
    target: answered.target,
    operation,
    status: answered.status,
    code,
    duration_ms: answered.duration_ms,
    fault: answered.fault?.id ?? null,
    request: { headers: request.headers, ...kept(request.body) },
    response: { headers: response.headers, ...kept(response.body) },
  })
}

/** The user of a call to IAM: of the token that it brought, or else of the one that it was given. */
export function userOfTokens(emulator: Emulator, ...tokens: unknown[]): string | null {
  for (const text of tokens) {
    const token = typeof text === 'string' ? emulator.tokens.find(digestOf(text)) : undefined
    if (token) return token.user_id
  }
  return null
}

const view = (emulator: Emulator, call: Call): CallView =>
  viewOf(call, emulator.explanations.find(call.id))

/** @param limit only the latest so many. */
export function listCalls(
  emulator: Emulator,
  account_id: string,
  { limit, ...filter }: CallFilter & { limit?: number | undefined },
): CallsListed {
  const calls = matching(emulator.journal.all(account_id), filter)
  const shown = limit === undefined ? calls : calls.slice(Math.max(0, calls.length - limit))
  return { count: calls.length, requests: shown.map((call) => view(emulator, call)) }
}

export const countCalls = (emulator: Emulator, account_id: string, filter: CallFilter): number =>
  matching(emulator.journal.all(account_id), filter).length

/**
 * Waits in real time until so many calls fit.
 *
 * @param signal ends the waiting early.
 * @throws ApiError 400 when no journal is kept.
 */
export async function waitForCalls(
  emulator: Emulator,
  account_id: string,
  filter: CallFilter,
  { count: wanted, timeout }: { count: number; timeout: number },
  signal: AbortSignal,
): Promise<WaitResult> {
  if (emulator.journal.max === 0) throw new ApiError('controlInvalid', journal_off)
  const counted = () => countCalls(emulator, account_id, filter)
  if (counted() >= wanted) return { count: counted(), timed_out: false }
  const enough = new AbortController()
  const stop = emulator.journal.listen(account_id, (call) => {
    if (call && fits(call, filter) && counted() >= wanted) enough.abort()
  })
  await emulator.sleep(timeout, AbortSignal.any([enough.signal, signal]))
  stop()
  return { count: counted(), timed_out: !enough.signal.aborted }
}

const journal_off = 'No journal is kept: start without --journal-limit 0.'

/** Drops the calls of the journal; what they have covered stays counted. */
export function clearCalls(emulator: Emulator, account_id: string): void {
  emulator.journal.clear(account_id)
}

/** The calls that a filter means as an HTTP Archive. */
export function exportHar(
  emulator: Emulator,
  account_id: string,
  filter: CallFilter & { limit?: number | undefined },
  base: string,
): Har {
  const creator = { name: 'huaweicloud-sms-emulator', version }
  return harOf(listCalls(emulator, account_id, filter).requests, creator, base)
}

/**
 * Follows the journal: first what came after `since`, then every call as it is kept, and null when
 * the account is reset.
 *
 * @returns how to stop.
 */
export function followCalls(
  emulator: Emulator,
  account_id: string,
  filter: CallFilter,
  tell: (call: CallView | null) => void,
): () => void {
  const { since } = filter
  const former = since === undefined ? [] : matching(emulator.journal.all(account_id), filter)
  for (const call of former) tell(view(emulator, call))
  return emulator.journal.listen(account_id, (call) => {
    if (!call) tell(null)
    else if (fits(call, filter)) tell(view(emulator, call))
  })
}
