import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { openDatabase } from '../../src/store/database.ts'

/** A test file that does what none may, for handles.test.ts: what is its argument. */

const [, , what, folder = ''] = process.argv
/** Else a database is closed when its memory is collected. */
const kept: unknown[] = []

t.test('it passes', async (t) => {
  if (what === 'handles') {
    createServer().listen(0, '127.0.0.1')
    setInterval(() => {}, 1000)
    kept.push(openDatabase(join(folder, 'left.db')))
  }
  if (what === 'rejection') Promise.reject(new Error('nobody waits for it'))
  // Over before long: this is no leak.
  if (what === 'nothing') setTimeout(() => {}, 100)
  t.pass()
})
