import t from 'tap'
import { openDatabase } from '../../src/store/database.ts'
import { compileLate } from '../../src/store/late-statements.ts'

/** Statements that are compiled when they are first used answer as others do. */

const db = openDatabase(':memory:')
compileLate(db)
t.teardown(() => db.close())

t.test('a statement is compiled by its first use, and by nothing before it', async (t) => {
  const statement = db.prepare('SELECT x FROM numbers').pluck()
  t.throws(() => statement.all(), /no such table: numbers/)
  db.exec('CREATE TABLE numbers (x INTEGER) STRICT')
  t.strictSame(statement.all(), [])
})

t.test('whatever is asked of a late statement is answered', async (t) => {
  const write = db.prepare('INSERT INTO numbers VALUES (?)')
  t.match(write.run(1), { changes: 1 })
  db.transaction(() => write.run(2))()
  const query = 'SELECT x FROM numbers ORDER BY x'
  t.strictSame(db.prepare(query).all(), [{ x: 1 }, { x: 2 }])
  t.strictSame(db.prepare(query).get(), { x: 1 })
  t.strictSame([...db.prepare(query).pluck().iterate()], [1, 2])
  t.strictSame(db.prepare(query).raw().all(), [[1], [2]])
})
