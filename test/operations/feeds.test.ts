import t from 'tap'
import { createFeeds, kept_max, type SentMessage } from '../../src/parts/feeds.ts'
import type { Message } from '../../src/schemas/control/stream.ts'

/** What is kept of the changes of an account, and for whom. */

const nothing = () => () => {}
const message: Message = { event: 'control', data: { changed: ['faults'] } }

t.test('an account that nobody follows has no feed', async (t) => {
  const feeds = createFeeds(1)
  const feed = feeds.of('a')
  feed.tell(message)
  t.notOk(feed.isFollowed())
  const { stop } = feed.follow(undefined, () => {}, nothing)
  t.ok(feed.isFollowed())
  t.notOk(feeds.of('b').isFollowed())
  stop()
  t.ok(feed.isFollowed(), 'whoever left may come back')
})

t.test('those who come back are told what they missed, as long as all of it is kept', async (t) => {
  const feed = createFeeds(1).of('a')
  const { at, stop } = feed.follow(undefined, () => {}, nothing)
  stop()
  for (let count = 0; count < kept_max; count++) feed.tell(message)
  const told: (SentMessage | null)[] = []
  const back = feed.follow(at, (one) => told.push(one), nothing)
  t.ok(back.isKnown)
  t.equal(told.length, kept_max)
  feed.tell(message)
  t.equal(told.length, kept_max + 1)
  t.notOk(feed.follow(at, () => {}, nothing).isKnown, 'one of them is gone')
  back.stop()
})

t.test('a feed that nobody comes back to is dropped', async (t) => {
  const feeds = createFeeds(1)
  const dropped: string[] = []
  const visit = (id: string) =>
    feeds.of(id).follow(
      undefined,
      () => {},
      () => () => dropped.push(id),
    )
  const ids = Array.from({ length: 18 }, (_, place) => `account-${place}`)
  for (const id of ids) visit(id).stop()
  t.strictSame(dropped, ['account-0', 'account-1'], 'of many the ones that were left first')
  for (let count = 0; count < kept_max + 1; count++) feeds.of('account-2').tell(message)
  t.strictSame(dropped.at(-1), 'account-2', 'one of which more came than is kept')
  const { at } = visit('account-2')
  t.not(at.split('.')[1], '3', 'another feed has other ids')
})

t.test('a reset and the end of an account', async (t) => {
  const feed = createFeeds(1).of('a')
  const told: (SentMessage | null)[] = []
  const { at } = feed.follow(undefined, (one) => told.push(one), nothing)
  feed.tell(message)
  feed.tell({ event: 'reset', data: {} })
  t.notOk(feed.follow(at, () => {}, nothing).isKnown)
  feed.end()
  t.strictSame(
    told.map((one) => one?.event),
    ['control', 'reset', undefined],
  )
  t.notOk(feed.isFollowed())
})
