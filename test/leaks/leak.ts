import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { openDatabase } from '../../src/store/database.ts'

/** A test file that does what none may, for handles.test.ts: it leaves open what would keep it from ending. */

const [, , folder = ''] = process.argv
/** Else a database is closed when its memory is collected. */
const kept: unknown[] = []

t.test('it passes', async (t) => {
  createServer().listen(0, '127.0.0.1')
  setInterval(() => {}, 1000)
  kept.push(openDatabase(join(folder, 'left.db')))
  // Over before long: this is no leak.
  setTimeout(() => {}, 100)
  t.pass()
})
