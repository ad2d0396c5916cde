import t from 'tap'
import { passcodeAt } from '../../../src/domain/identity/totp.ts'
import { noon, startTest, type TestEmulator } from '../../helper.ts'
import { accounts, asUser, idToken, tokenOf, totp_secret } from '../../iam-helper.ts'

/** Users, roles and locks: by the account's clock, and out of a fixture and in again. */

const url = '/v3/auth/tokens'
const attempt = async ({ call }: TestEmulator, password: string, name = 'developer') => {
  const payload = asUser(name)
  payload.auth.identity.password.user = { name, password, domain: { name: 'emulator' } } as never
  const { status, body } = await call('POST', url, { payload })
  return status === 201 ? 'in' : body.error.message
}
const right = 'Emulator@123'
const wrong = 'The username or password is wrong.'
const locked = 'Account locked.'

t.test('KeystoneCreateToken: five wrong passwords lock a user for fifteen minutes', async (t) => {
  const emulator = await startTest(t)
  for (let times = 1; times <= 5; times++) t.equal(await attempt(emulator, 'x'), wrong)
  t.equal(await attempt(emulator, right), locked, 'even with the right one')
  t.equal(await attempt(emulator, 'x'), locked)

  emulator.wall.now += 3_600_000
  t.equal(await attempt(emulator, right), locked, "the wall's time does not count")
  await emulator.control('PUT', '/_emulator/clock', { now: noon + 15 * 60_000 - 1 })
  t.equal(await attempt(emulator, right), locked)
  await emulator.control('PUT', '/_emulator/clock', { now: noon + 15 * 60_000 })
  t.equal(await attempt(emulator, right), 'in')
  t.equal(await attempt(emulator, 'x'), wrong, 'and counting begins anew')
})

t.test('KeystoneCreateToken: the right password, and time, forget the wrong ones', async (t) => {
  const emulator = await startTest(t)
  const fail = async (times: number) => {
    for (let done = 0; done < times; done++) t.equal(await attempt(emulator, 'x'), wrong)
  }
  await fail(4)
  t.equal(await attempt(emulator, right), 'in')
  await fail(4)
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT15M' })
  await fail(4)
  t.equal(await attempt(emulator, right), 'in')
})

t.test("KeystoneCreateToken: an account's own rule of locking, and a fixture's lock", async (t) => {
  const lockout = { attempts: 2, within: 60_000, lasts: 3_600_000 }
  const emulator = await startTest(t, {}, [...accounts, { name: 'emulator', lockout }])
  t.equal(await attempt(emulator, 'Secret@123', 'locked'), locked)
  await attempt(emulator, 'x')
  await attempt(emulator, 'x')
  t.equal(await attempt(emulator, right), locked)
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1M' })
  t.equal(await attempt(emulator, 'Secret@123', 'locked'), 'in')
  t.equal(await attempt(emulator, right), locked)
  await emulator.control('POST', '/_emulator/reset')
  t.equal(await attempt(emulator, right), 'in', 'a reset unlocks')
  t.equal(await attempt(emulator, 'Secret@123', 'locked'), locked, 'but what boot had locked')
})

t.test('KeystoneCreateToken: wrong passcodes count; either clock makes one good', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const login = async (passcode: string) => {
    const { password } = asUser('mfa').auth.identity
    const user = { name: 'mfa', passcode }
    const payload = {
      auth: { identity: { methods: ['password', 'totp'], password, totp: { user } } },
    }
    return (await emulator.call('POST', url, { payload })).body.error?.message ?? 'in'
  }
  await emulator.control('PUT', '/_emulator/clock', { now: noon + 86_400_000 })
  t.equal(await login(passcodeAt(totp_secret, noon)), 'in', "the wall's")
  t.equal(await login(passcodeAt(totp_secret, noon + 86_400_000)), 'in', "the account's")
  for (let times = 1; times <= 5; times++) t.equal(await login('000000'), 'Invalid TOTP passcode.')
  t.equal(await login(passcodeAt(totp_secret, noon)), locked)
})

t.test('tokens of a user that is gone or disabled are dead', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const headers = await tokenOf(emulator, 'lister')
  const list = async () => (await emulator.call('GET', '/v3/sources', { headers })).status
  t.equal(await list(), 200)
  const users = [{ name: 'lister', password: 'x', enabled: false }]
  await emulator.control('POST', '/_emulator/fixtures', { accounts: [{ name: 'emulator', users }] })
  t.equal(await list(), 401)
})

t.test('exportFixture: users, roles, keys, locks, agencies, providers and rules', async (t) => {
  const lockout = { attempts: 3, within: 60_000, lasts: 120_000 }
  const emulator = await startTest(t, {}, [...accounts, { name: 'emulator', lockout }])
  const { control, call, emulator: core } = emulator
  await attempt(emulator, 'x')
  for (let times = 0; times < 3; times++) await attempt(emulator, 'x', 'lister')
  const headers = await tokenOf(emulator, 'reader')
  await call('POST', '/v3.0/OS-AUTH/id-token/tokens', {
    headers: { 'x-idp-id': 'corp' },
    payload: { auth: { id_token: { id: idToken() } } },
  })
  await call('GET', '/v3/projects?name=cn-north-4', { headers })
  await control('POST', '/_emulator/clock/advance', { by: 'PT30S' })

  for (const name of ['emulator', 'other']) {
    const state = () => {
      const { users, projects, identitySettings } = core.accounts.get(name).members
      return [users.all(), projects.all(), identitySettings.find()]
    }
    const before = state()
    const saved = await control('GET', `/_emulator/fixtures?account=${name}`)
    const { status } = await control('POST', '/_emulator/fixtures?replace=true', saved.body)
    t.equal(status, 200)
    t.strictSame(state(), before, name)
  }
  t.equal(await attempt(emulator, 'Secret@123', 'lister'), locked)
  await attempt(emulator, 'x')
  await control('POST', '/_emulator/clock/advance', { by: 'PT90S' })
  t.equal(await attempt(emulator, 'Secret@123', 'lister'), 'in')
})

t.test('exportFixture: what is exported into another time is locked for as long', async (t) => {
  const emulator = await startTest(t, {}, accounts)
  const { body } = await emulator.control('GET', '/_emulator/fixtures')
  const { clock: _, ...entry } = body.accounts[0]
  await emulator.control('PUT', '/_emulator/clock', { now: noon + 86_400_000 })
  await emulator.control('POST', '/_emulator/fixtures', {
    accounts: [{ name: entry.name, users: entry.users }],
  })
  t.equal(await attempt(emulator, 'Secret@123', 'locked'), locked)
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT1M' })
  t.equal(await attempt(emulator, 'Secret@123', 'locked'), 'in')
})

t.test('fixtures/identities.yaml loads, and its users are what they are called', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/identities.yaml'] })
  t.equal(await attempt(emulator, right), 'in')
  t.equal(await attempt(emulator, right, 'reader'), 'in')
  t.equal(await attempt(emulator, right, 'locked'), locked)
  t.equal(await attempt(emulator, right, 'former'), 'The user former is disabled.')
  const headers = { 'x-auth-token': await emulator.login() }
  const assume_role = { agency_name: 'migrators', domain_name: 'partner' }
  const payload = { auth: { identity: { methods: ['assume_role'], assume_role } } }
  t.equal((await emulator.call('POST', url, { headers, payload })).status, 201)
})
