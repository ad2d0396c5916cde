import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { ConfigInput } from '../../../src/config.ts'
import type { FixtureAccount } from '../../../src/schemas/control/fixture.ts'
import { account_id, credentials, startTest, type TestEmulator } from '../../helper.ts'
import { signed } from '../../signing.ts'

/** An access key and the id of a user have one owner, decided when they are loaded or made. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = (): string => join(folder, `${++files}.db`)

const well_known = 'EMULATORACCESSKEY001'
const developer = '0e0000000000000000000000000a0001'
/** One comes before the id of the account `emulator`, one after it. */
const places = { 'a smaller': '0'.repeat(32), 'a greater': 'f'.repeat(32) }

/** The account that a key opens, or the status of the refusal. */
async function openedBy({ call }: TestEmulator, ak: string, sk: string): Promise<string | number> {
  const { target, headers } = signed({ target: '/v5/caller-identity', ak, sk })
  const { status, body } = await call('GET', target, { headers: headers as Record<string, string> })
  return status === 200 ? body.account_id : status
}
const well_known_opens = (emulator: TestEmulator) =>
  openedBy(emulator, well_known, 'emulatorSecretKeyForLocalTestsOnly000001')

/** The account that a user logs in to by id alone. */
async function idOpens({ call }: TestEmulator, id: string, password: string) {
  const payload = credentials('unscoped', { id, password })
  const { status, body } = await call('POST', '/v3/auth/tokens', { payload })
  return status === 201 ? body.token.user.domain.id : status
}

const load = ({ control }: TestEmulator, accounts: unknown[], query = '') =>
  control('POST', `/_emulator/fixtures${query}`, { accounts })

async function exported({ control }: TestEmulator, account = 'emulator') {
  return (await control('GET', `/_emulator/fixtures?account=${account}`)).body
}

const usersOf = async (emulator: TestEmulator, account: string) =>
  (await exported(emulator, account)).accounts[0].users

/** Runs a check now, after a reset, and after a restart on the same file. */
async function throughRestart(
  t: Test,
  first: TestEmulator,
  settings: ConfigInput,
  check: (emulator: TestEmulator) => Promise<unknown>,
  boot: FixtureAccount[] = [],
): Promise<void> {
  await check(first)
  await first.close()
  const second = await startTest(t, settings, boot)
  await check(second)
  await second.control('POST', '/_emulator/reset?account=emulator')
  await check(second)
}

for (const [place, id] of Object.entries(places)) {
  for (const query of ['', '&replace=true']) {
    t.test(
      `loadFixture: an export leaves its keys and ids where they are, loaded into ${place} account${query && ' in its place'}`,
      async (t) => {
        const db = newFile()
        const emulator = await startTest(t, { db })
        await load(emulator, [{ name: 'other', id }])
        const { status, body } = await emulator.control(
          'POST',
          `/_emulator/fixtures?account=other${query}`,
          await exported(emulator),
        )
        t.equal(status, 200)
        t.match(body.notes, [
          /^access key EMULATORACCESSKEY001 still belongs to user "developer" of account "emulator"; user "developer" was loaded without it$/,
          /^id 0e0000000000000000000000000a0001 still belongs to user "developer" of account "emulator"; user "developer" was loaded with another id$/,
        ])
        await throughRestart(t, emulator, { db }, async (emulator) => {
          t.equal(await well_known_opens(emulator), account_id)
          t.equal(await idOpens(emulator, developer, 'Emulator@123'), account_id)
          const [user] = await usersOf(emulator, 'other')
          t.not(user.id, developer)
          t.equal(await idOpens(emulator, user.id, 'Emulator@123'), id)
        })
      },
    )
  }

  t.test(`loadFixture: one that gives ${place} account another's key is refused`, async (t) => {
    const emulator = await startTest(t)
    const user = { name: 'u', password: 'p', access_keys: [{ ak: well_known, sk: 'mine' }] }
    for (const query of ['', '?replace=true']) {
      const { status, body } = await load(emulator, [{ name: 'other', id, users: [user] }], query)
      t.equal(status, 400)
      t.match(body.error, {
        message:
          /user "u" has the access key EMULATORACCESSKEY001, which belongs to user "developer" of account "emulator": leave it out, or give another one/,
        details: [{ path: 'accounts.0' }],
      })
    }
    t.match(await load(emulator, [{ name: 'other', id, users: [{ ...user, id: developer }] }]), {
      status: 400,
      body: {
        error: { message: /user "u" has the id 0e0.*a0001, which belongs to user "developer"/ },
      },
    })
    t.equal(await well_known_opens(emulator), account_id)
    t.equal(emulator.emulator.accounts.find('other'), undefined)
  })
}

