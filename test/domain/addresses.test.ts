import t from 'tap'
import {
  addressOfNumber,
  isHostIn,
  isWithin,
  numberOfAddress,
  overlap,
  rangeOf,
} from '../../src/domain/companions/addresses.ts'

t.test('an address is a number and back', async (t) => {
  for (const address of ['0.0.0.0', '10.0.0.1', '192.168.1.254', '255.255.255.255']) {
    t.equal(addressOfNumber(numberOfAddress(address)), address)
  }
})

t.test('a range begins where its prefix ends', async (t) => {
  const { first, last } = rangeOf('192.168.0.77/24')
  t.equal(addressOfNumber(first), '192.168.0.0')
  t.equal(addressOfNumber(last), '192.168.0.255')
  t.equal(addressOfNumber(rangeOf('0.0.0.0/0').last), '255.255.255.255')
})

t.test('ranges lie within each other, overlap, or are apart', async (t) => {
  const whole = rangeOf('10.0.0.0/8')
  const part = rangeOf('10.1.0.0/16')
  t.ok(isWithin(part, whole))
  t.notOk(isWithin(whole, part))
  t.ok(overlap(whole, part))
  t.notOk(overlap(part, rangeOf('10.2.0.0/16')))
})

t.test('the first and the last address of a range are of no host', async (t) => {
  const range = rangeOf('10.0.0.0/24')
  t.ok(isHostIn('10.0.0.1', range))
  t.notOk(isHostIn('10.0.0.0', range))
  t.notOk(isHostIn('10.0.0.255', range))
  t.notOk(isHostIn('10.0.1.1', range))
})
