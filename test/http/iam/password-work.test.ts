import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import t from 'tap'
import { credentials, startTest } from '../../helper.ts'

/** How long a refused login takes tells nothing about who exists: each does the same hashing work. */

const hashed: unknown[][] = []
const { scryptSync } = crypto
crypto.scryptSync = (...args) => {
  const { length, N } = { length: args[2], N: args[3]?.N }
  hashed.push([length, N])
  return scryptSync(...args)
}
syncBuiltinESMExports()
t.teardown(() => {
  crypto.scryptSync = scryptSync
  syncBuiltinESMExports()
})

t.test('KeystoneCreateToken: each login hashes once, whoever it names', async (t) => {
  const users = [
    { name: 'huawei', password: 'p', huawei_id: true },
    { name: 'guest', password_hash: '', federated: { provider: 'corp' } },
    { name: 'mfa', password: 'p', totp_secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' },
    { name: 'disabled', password: 'p', enabled: false },
    { name: 'locked', password: 'p', locked_for: 60_000 },
  ]
  const { call } = await startTest(t, {}, [{ name: 'one', users }])
  const status = async (user: object): Promise<number> => {
    const payload = credentials('unscoped', { password: 'wrong', ...user })
    return (await call('POST', '/v3/auth/tokens', { payload })).status
  }
  const domain = { name: 'one' }
  const wrong = [
    { name: 'developer', domain: { name: 'emulator' } },
    { name: 'nobody', domain: { name: 'emulator' } },
    { name: 'developer', domain: { name: 'nowhere' } },
    { id: 'f'.repeat(32) },
    ...users.map(({ name }) => ({ name, domain })),
    ...['', 'x'.repeat(4_096)].map((password) => ({ name: 'nobody', domain, password })),
  ]
  for (const user of wrong) {
    hashed.length = 0
    t.not(await status(user), 201)
    t.strictSame(hashed, [[32, 1024]], JSON.stringify(user).slice(0, 80))
  }
  hashed.length = 0
  t.equal(
    await status({ name: 'developer', password: 'Emulator@123', domain: { name: 'emulator' } }),
    201,
  )
  t.strictSame(hashed, [[32, 1024]])
})

t.test(
  'KeystoneCreateToken: who was let in is hashed no more, until anything changes',
  async (t) => {
    const one = { name: 'one', users: [{ name: 'ann', password: 'p' }] }
    const { call, control } = await startTest(t, {}, [one])
    const hashes = async (password: string, status: number, name = 'ann'): Promise<number> => {
      hashed.length = 0
      const payload = credentials('unscoped', { name, password, domain: { name: 'one' } })
      t.equal((await call('POST', '/v3/auth/tokens', { payload })).status, status)
      return hashed.length
    }
    t.equal(await hashes('p', 201), 1)
    t.equal(await hashes('p', 201), 0)

    t.equal(await hashes('guess', 401), 1, 'a guess is hashed')
    t.equal(await hashes('p', 201), 1, 'and after it the right one')

    for (let guess = 0; guess < 6; guess++) await hashes('guess', 401)
    t.equal(await hashes('p', 401), 1, 'a locked user pays as one who guesses')
    t.equal(await hashes('p', 401), 1)
    await control('POST', '/_emulator/clock/advance?account=one', { by: '1h' })
    t.equal(await hashes('p', 201), 1)
    t.equal(await hashes('p', 201), 0)

    const changed = { accounts: [{ ...one, users: [{ name: 'ann', password: 'q' }] }] }
    t.equal((await control('POST', '/_emulator/fixtures?replace=true', changed)).status, 200)
    t.equal(await hashes('p', 401), 1, 'the former password')
    t.equal(await hashes('q', 201), 1)
    t.equal(await hashes('q', 201), 0)

    await control('POST', '/_emulator/reset?account=one')
    t.equal(await hashes('p', 201), 1, 'the password of the boot')
    t.equal(await hashes('p', 201), 0)
    await control('POST', '/_emulator/reset?account=one')
    t.equal(await hashes('p', 201), 1, 'a reset forgets, though the hash is the same')
  },
)
