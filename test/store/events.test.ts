import t from 'tap'
import type { Event } from '../../src/domain/migration/events.ts'
import { openDatabase } from '../../src/store/database.ts'
import { EventStore, eventTable } from '../../src/store/events.ts'
import { inTransaction } from '../../src/store/memory.ts'

/** What happened in an account: written a write at a time, read by task and all together. */

const happened = (at: number, ids: { task?: string; source?: string }): Event => ({
  ...{ at, type: 'target.power', data: { on: true } },
  ...ids,
})
const deleted = (at: number, source: string): Event => ({
  ...{ at, type: 'source.deleted', data: { name: source }, source },
})

/** The events of an account that has written these, one write after the other. */
function written(test: { teardown(work: () => void): void }, writes: Event[][]) {
  const db = openDatabase(':memory:')
  test.teardown(() => db.close())
  db.prepare('INSERT INTO accounts (id, document) VALUES (?, ?)').run('a', '{"name": "a"}')
  const events = new EventStore(eventTable(db), 'a')
  let sequence = 1
  for (const write of writes) {
    inTransaction(db, () => events.add(sequence, write))
    sequence += write.length
  }
  const numbers = db.prepare<[], number>('SELECT sequence FROM events ORDER BY 1').pluck().all()
  return { events, numbers }
}

const writes = [
  [happened(1, { task: 'one', source: 's' }), happened(2, { task: 'one', source: 's' })],
  [happened(3, { task: 'other' }), happened(4, { task: 'one' }), happened(5, { source: 's' })],
  [deleted(6, 's'), deleted(7, 's2')],
  [],
  [happened(8, { task: 'one' })],
]

t.test('what a write tells of one task is a row, with the number of its first event', async (t) => {
  t.strictSame(written(t, writes).numbers, [1, 3, 4, 5, 6, 7, 8])
})

t.test('all events come back as they were, in order', async (t) => {
  const texts = written(t, writes).events.texts()
  t.strictSame(JSON.parse(`[${texts}]`), writes.flat())
})

t.test('those of a task are found, whatever was written between them', async (t) => {
  const { events } = written(t, writes)
  t.strictSame(
    events.ofTask('one').map(({ at }) => at),
    [1, 2, 4, 8],
  )
  t.strictSame(events.ofTask('none'), [])
})

t.test('each source that was deleted has its own moment', async (t) => {
  const { events } = written(t, writes)
  t.equal(events.sourceDeletedAt('s'), 6)
  t.equal(events.sourceDeletedAt('s2'), 7)
  t.equal(events.sourceDeletedAt('s3'), undefined)
})
