import t from 'tap'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { DocumentStore, documentTable } from '../../src/store/documents.ts'
import { GroupCommit } from '../../src/store/group-commit.ts'

/** Transactions that are committed together, and what is remembered of rows that came to nothing. */

type Note = { id: string; text: string }

/** A database with an account, one table of documents, and turns of the event loop by hand. */
function opened(test: { teardown(work: () => void): void }) {
  const db: Db = openDatabase(':memory:')
  test.teardown(() => db.close())
  db.prepare('INSERT INTO accounts (id, document) VALUES (?, ?)').run('a', '{"name": "a"}')
  const turns: (() => void)[] = []
  const transactions = new GroupCommit(db, (work) => turns.push(work))
  const table = documentTable<Note>(db, 'scenarios')
  const notes = new DocumentStore(table, 'a')
  const nobodys = new DocumentStore(table, 'nobody')
  const write = (id: string, text: string) =>
    transactions.atomically(() => notes.save({ id, text }))
  const endTurn = () => {
    for (const work of turns.splice(0)) work()
  }
  return { db, transactions, notes, nobodys, write, turns, endTurn }
}

const texts = (notes: { all(): Note[] }) => notes.all().map(({ text }) => text)

t.test('what one turn writes is one transaction, committed at its end', async (t) => {
  const { db, transactions, notes, write, turns, endTurn } = opened(t)
  write('1', 'one')
  write('2', 'two')
  t.equal(turns.length, 1)
  t.ok(db.inTransaction)
  const committed = transactions.committed()
  t.ok(committed, 'answers wait')
  endTurn()
  await committed
  t.notOk(db.inTransaction)
  t.equal(transactions.committed(), undefined, 'nobody waits any more')
  t.same(texts(notes), ['one', 'two'])
})

t.test('who is told of one account waits for what was written to it', async (t) => {
  const { transactions, notes, endTurn } = opened(t)
  const write = (id: string) =>
    transactions.atomically(() => {
      transactions.touch('a')
      notes.save({ id, text: 'one' })
    })
  write('1')
  t.ok(transactions.committed('a'))
  t.ok(transactions.committed(), 'of all accounts')
  t.equal(transactions.committed('b'), undefined)
  endTurn()
  t.equal(transactions.committed('a'), undefined)
  transactions.atomically(() => {})
  t.equal(transactions.committed('a'), undefined, 'the next group is another one')
  endTurn()
})

t.test('what fails is undone alone', async (t) => {
  const { transactions, notes, write, endTurn } = opened(t)
  write('1', 'one')
  t.throws(
    () =>
      transactions.atomically(() => {
        notes.save({ id: '1', text: 'other' })
        t.equal(notes.find('1')?.text, 'other')
        throw new Error('no')
      }),
    { message: 'no' },
  )
  t.equal(notes.find('1')?.text, 'one', 'nor is it remembered')
  endTurn()
  t.same(texts(notes), ['one'])
})

t.test(
  'what an inner transaction undoes is forgotten, and what the outer one undoes, too',
  async (t) => {
    const { transactions, notes, write } = opened(t)
    write('1', 'one')
    write('2', 'two')
    const atomically = <Result>(work: () => Result) => transactions.atomically(work)
    t.throws(() =>
      atomically(() => {
        notes.save({ id: '1', text: 'outer' })
        notes.find('1')
        atomically(() => {
          notes.save({ id: '2', text: 'inner' })
          notes.find('2')
        })
        throw new Error('no')
      }),
    )
    t.equal(notes.find('1')?.text, 'one')
    t.equal(notes.find('2')?.text, 'two')
  },
)

