import t from 'tap'
import { hex32, uuidOf } from '../../src/domain/ids.ts'

/** Ids that follow from what they are made of. */

t.test('the same parts give the same id, in every version of this program', async (t) => {
  t.equal(hex32('seed', 'account', 7), 'be49df8e1c1943987bf46866d5b36c34')
  t.equal(uuidOf('seed', 'account', 7), 'be49df8e-1c19-4398-bbf4-6866d5b36c34')
})

t.test('other parts, or the same ones in another order, give another id', async (t) => {
  const parts = [[], ['a'], ['a', 'b'], ['b', 'a'], ['ab'], ['a', 1], ['a', 2], ['a1']]
  t.equal(new Set(parts.map((one) => hex32(...one))).size, parts.length)
  t.equal(new Set(parts.map((one) => uuidOf(...one))).size, parts.length)
})

t.test('an id has the form of those of the service', async (t) => {
  for (let count = 0; count < 100; count++) {
    t.match(hex32(count), /^[0-9a-f]{32}$/)
    t.match(
      uuidOf(count),
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      'a UUID of version 4',
    )
  }
})
