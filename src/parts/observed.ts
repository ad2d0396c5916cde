import type { Config } from '../config.ts'
import { hex32 } from '../domain/ids.ts'
import { newRecording, type Recording } from '../domain/observed/bundle.ts'
import { noCounters } from '../domain/observed/client-coverage.ts'
import { explanations_max } from '../domain/observed/explanations.ts'
import { sharedBy, weightOf } from '../domain/observed/journal.ts'
import { Standstill } from '../domain/observed/standstill.ts'
import type { ClientCounters } from '../schemas/control/coverage.ts'
import type { Explanation } from '../schemas/control/explain.ts'
import type { Run } from '../store/lasting.ts'
import { type AccountFeed, createFeeds, type Feeds } from './feeds.ts'
import { clientCoverageStore } from './observed/client-coverage.ts'
import { type ExplanationStore, explanationStore } from './observed/explanations.ts'
import { type Journal, type JournalStore, journalStore } from './observed/journal.ts'
import { UnclaimedCalls } from './observed/unclaimed-calls.ts'
import { VerifiedPasswords } from './verified-passwords.ts'

/** What this process has seen of calls. It lives as long as the process, and a reset of an account drops its part. */
export type Observed = {
  /** The calls since the start, with `record`. */
  readonly recording: Recording | null
  readonly journal: Pick<JournalStore, 'max' | 'mark' | 'find'>
  /** The refused calls that named no account. */
  readonly unclaimed: UnclaimedCalls
  readonly explanations: ExplanationStore
  readonly feeds: Feeds
  /**
   * An id for the next request of an account, or of none: 32 hex digits that follow from what the account
   * was called before, whatever others do meanwhile, and that never come again.
   */
  nextRequestId(account_id?: string): string
  of(account_id: string): ObservedOfAccount
  /** An account was reset or removed: what this process knows of it goes. */
  forget(account_id: string): void
}

/** What was seen of the calls of one account. */
export type ObservedOfAccount = {
  readonly journal: Journal
  readonly coverage: ClientCounters
  /** What changes in the account, for those who follow it. */
  readonly feed: AccountFeed
  /** Why a call was refused, and what a fault did to it. */
  explanationOf(request_id: string): Explanation | undefined
  /** Whether a client waits for what cannot happen while the clock is frozen. */
  readonly standstill: Standstill
  /** The windows of its throttles, by the name of the scenario. */
  throttled: ThrottleWindows | undefined
  /** Which passwords were right. */
  readonly verified: VerifiedPasswords
  /** The number of its next degraded answer. */
  nextAnswer(): number
}

/** By the name of the scenario: since when its window is open, and how many calls came in it. */
export type ThrottleWindows = Map<string, { since: number; calls: number }>

type Counts = Run['counts']

/**
 * @param run what was counted before, and goes on to be counted.
 * @param requestId gives the ids of requests, where they are not the next in a row: in a replay.
 */
export function createObserved(
  { record, seed, journal_limit }: Config,
  { number, counts }: Run,
  generationOf: (account_id: string) => number,
  requestId: (() => string) | undefined,
): Observed {
  const explanations = explanationStore(explanations_max)
  const journal = journalStore(journal_limit, { weightOf, sharedBy })
  const coverage = clientCoverageStore(noCounters)
  const feeds = createFeeds(number)
  const standstills = new Map<string, Standstill>()
  const throttled = new Map<string, ThrottleWindows>()
  const verified = new Map<string, VerifiedPasswords>()
  return {
    recording: record ? newRecording() : null,
    journal,
    unclaimed: new UnclaimedCalls(),
    explanations,
    feeds,
    nextRequestId:
      requestId ??
      ((account_id = '') => {
        const count = next(counts.requests, account_id)
        return hex32('request', seed, account_id, generationOf(account_id), number, count)
      }),
    of: (account_id) => ({
      journal: journal.of(account_id),
      explanationOf: explanations.find,
      feed: feeds.of(account_id),
      get coverage() {
        return coverage.of(account_id)
      },
      get standstill() {
        const known = standstills.get(account_id)
        if (known) return known
        const begun = new Standstill()
        standstills.set(account_id, begun)
        return begun
      },
      get verified() {
        const known = verified.get(account_id) ?? new VerifiedPasswords()
        verified.set(account_id, known)
        return known
      },
      get throttled() {
        return throttled.get(account_id)
      },
      set throttled(windows) {
        if (windows) throttled.set(account_id, windows)
        else throttled.delete(account_id)
      },
      nextAnswer: () => next(counts.answers, account_id),
    }),
    forget(account_id) {
      explanations.forget(account_id)
      journal.forget(account_id)
      coverage.forget(account_id)
      throttled.delete(account_id)
      verified.delete(account_id)
      standstills.delete(account_id)
      for (const counted of Object.values<Counts[keyof Counts]>(counts)) counted.delete(account_id)
    },
  }
}

function next(counted: Map<string, number>, key: string): number {
  const number = (counted.get(key) ?? 0) + 1
  counted.set(key, number)
  return number
}
