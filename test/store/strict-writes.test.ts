import t from 'tap'
import { openDatabase } from '../../src/store/database.ts'
import { compileLate } from '../../src/store/late-statements.ts'
import { enforceStrictWrites, inTransaction } from '../../src/store/memory.ts'

/** What tests hold the stores to, whose statements are compiled when they are first used. */

t.test('a write outside of a transaction fails at once, and one inside does not', async (t) => {
  const db = openDatabase(':memory:')
  t.teardown(() => db.close())
  enforceStrictWrites(db)
  compileLate(db)
  db.exec('CREATE TABLE rows (a)')
  const write = db.prepare('INSERT INTO rows VALUES (?)')
  const read = db.prepare('SELECT a FROM rows').pluck()
  t.throws(() => write.run(1), { message: /^written outside of a transaction: INSERT INTO rows/ })
  t.strictSame(read.all(), [])
  inTransaction(db, () => write.run(2))
  t.strictSame(read.all(), [2])
  t.equal(read.get(), 2)
  t.strictSame([...read.iterate()], [2])
})
