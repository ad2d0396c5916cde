import t from 'tap'
import { accessKeyText, securityTokenText } from '../../src/domain/identity/access-keys.ts'

/** Keys that follow from the id of their account's sequence. */

t.test('a key and its secret have the form of IAM, and each id gives others', async (t) => {
  const ids = Array.from({ length: 100 }, (_, number) => `id-${number}`)
  const keys = ids.map(accessKeyText)
  for (const { ak, sk } of keys) {
    t.match(ak, /^[A-Z0-9]{20}$/)
    t.match(sk, /^[A-Za-z0-9]{40}$/)
  }
  t.equal(new Set(keys.flatMap(({ ak, sk }) => [ak, sk])).size, 200)
  t.strictSame(ids.map(accessKeyText), keys, 'the same each time')
})

t.test('a security token is base64 without a slash, and follows from its id', async (t) => {
  const token = securityTokenText('one')
  t.match(token, /^gQ[A-Za-z0-9+-]{300,}$/)
  t.equal(securityTokenText('one'), token)
  t.not(securityTokenText('other'), token)
})