t.test('loadFixture: of two accounts of one fixture the first one has the key', async (t) => {
  const user = { name: 'u', password: 'p', access_keys: [{ ak: 'SHARED', sk: 's' }] }
  for (const ids of [Object.values(places), Object.values(places).reverse()]) {
    const [one = '', two = ''] = ids
    const accounts = [
      { name: 'one', id: one, users: [user] },
      { name: 'two', id: two, users: [user] },
    ]
    await t.rejects(startTest(t, {}, accounts), {
      message: /accounts\.2: user "u" has the access key SHARED, which belongs to .* account "one"/,
    })
    const emulator = await startTest(t)
    t.match(await load(emulator, accounts), { status: 400 })
    t.equal(await openedBy(emulator, 'SHARED', 's'), 401, 'nothing of it was loaded')
    await load(emulator, accounts.slice(0, 1))
    t.equal(await openedBy(emulator, 'SHARED', 's'), one)
  }
})

t.test("loadFixture: a worker keeps its key and id when another's export is loaded", async (t) => {
  for (const replace of [false, true]) {
    const emulator = await startTest(t)
    const { body: worker } = await emulator.control('POST', '/_emulator/accounts', { name: 'w1' })
    const [before] = await usersOf(emulator, 'w1')
    await emulator.control(
      'POST',
      `/_emulator/fixtures?account=w1&replace=${replace}`,
      await exported(emulator),
    )
    t.equal(await openedBy(emulator, worker.ak, worker.sk), worker.domain_id)
    t.match(await usersOf(emulator, 'w1'), [{ id: before.id, access_keys: before.access_keys }])
  }
})

t.test('restoreSnapshot: a snapshot of another account moves no key', async (t) => {
  const db = newFile()
  const emulator = await startTest(t, { db })
  const { control } = emulator
  const { body: worker } = await control('POST', '/_emulator/accounts', { name: 'w1' })
  await control('POST', '/_emulator/snapshots/base')
  const { body: base } = await control('GET', '/_emulator/snapshots/base')
  for (const account of ['w1', 'emulator']) {
    t.match(await control('POST', `/_emulator/snapshots/copy?account=${account}`, base), {
      status: 200,
    })
    t.match(await control('PUT', `/_emulator/snapshots/copy?account=${account}`), { status: 200 })
  }
  await throughRestart(t, emulator, { db }, async (emulator) => {
    t.equal(await well_known_opens(emulator), account_id)
    t.equal(await idOpens(emulator, developer, 'Emulator@123'), account_id)
    t.equal(await openedBy(emulator, worker.ak, worker.sk), worker.domain_id)
  })
})

t.test('restoreSnapshot: a key stays where it has gone since', async (t) => {
  const emulator = await startTest(t)
  const { control } = emulator
  const users = [
    { name: 'u', id: 'u1', password: 'p', access_keys: [{ ak: 'K', sk: 's' }] },
    { name: 'v', id: 'v1', password: 'p' },
  ]
  await load(emulator, [{ name: 'one', users }])
  await control('POST', '/_emulator/snapshots/kept?account=one')
  await load(emulator, [
    { name: 'one', users: [{ name: 'u', id: 'u2', password: 'p' }] },
    { name: 'two', users: [{ ...users[0], name: 'w' }] },
  ])
  const two = emulator.emulator.accounts.find('two')?.id ?? ''
  t.equal(await openedBy(emulator, 'K', 's'), two)
  t.match(await control('PUT', '/_emulator/snapshots/kept?account=one'), { status: 200 })
  t.equal(await openedBy(emulator, 'K', 's'), two)
  t.equal(await idOpens(emulator, 'u1', 'p'), two)
  t.match(await usersOf(emulator, 'one'), [
    { name: 'u', id: 'u2', access_keys: [] },
    { name: 'v', id: 'v1' },
  ])
})

t.test('createAccount: it gets no key and no id that another account has', async (t) => {
  const elsewhere = await startTest(t)
  const { body: made } = await elsewhere.control('POST', '/_emulator/accounts', { name: 'w1' })
  const [user] = await usersOf(elsewhere, 'w1')

  const emulator = await startTest(t)
  await load(emulator, [{ name: 'taken', users: [{ ...user, name: 'u' }] }])
  const taken = emulator.emulator.accounts.find('taken')?.id
  const { status, body } = await emulator.control('POST', '/_emulator/accounts', { name: 'w1' })
  t.equal(status, 201)
  t.not(body.ak, made.ak)
  t.not((await usersOf(emulator, 'w1'))[0].id, user.id)
  t.equal(await openedBy(emulator, made.ak, made.sk), taken)
  t.equal(await openedBy(emulator, body.ak, body.sk), body.domain_id)
})

t.test('IAM makes no key that another account has, permanent or temporary', async (t) => {
  const make = async (emulator: TestEmulator): Promise<string[]> => {
    const headers = { 'x-auth-token': await emulator.login() }
    const permanent = await emulator.call('POST', '/v3.0/OS-CREDENTIAL/credentials', {
      headers,
      payload: { credential: { user_id: developer } },
    })
    const temporary = await emulator.call('POST', '/v3.0/OS-CREDENTIAL/securitytokens', {
      headers,
      payload: { auth: { identity: { methods: ['token'] } } },
    })
    return [permanent.body.credential.access, temporary.body.credential.access]
  }
  const usual = await make(await startTest(t))
  const emulator = await startTest(t)
  const users = usual.map((ak) => ({ name: ak, password: 'p', access_keys: [{ ak, sk: 's' }] }))
  await load(emulator, [{ name: 'taken', users }])
  const keys = await make(emulator)
  t.equal(new Set([...usual, ...keys]).size, 4)
  const taken = emulator.emulator.accounts.find('taken')?.id
  for (const ak of usual) t.equal(await openedBy(emulator, ak, 's'), taken)

  const temporary = { name: 'u', password: 'p', access_keys: [{ ak: keys[1], sk: 's' }] }
  t.match(await load(emulator, [{ name: 'taken', users: [temporary] }]), { status: 400 })
})

