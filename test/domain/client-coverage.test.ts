import t from 'tap'
import {
  count,
  fieldsOf,
  noCounters,
  parametersOf,
  reportOf,
} from '../../src/domain/observed/client-coverage.ts'

/** Names of parameters, as they are sent and as a contract has them. */

t.test('a name is the path to a field, whatever its value', async (t) => {
  const names = parametersOf('limit=5&name=', { a: [{ b: 1 }, { c: { d: null } }], e: [] })
  t.strictSame([...names], ['limit', 'name', 'a', 'a[].b', 'a[].c', 'a[].c.d', 'e'])
  t.strictSame([...parametersOf('', [1, 'x'])], [])
})

t.test('a schema has the same names, through references and alternatives', async (t) => {
  const schema = {
    anyOf: [{ type: 'object', properties: { a: { items: { $ref: '#/$defs/X' } } } }],
    properties: { free: {} },
    $defs: { X: { properties: { b: {}, self: { $ref: '#/$defs/X' } } } },
  }
  const names = fieldsOf(schema)
  t.strictSame(names.slice(0, 3), ['a', 'a[].b', 'a[].self'])
  t.ok(names.includes('free'))
})

t.test('below a field of free form every name is known', async (t) => {
  const counters = noCounters()
  const sent = parametersOf('', { free: { x: [{ y: 1 }] }, known: { z: 1 }, other: 1 })
  count(counters, { operation: 'A', code: null }, sent, [])
  const parameters = ['free', 'known', 'known.a']
  const { operations } = reportOf('me', counters, [{ operation: 'A', service: 'sms', parameters }])
  t.match(operations[0]?.parameters, {
    used: { free: 1, 'free.x': 1, 'free.x[].y': 1, known: 1 },
    unused: ['known.a'],
    unknown: { 'known.z': 1, other: 1 },
  })
})

t.test('ever new names do not fill the memory', async (t) => {
  const counters = noCounters()
  for (let at = 0; at < 30; at++) {
    const body = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`f${at}-${n}`, 1]))
    count(counters, { operation: 'A', code: null }, parametersOf('', body), [])
  }
  t.equal(counters.operations.get('A')?.parameters.size, 2_000)
})
