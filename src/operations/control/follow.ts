import { callTold } from '../../domain/observed/journal.ts'
import { ApiError } from '../../errors/refusals.ts'
import type { Feeds, SentMessage } from '../../parts/feeds.ts'
import type { Account } from '../account/account.ts'
import { clockNow } from '../account/tell.ts'

/**
 * Follows what changes in an account: from the events after `last`, if it is given and they are all kept. Otherwise
 * it begins with the state of the clock, so that a follower has a moment to count from.
 *
 * @param last the id of an event that was told before.
 * @param send is given each event, and null when the account is gone.
 * @returns how to stop.
 */
export function followEvents(
  account: Account,
  last: string | undefined,
  send: (told: SentMessage | null) => void,
): () => void {
  const { feed, journal } = account.observed
  const listen = () =>
    journal.listen((call) => {
      if (call) feed.tell({ event: 'request', data: callTold(call) })
    })
  const { at: id, isKnown, stop } = feed.follow(last, send, listen)
  if (!isKnown) send({ id, event: 'reset', data: '{}' })
  if (!isKnown || last === undefined) {
    send({ id, event: 'clock', data: JSON.stringify(clockNow(account)) })
  }
  return stop
}

/** How many streams a process has at once: each may hold back megabytes for a client that does not read. */
const streams_max = 100

/** Counts a stream. @returns what says that it has ended. @throws ApiError 429 when there are too many already */
export function countStream(feeds: Feeds): () => void {
  if (feeds.streams >= streams_max) throw new ApiError('tooManyStreams', streams_max)
  feeds.streams++
  return () => {
    feeds.streams--
  }
}
