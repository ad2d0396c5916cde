import t from 'tap'
import { Recent } from '../../src/parts/observed/recent.ts'
import { openDatabase } from '../../src/store/database.ts'
import { cacheRows, inTransaction, recent_max } from '../../src/store/memory.ts'

/** What is remembered of all accounts together has a bound, and what was asked for last stays. */

t.test('of rows those stay that are asked for again, of whatever kind', (t) => {
  const db = openDatabase(':memory:')
  t.teardown(() => db.close())
  const large = cacheRows<string>(db, 'large')
  const small = cacheRows<string>(db, 'small')
  const reads: string[] = []
  const read = (key: string) =>
    small.parsed(key, () => {
      reads.push(key)
      return JSON.stringify(key)
    })
  read('asked for')
  read('idle')
  // Each is more than the half of what is recent, so that two make all others former ones.
  for (let number = 0; number < 8; number++) {
    large.put(`${number}`, 'text', recent_max * 0.6)
    t.equal(read('asked for'), 'asked for')
  }
  t.strictSame(reads, ['asked for', 'idle'], 'what is asked for was read once')
  read('idle')
  t.strictSame(reads, ['asked for', 'idle', 'idle'])
  t.end()
})

t.test(
  'a row is forgotten with the work that wrote it, also when it is no recent one any more',
  (t) => {
    const db = openDatabase(':memory:')
    t.teardown(() => db.close())
    const rows = cacheRows<string>(db, 'rows')
    const failing = () =>
      inTransaction(db, () => {
        rows.put('key', 'never', 1)
        rows.put('other', 'never', recent_max + 1)
        throw new Error('undone')
      })
    t.throws(failing, /undone/)
    t.equal(
      rows.parsed('key', () => '"read"'),
      'read',
    )
    t.end()
  },
)

type Thing = { name: string; weight: number; of?: { weight: number } }
const things = () =>
  new Recent<Thing>({
    of_account: 3,
    weight: 10,
    weightOf: ({ weight }) => weight,
    sharedBy: ({ of }) => (of ? [of] : []),
  })
const names = (recent: Recent<Thing>, account: string) =>
  recent.all(account).map(({ name }) => name)

t.test('the oldest of the account that is idle longest go first, and are counted', (t) => {
  const recent = things()
  for (const account of ['first', 'second', 'first']) {
    for (const name of ['one', 'two']) recent.add(account, { name, weight: 2 })
  }
  t.strictSame(names(recent, 'second'), ['one', 'two'])
  t.strictSame(names(recent, 'first'), ['two', 'one', 'two'], 'no more than three of an account')
  t.strictSame([recent.dropped('first'), recent.dropped('second')], [1, 0])
  recent.add('third', { name: 'heavy', weight: 10 })
  t.strictSame(
    ['first', 'second', 'third'].map((account) => names(recent, account)),
    [[], [], ['heavy']],
  )
  t.strictSame([recent.dropped('first'), recent.dropped('second')], [4, 2])
  recent.add('third', { name: 'too heavy', weight: 11 })
  t.strictSame(names(recent, 'third'), [])
  recent.forget('third')
  t.equal(recent.dropped('third'), 0)
  recent.add('first', { name: 'light', weight: 10 })
  t.strictSame(names(recent, 'first'), ['light'], 'what is gone weighs nothing')
  t.end()
})

t.test('what several things hold is weighed once, as long as one of them is there', (t) => {
  const recent = things()
  const of = { weight: 6 }
  for (const name of ['one', 'two', 'three']) recent.add('a', { name, weight: 1, of })
  t.equal(recent.dropped('a'), 0)
  recent.add('b', { name: 'large', weight: 3 })
  t.strictSame([recent.dropped('a'), names(recent, 'a')], [2, ['three']])
  recent.forget('a')
  recent.add('b', { name: 'larger', weight: 7 })
  t.strictSame(names(recent, 'b'), ['large', 'larger'])
  t.end()
})
