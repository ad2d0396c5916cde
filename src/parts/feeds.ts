import type { Control, Message } from '../schemas/control/stream.ts'

/**
 * What changed in accounts, told to those who follow them: only what is in the file. An account that nobody follows
 * has no feed, so that nothing is kept or made for it.
 */

/** A message as it is sent; `data` is JSON. */
export type SentMessage = { id: string; event: Message['event']; data: string }

/** Is told every message, and null when the account is gone. */
export type Follower = (told: SentMessage | null) => void

/** How many messages a feed keeps for those who come back, and how many characters of them. */
export const kept_max = 2_000
const length_max = 4 * 1_048_576

/** How many feeds that nobody follows are kept for those who come back. */
const waiting_max = 16

export type Feeds = {
  /** How many streams of events are open, of whatever accounts. */
  streams: number
  of(account_id: string): AccountFeed
  /** Tells the followers of all accounts that the list of accounts changed. */
  readonly tellOfAccounts: () => void
}

/** What changes in one account. */
export type AccountFeed = {
  /** Whether anybody is told: what is told otherwise is lost, and need not be made. */
  isFollowed(): boolean
  tell(message: Message): void
  /** What tells that a list of the control API changed: always the same function of a list. */
  tellerOf(control: Control): () => void
  /** The account is gone: its followers are told so, and leave. */
  end(): void
  /**
   * Tells a follower from now on; first, what came after a message.
   *
   * @param last the id of that message, as it was told.
   * @param onBegin is called when the account had no feed; what it gives is called when the feed is dropped.
   * @returns `at`, the id of the latest message; `isKnown`, whether `last` was; and how to stop.
   */
  follow(
    last: string | undefined,
    follower: Follower,
    onBegin: () => () => void,
  ): { at: string; isKnown: boolean; stop: () => void }
}

/** @param run the number of this process on its file: its ids are no other's. */
export function createFeeds(run: number): Feeds {
  const feeds = new Map<string, Feed>()
  let made = 0
  const drop = (account_id: string): void => {
    feeds.get(account_id)?.onDrop()
    feeds.delete(account_id)
  }
  const dropOldest = (): void => {
    const waiting = [...feeds].filter(([, { followers }]) => followers.size === 0)
    for (const [id] of waiting.slice(0, -waiting_max)) drop(id)
  }

  return {
    streams: 0,
    tellOfAccounts() {
      for (const feed of feeds.values()) feed.tellerOf('accounts')()
    },
    of: (account_id) => ({
      isFollowed: () => feeds.has(account_id),
      tell(message) {
        const feed = feeds.get(account_id)
        feed?.tell(message)
        // A follower that comes back now has missed too much.
        if (feed && feed.unheard > kept_max) drop(account_id)
      },
      tellerOf: (control) => feeds.get(account_id)?.tellerOf(control) ?? (() => {}),
      end() {
        const followers = [...(feeds.get(account_id)?.followers ?? [])]
        drop(account_id)
        for (const follower of followers) follower(null)
      },
      follow(last, follower, onBegin) {
        const feed = feeds.get(account_id) ?? new Feed(`${run}.${++made}`, onBegin())
        feeds.set(account_id, feed)
        const missed = last === undefined ? [] : feed.after(last)
        for (const told of missed ?? []) follower(told)
        feed.followers.add(follower)
        feed.unheard = 0
        return {
          at: feed.at,
          isKnown: missed !== undefined,
          stop: () => {
            feed.followers.delete(follower)
            if (feed.followers.size > 0 || feeds.get(account_id) !== feed) return
            // The last place in the row: it was followed until now.
            feeds.delete(account_id)
            feeds.set(account_id, feed)
            dropOldest()
          },
        }
      },
    }),
  }
}

/** The latest messages about an account, and who is told them. */
class Feed {
  readonly followers = new Set<Follower>()
  /** How many messages nobody was told, since the last follower left. */
  unheard = 0
  #count = 0
  #kept: SentMessage[] = []
  #length = 0
  readonly #tellers = new Map<Control, () => void>()
  readonly #name: string
  readonly onDrop: () => void

  constructor(name: string, onDrop: () => void) {
    this.#name = name
    this.onDrop = onDrop
  }

  /** The id of the latest message. */
  get at(): string {
    return `${this.#name}.${this.#count}`
  }

  tell({ event, data }: Message): void {
    // What came before is of no use to anybody.
    if (event === 'reset') this.#forget(this.#kept.length)
    this.#count++
    const told = { id: this.at, event, data: JSON.stringify(data) }
    this.#kept.push(told)
    this.#length += told.data.length
    if (this.#kept.length > kept_max || this.#length > length_max) this.#forget(1)
    if (this.followers.size === 0) this.unheard++
    for (const follower of this.followers) follower(told)
  }

  tellerOf(control: Control): () => void {
    const teller =
      this.#tellers.get(control) ??
      (() => this.tell({ event: 'control', data: { changed: [control] } }))
    this.#tellers.set(control, teller)
    return teller
  }

  /** The messages after one; undefined when they are not all kept. */
  after(id: string): SentMessage[] | undefined {
    if (!id.startsWith(`${this.#name}.`)) return undefined
    const place = Number(id.slice(this.#name.length + 1))
    const first = this.#count - this.#kept.length
    if (!Number.isInteger(place) || place < first || place > this.#count) return undefined
    return this.#kept.slice(place - first)
  }

  #forget(amount: number): void {
    for (const { data } of this.#kept.splice(0, amount)) this.#length -= data.length
  }
}
