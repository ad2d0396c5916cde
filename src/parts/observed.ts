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
  const feeds = createFeeds(number)
  const seen: Seen = {
    ...{ explanations, journal, feeds, answers: counts.answers },
    coverage: clientCoverageStore(noCounters),
    standstills: new Map(),
    throttled: new Map(),
    verified: new Map(),
  }
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
    of: (account_id) => new SeenOfAccount(seen, account_id),
    forget(account_id) {
      for (const part of [explanations, journal, seen.coverage]) part.forget(account_id)
      const { throttled, verified, standstills } = seen
      for (const part of [throttled, verified, standstills]) part.delete(account_id)
      for (const counted of Object.values<Counts[keyof Counts]>(counts)) counted.delete(account_id)
    },
  }
}

/** What was seen of the calls of all accounts. */
type Seen = Pick<Observed, 'explanations' | 'feeds'> & {
  journal: JournalStore
  coverage: ReturnType<typeof clientCoverageStore>
  standstills: Map<string, Standstill>
  throttled: Map<string, ThrottleWindows>
  verified: Map<string, VerifiedPasswords>
  answers: Counts['answers']
}

class SeenOfAccount implements ObservedOfAccount {
  readonly journal: Journal
  readonly feed: AccountFeed
  readonly #seen: Seen
  readonly #id: string

  constructor(seen: Seen, account_id: string) {
    this.journal = seen.journal.of(account_id)
    this.feed = seen.feeds.of(account_id)
    this.#seen = seen
    this.#id = account_id
  }

  explanationOf(request_id: string): Explanation | undefined {
    return this.#seen.explanations.find(request_id)
  }

  get coverage(): ClientCounters {
    return this.#seen.coverage.of(this.#id)
  }

  get standstill(): Standstill {
    const { standstills } = this.#seen
    const standstill = standstills.get(this.#id) ?? new Standstill()
    standstills.set(this.#id, standstill)
    return standstill
  }

  get verified(): VerifiedPasswords {
    const { verified } = this.#seen
    const passwords = verified.get(this.#id) ?? new VerifiedPasswords()
    verified.set(this.#id, passwords)
    return passwords
  }

  get throttled(): ThrottleWindows | undefined {
    return this.#seen.throttled.get(this.#id)
  }

  set throttled(windows: ThrottleWindows | undefined) {
    if (windows) this.#seen.throttled.set(this.#id, windows)
    else this.#seen.throttled.delete(this.#id)
  }

  nextAnswer(): number {
    return next(this.#seen.answers, this.#id)
  }
}

function next(counted: Map<string, number>, key: string): number {
  const number = (counted.get(key) ?? 0) + 1
  counted.set(key, number)
  return number
}