t.test('what a boot fixture gives is its account’s, also once it is deleted there', async (t) => {
  const db = newFile()
  const emulator = await startTest(t, { db })
  const headers = { 'x-auth-token': await emulator.login() }
  const path = `/v3.0/OS-CREDENTIAL/credentials/${well_known}`
  t.match(await emulator.call('DELETE', path, { headers }), { status: 204 })
  const user = { name: 'u', password: 'p', access_keys: [{ ak: well_known, sk: 's' }] }
  t.match(await load(emulator, [{ name: 'other', users: [user] }]), { status: 400 })
  await emulator.control('POST', '/_emulator/reset?account=emulator')
  t.equal(await well_known_opens(emulator), account_id)
})

t.test('a start is refused when its fixture wants the key of an account of the file', async (t) => {
  const db = newFile()
  const user = { name: 'u', password: 'p', access_keys: [{ ak: 'K', sk: 's' }] }
  const first = await startTest(t, { db }, [{ name: 'one' }])
  await load(first, [{ name: 'two', users: [user] }])
  await first.close()
  for (const name of ['one', 'new']) {
    await t.rejects(startTest(t, { db }, [{ name, users: [user] }]), {
      message: /user "u" has the access key K, which belongs to user "u" of account "two"/,
    })
  }
  const again = await startTest(t, { db }, [{ name: 'one' }])
  t.equal(await openedBy(again, 'K', 's'), again.emulator.accounts.find('two')?.id)
})

t.test(
  'loadFixture: a user that is loaded with another id takes the place of the one of its name',
  async (t) => {
    const emulator = await startTest(t)
    const user = { name: 'u', password: 'p' }
    const key = { ak: 'K', sk: 's' }
    await load(emulator, [{ name: 'one', users: [{ ...user, id: 'first', access_keys: [key] }] }])
    const one = emulator.emulator.accounts.find('one')?.id
    t.match(await load(emulator, [{ name: 'one', users: [{ ...user, id: 'second' }] }]), {
      status: 200,
    })
    t.equal(await idOpens(emulator, 'first', 'p'), 401)
    t.equal(await idOpens(emulator, 'second', 'p'), one)
    t.equal(await openedBy(emulator, 'K', 's'), 401)

    const swapped = [
      { name: 'v', id: 'second', password: 'p', access_keys: [key] },
      { name: 'u', id: 'first', password: 'q' },
    ]
    t.match(await load(emulator, [{ name: 'one', users: swapped }]), { status: 200 })
    t.equal(await idOpens(emulator, 'second', 'p'), one)
    t.equal(await idOpens(emulator, 'first', 'q'), one)
    t.equal(await openedBy(emulator, 'K', 's'), one)
  },
)

t.test('loadFixture: in one account a key is one user’s, and moves with a load', async (t) => {
  const emulator = await startTest(t)
  const key = { ak: 'K', sk: 's' }
  const [u, v] = ['u', 'v'].map((name) => ({ name, id: name, password: 'p' }))
  const shared = [
    { ...u, access_keys: [key] },
    { ...v, access_keys: [key] },
  ]
  const both = await load(emulator, [{ name: 'one', users: shared }])
  t.match(both.body.error.message, /user "v" has the access key K, which belongs to user "u"/)
  const twice = [{ ...u, access_keys: [key, key] }]
  const doubled = await load(emulator, [{ name: 'one', users: twice }])
  t.match(doubled.body.error.message, /user "u" has the access key K twice/)

  await load(emulator, [{ name: 'one', users: [shared[0]] }])
  t.match(await load(emulator, [{ name: 'one', users: [shared[1]] }]), { status: 400 })
  for (const order of [
    [u, shared[1]],
    [shared[0], v],
    [shared[1], u],
  ]) {
    t.match(await load(emulator, [{ name: 'one', users: order }]), { status: 200 })
    t.equal(await openedBy(emulator, 'K', 's'), emulator.emulator.accounts.find('one')?.id)
  }
})

t.test('loadFixture: a guest of a provider is not carried to another account', async (t) => {
  const emulator = await startTest(t)
  const guest = { name: 'g', password_hash: '', federated: { provider: 'corp' } }
  await load(emulator, [{ name: 'emulator', users: [guest] }])
  await load(emulator, [{ name: 'other' }])
  await emulator.control('POST', '/_emulator/fixtures?account=other', await exported(emulator))
  t.match(await usersOf(emulator, 'other'), [{ name: 'developer' }])
  t.equal((await usersOf(emulator, 'other')).length, 1)
})
