import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'

/** A test file with errors that no test waits for, for uncaught.test.ts. */

t.test('whole', async (t) => {
  await t.test('thrown', async (t) => {
    setTimeout(() => {
      throw new Error('too late')
    })
    await wait(1_000, undefined, { ref: false })
    t.fail('goes on')
  })
})
t.test('rejected', (_) => {
  Promise.reject(new Error('nobody waits'))
})
t.test('another', async (t) => {
  t.pass('it is fine')
})
