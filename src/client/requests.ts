import { invalidCall } from './arguments.ts'
import { wrapMethods } from './call-site.ts'
import { serverEvents } from './server-events.ts'
import { type Connection, closedAt, type WaitOptions } from './transport.ts'
import type { Duration, Har, JournalEntry, RequestFilter, RequestList } from './types.ts'
import { unexpectedRequests } from './unexpected-requests.ts'
import * as usages from './usages.ts'

/** Which calls; with `limit`, at most that many of the latest. */
export type RequestQuery = RequestFilter & { limit?: number }

/** Which calls, and how many of them. */
export type RequestExpectation = RequestFilter & {
  /** How many calls, exactly; 1 if absent. */
  times?: number
}

/** Which calls are waited for, and how long. */
export type RequestWait = RequestFilter & {
  /** How many calls at least; 1 if absent. */
  count?: number
  /** In real time; 10 s if absent, at most 60 s. */
  timeout?: Duration
}

/** The journal of an account: the calls that its clients made to SMS and IAM. */
export class RequestJournal {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
    wrapMethods(this, usages.requests)
  }

  /**
   * The calls that fit a filter, oldest first.
   *
   * @returns `count` is how many fit, whatever the limit. `without_account` are the refused calls that named no account,
   *   such as those without a token, since this account was created or its journal emptied: any client can
   *   have made them.
   */
  list(query: RequestQuery = {}): Promise<RequestList> {
    return this.#connection.json('listRequests', { query })
  }

  /**
   * One call.
   *
   * @param id the `x-request-id` of its answer.
   * @throws EmulatorError when the journal of the account does not have it.
   */
  get(id: string): Promise<JournalEntry> {
    return this.#connection.json('showRequest', { path: { id } })
  }

  /** How many calls fit a filter: a number. */
  async count(filter: RequestFilter = {}): Promise<number> {
    const answer = await this.#connection.json<{ count: number }>('countRequests', { body: filter })
    return answer.count
  }

  /**
   * Checks how many calls fit a filter.
   *
   * @returns these calls, oldest first.
   * @throws UnexpectedRequests when it is another number: the message lists the latest calls that were made, and for
   *   each refused one why.
   */
  async expect({ times = 1, ...filter }: RequestExpectation): Promise<JournalEntry[]> {
    if (!Number.isInteger(times) || times < 0) {
      throw invalidCall(
        `times: ${times} is not a number of calls, such as 1; 0 if there must be none.`,
      )
    }
    const { count, requests } = await this.list(filter)
    if (count === times) return requests
    throw unexpectedRequests(filter, times, count, await this.list())
  }

  /**
   * Waits in real time until enough calls fit a filter.
   *
   * @returns how many fit, and whether the time was over first.
   * @throws the reason of the signal when it is aborted; EmulatorUnreachable when the emulator is closed meanwhile.
   */
  async wait(
    filter: RequestWait,
    { signal }: WaitOptions = {},
  ): Promise<{ count: number; timed_out: boolean }> {
    const answer = await this.#connection.json<{ count: number; timed_out: boolean }>(
      'waitForRequests',
      { body: { count: 1, ...filter }, signal },
    )
    // An emulator that is closed answers those who wait.
    if (answer.timed_out && this.#connection.isClosed) throw closedAt(this.#connection.url)
    return answer
  }

  /** Empties the journal. @returns how many calls it held */
  clear(): Promise<{ count: number }> {
    return this.#connection.json('clearRequests')
  }

  /** The same calls as `list`, as an HTTP Archive. */
  har(query: RequestQuery = {}): Promise<Har> {
    return this.#connection.json('exportRequests', { query })
  }

  /**
   * Calls as they are answered, for `for await`: until the signal is aborted, which throws its reason, the loop is left,
   * or the emulator is closed.
   *
   * @throws EmulatorUnreachable when the connection breaks.
   */
  follow(filter: RequestFilter = {}, { signal }: WaitOptions = {}): AsyncGenerator<JournalEntry> {
    return this.#follow(filter, signal)
  }

  async *#follow(
    query: RequestFilter,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<JournalEntry> {
    const body = await this.#connection.stream('followRequests', { query, signal })
    for await (const { event, data } of serverEvents(body)) {
      if (event === 'request') yield JSON.parse(data)
    }
  }
}
