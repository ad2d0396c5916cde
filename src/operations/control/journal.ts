import type { FaultMet } from '../../domain/deviations/fault-words.ts'
import { digestOf } from '../../domain/identity/tokens.ts'
import { count, parametersOf } from '../../domain/observed/client-coverage.ts'
import { fits, harOf, keptMessage, matching, viewOf } from '../../domain/observed/journal.ts'
import { ApiError } from '../../errors/refusals.ts'
import { version } from '../../package.ts'
import type { Sleep } from '../../parts/time.ts'
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
import { counted } from '../../text/numbers.ts'
import { partsOf } from '../../text/targets.ts'
import type { Account } from '../account/account.ts'
import { tellOf } from '../account/tell.ts'
import { type Accounts, default_account } from '../registry/accounts.ts'
import { recordFault } from './explain.ts'
import { countAnswer } from './standstill.ts'

/** The journal: calls kept as they happen, shown, counted, waited for. */

/** A call that has been answered, or never will be. */
export type Answered = Omit<Call, 'clock' | 'request' | 'response' | 'fault' | 'notice'> & {
  /** The fault that it met, and what the fault did. */
  fault: FaultMet | null
  request: Pick<Message, 'headers' | 'body'>
  response: Pick<Message, 'headers' | 'body'>
  /** The answer as it is sent; null where none is. */
  text: string | Buffer | null
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
export function keepCall(accounts: Accounts, answered: Answered, mark: number): void {
  const { account, operation, code, sent, observed_states, request, response } = answered
  const owner = accounts.find(account ?? default_account)
  if (!owner || owner.observed.journal.isForgotten(mark)) return
  if (operation !== null && account !== null) {
    const named = code !== null && /^\d+$/.test(code) ? `IAM ${code}` : code
    const { query } = partsOf(answered.target)
    const counters = owner.observed.coverage
    count(counters, { operation, code: named }, parametersOf(query, sent), observed_states)
  }
  if (answered.fault)
    recordFault(accounts.observed, { ...answered, request_id: answered.id }, answered.fault)
  const notice = account === null ? null : countAnswer(owner, answered, accounts.host.warn)
  const { journal } = owner.observed
  if (journal.max === 0) return
  // Field by field: every call comes by here, and to copy the rest of an object takes as long as all else.
  const call: Call = {
    id: answered.id,
    at: answered.at,
    clock: owner.now(),
    account,
    user: answered.user,
    method: answered.method,
    target: answered.target,
    operation,
    status: answered.status,
    code,
    duration_ms: answered.duration_ms,
    fault: answered.fault?.id ?? null,
    notice,
    request: keptMessage(request, journal.latest()?.request.headers),
    response: keptMessage(response),
  }
  journal.add(call)
  if (account === null && (call.status ?? 0) >= 400) accounts.observed.unclaimed.add(call)
}

/** The user of a call to IAM: of the token that it brought, or else of the one that it was given. */
export function userOfTokens(accounts: Accounts, ...tokens: unknown[]): string | null {
  for (const text of tokens) {
    const token = typeof text === 'string' ? accounts.withToken(digestOf(text)) : undefined
    if (token) return token.token.user_id
  }
  return null
}

const callView = ({ observed }: Account, call: Call): CallView =>
  viewOf(call, observed.explanationOf(call.id))

/** @param limit the most calls that are listed, the latest. */
export function listRequests(
  { observed }: Pick<Accounts, 'observed'>,
  account: Account,
  { limit, ...filter }: CallFilter & { limit?: number | undefined },
): CallsListed {
  const calls = matching(account.observed.journal.all(), filter)
  const dropped = account.observed.journal.dropped()
  const { count, latest } = observed.unclaimed.since(account.id)
  return {
    count: calls.length,
    dropped,
    requests: latestOf(calls, limit).map((call) => callView(account, call)),
    without_account: { count, latest: latest && callView(account, latest) },
  }
}

const latestOf = (calls: Call[], limit: number | undefined): Call[] =>
  limit === undefined ? calls : calls.slice(Math.max(0, calls.length - limit))

/**
 * One call, by its x-request-id.
 *
 * @throws ApiError 404 when the journal of the account does not have it.
 */
export function showRequest(account: Account, id: string): CallView {
  const { journal } = account.observed
  const found = journal.all().find((call) => call.id === id)
  if (found) return callView(account, found)
  const instead =
    journal.max === 0
      ? journal_off
      : `It keeps the latest ${counted(journal.max, 'call')} since it was last emptied${toldOfDropped(journal.dropped())}: give the x-request-id of one of them, or ask the account that made the call.`
  throw new ApiError('callNotFound', account.name, id, instead)
}

const toldOfDropped = (dropped: number): string =>
  dropped === 0 ? '' : ` (${counted(dropped, 'earlier one is', 'earlier ones are')} no longer kept)`

export const countRequests = (account: Account, filter: CallFilter): number =>
  matching(account.observed.journal.all(), filter).length

/**
 * Waits in real time until enough calls fit.
 *
 * @param patience waits in real time, and ends the waiting early.
 * @throws ApiError 400 when no journal is kept.
 */
export async function waitForRequests(
  account: Account,
  filter: CallFilter,
  { count: wanted, timeout }: { count: number; timeout: number },
  { sleep, signal }: { sleep: Sleep; signal: AbortSignal },
): Promise<WaitResult> {
  if (account.observed.journal.max === 0) throw new ApiError('controlInvalid', journal_off)
  const fitting = () => countRequests(account, filter)
  if (fitting() >= wanted) return { count: fitting(), timed_out: false }
  const enough = new AbortController()
  const stop = account.observed.journal.listen((call) => {
    if (call && fits(call, filter) && fitting() >= wanted) enough.abort()
  })
  await sleep(timeout, AbortSignal.any([enough.signal, signal]))
  stop()
  return { count: fitting(), timed_out: !enough.signal.aborted }
}

const journal_off = 'No journal is kept: start without --journal-limit 0.'

/** Drops the calls of the journal; what they have covered stays counted. */
export function clearRequests({ observed }: Pick<Accounts, 'observed'>, account: Account): void {
  account.observed.journal.clear()
  observed.unclaimed.countAnew(account.id)
  tellOf(account, 'requests')
}

/** The calls that a filter means as an HTTP Archive. */
export function exportRequests(
  account: Account,
  { limit, ...filter }: CallFilter & { limit?: number | undefined },
  base: string,
): Har {
  const creator = { name: 'huaweicloud-sms-emulator', version }
  const calls = latestOf(matching(account.observed.journal.all(), filter), limit)
  const shown = calls.map((call) => callView(account, call))
  return harOf(shown, creator, base)
}

/**
 * Follows the journal: first what came after `since`, then every call as it is kept, and null when
 * the account is reset.
 *
 * @returns how to stop.
 */
export function followRequests(
  account: Account,
  filter: CallFilter,
  tell: (call: CallView | null) => void,
): () => void {
  const { since } = filter
  const former = since === undefined ? [] : matching(account.observed.journal.all(), filter)
  for (const call of former) tell(callView(account, call))
  return account.observed.journal.listen((call) => {
    if (!call) tell(null)
    else if (fits(call, filter)) tell(callView(account, call))
  })
}