t.test('a commit that fails is told to all who wait, and nothing of it stays', async (t) => {
  const { db, transactions, notes, nobodys, write, endTurn } = opened(t)
  write('1', 'one')
  endTurn()
  write('1', 'changed')
  notes.find('1')
  // The file can refuse at the end only: as a full disk does, or here a key that is wrong.
  db.pragma('defer_foreign_keys = ON')
  transactions.atomically(() => nobodys.save({ id: '2', text: 'two' }))
  const committed = transactions.committed()
  endTurn()
  await t.rejects(committed ?? Promise.resolve(), { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
  t.notOk(db.inTransaction)
  t.equal(notes.find('1')?.text, 'one')
  write('3', 'three')
  endTurn()
  t.same(texts(notes), ['one', 'three'], 'and it goes on')
})

t.test('after a commit that failed each is told at once, until one is in the file', async (t) => {
  const { db, transactions, notes, write, turns, endTurn } = opened(t)
  const room = db.pragma('max_page_count', { simple: true })
  db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 4}`)
  const long = 'x'.repeat(100_000)
  t.throws(() => write('1', long), { code: 'SQLITE_FULL' })
  endTurn()
  t.throws(() => write('1', long), { code: 'SQLITE_FULL' })
  t.equal(turns.length, 0, 'no group was opened')
  t.equal(
    transactions.atomically(() => notes.find('1')),
    undefined,
  )
  t.throws(() => write('1', long), { code: 'SQLITE_FULL' }, 'that could be read says nothing')
  t.equal(turns.length, 0)
  t.equal(
    transactions.asIf(() => {
      notes.save({ id: '1', text: 'short' })
      return notes.find('1')?.text
    }),
    'short',
  )
  t.same(texts(notes), [])
  db.pragma(`max_page_count = ${room}`)
  write('1', long)
  t.equal(transactions.committed(), undefined, 'it is in the file by now')
  write('2', 'two')
  t.ok(transactions.committed(), 'from here on they are written together again')
  endTurn()
  t.same(texts(notes), [long, 'two'])
})

t.test('the end of a turn commits its own group only', async (t) => {
  const { db, transactions, write, turns } = opened(t)
  write('1', 'one')
  transactions.commit()
  write('2', 'two')
  turns.shift()?.()
  t.ok(db.inTransaction, 'the first turn has nothing left to commit')
  turns.shift()?.()
  t.notOk(db.inTransaction)
})

t.test('without turns everything is committed at once, inner work with the outer', async (t) => {
  const { db, notes } = opened(t)
  const commits = new GroupCommit(db, (work) => work())
  commits.atomically(() => commits.atomically(() => notes.save({ id: '1', text: 'one' })))
  t.notOk(db.inTransaction)
  t.equal(commits.committed(), undefined)
  t.same(texts(notes), ['one'])
})

t.test('a commit of nothing does nothing', (t) => {
  const { db, transactions, notes, write } = opened(t)
  transactions.commit()
  t.equal(db.inTransaction, false)
  write('1', 'one')
  transactions.commit()
  transactions.commit()
  t.strictSame(texts(notes), ['one'])
  t.end()
})

t.test('it goes from state to state as its table says', (t) => {
  const { db, transactions, notes, nobodys, write, endTurn } = opened(t)
  const room = db.pragma('max_page_count', { simple: true })
  const fill = () => {
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 4}`)
  }
  const long = 'x'.repeat(100_000)
  const isNow = (state: string, after: string) => t.equal(transactions.state, state, after)

  isNow('idle', 'at first')
  transactions.asIf(() => transactions.atomically(() => notes.save({ id: '0', text: 'zero' })))
  isNow('idle', 'what is undone opens no group')
  write('1', 'one')
  isNow('open', 'a write opens a group')
  transactions.atomically(() => notes.find('1'))
  isNow('open', 'work joins it')
  t.throws(() =>
    transactions.atomically(() => {
      throw new Error('no')
    }),
  )
  isNow('open', 'work that fails by itself leaves the group as it is')
  endTurn()
  isNow('idle', 'the turn ends')
  write('1', 'two')
  transactions.commit()
  isNow('idle', 'it was committed before its turn')

  write('1', 'three')
  db.pragma('defer_foreign_keys = ON')
  transactions.atomically(() => nobodys.save({ id: '2', text: 'two' }))
  t.throws(() => transactions.commit(), { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
  isNow('failing', 'a commit failed')
  transactions.atomically(() => notes.find('1'))
  isNow('failing', 'work that only reads says nothing')
  write('1', 'four')
  isNow('idle', 'a write has reached the file')
  t.equal(transactions.committed(), undefined)

  write('1', 'five')
  fill()
  t.throws(() => write('1', long), { code: 'SQLITE_FULL' })
  isNow('failing', 'SQLite ended the whole transaction')
  t.throws(() => write('1', long), { code: 'SQLITE_FULL' })
  isNow('failing', 'nor is there room for one write')
  t.same(texts(notes), ['four'], 'the group is lost')
  db.pragma(`max_page_count = ${room}`)
  write('1', long)
  isNow('idle', 'there is room again')
  t.end()
})
