import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { FixtureAccount } from '../../../src/schemas/control/fixture.ts'
import { account_id, startTest, type TestEmulator } from '../../helper.ts'
import { accounts, client_id, idToken, issuer } from '../../iam-helper.ts'

/** An identity provider has one owner: the account whose ID tokens open it is decided when it is loaded. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = (): string => join(folder, `${++files}.db`)

const [corp] = accounts[0]?.identity_providers ?? []
if (!corp) throw new Error('the fixture has no identity provider')
/** What an ID token opens once `emulator` has the provider. */
const boot: FixtureAccount[] = [
  { name: 'emulator', id: account_id, identity_providers: [corp] },
  { name: 'one', id: 'a'.repeat(32), users: [] },
]
/** One comes before the id of the account `emulator`, one after it. */
const places = { 'a smaller': '0'.repeat(32), 'a greater': 'f'.repeat(32) }

/** The account that an ID token opens, or the status of the refusal. */
async function opened({ call }: TestEmulator, claims: object = {}): Promise<string | number> {
  const { status, body } = await call('POST', '/v3.0/OS-AUTH/id-token/tokens', {
    headers: { 'x-idp-id': 'corp' },
    payload: { auth: { id_token: { id: idToken(claims) } } },
  })
  return status === 201 ? body.token.domain.id : status
}

const load = ({ control }: TestEmulator, entries: object[], query = '') =>
  control('POST', `/_emulator/fixtures${query}`, { accounts: entries })

const exported = async ({ control }: TestEmulator, account: string) =>
  (await control('GET', `/_emulator/fixtures?account=${account}`)).body

const providersOf = async (emulator: TestEmulator, account: string) =>
  (await exported(emulator, account)).accounts[0].identity_providers

/** Runs a check now, after a restart on the same file, and after a reset of each account in turn. */
async function throughRestart(
  t: Test,
  first: TestEmulator,
  db: string,
  resets: string[],
  check: (emulator: TestEmulator) => Promise<unknown>,
): Promise<void> {
  await check(first)
  await first.close()
  const second = await startTest(t, { db }, boot)
  await check(second)
  for (const account of resets) {
    t.match(await second.control('POST', `/_emulator/reset?account=${account}`), { status: 200 })
    await check(second)
  }
}

for (const [place, id] of Object.entries(places)) {
  for (const query of ['', '&replace=true']) {
    t.test(
      `loadFixture: an export leaves its identity provider where it is, loaded into ${place} account${query && ' in its place'}`,
      async (t) => {
        const db = newFile()
        const emulator = await startTest(t, { db }, boot)
        await load(emulator, [{ name: 'other', id }])
        const { status, body } = await emulator.control(
          'POST',
          `/_emulator/fixtures?account=other${query}`,
          await exported(emulator, 'emulator'),
        )
        t.equal(status, 200)
        t.match(body.notes, [
          /access key/,
          /id/,
          `identity provider "corp" of issuer ${issuer} and client ${client_id} still belongs to account "emulator"`,
        ])
        await throughRestart(t, emulator, db, ['emulator', 'other'], async (emulator) => {
          t.equal(await opened(emulator), account_id)
          t.equal(await providersOf(emulator, 'other'), undefined)
        })
      },
    )
  }

  t.test(
    `loadFixture: one that gives ${place} account another's identity provider is refused`,
    async (t) => {
      const emulator = await startTest(t, {}, boot)
      for (const query of ['', '?replace=true']) {
        const entry = { name: 'other', id, identity_providers: [corp] }
        const { status, body } = await load(emulator, [entry], query)
        t.equal(status, 400)
        t.match(body.error, {
          message:
            /identity provider "corp" of issuer https:\/\/login\.example and client sms-clients belongs to account "emulator": a provider logs in to one account only, so leave it out, or give it another name, issuer or client_id/,
          details: [{ path: 'accounts.0' }],
        })
      }
      t.equal(emulator.emulator.accounts.find('other'), undefined)
      t.equal(await opened(emulator), account_id)
    },
  )

  t.test(`an account of ${place} id keeps a provider that it had first`, async (t) => {
    const emulator = await startTest(t)
    await load(emulator, [{ name: 'other', id, identity_providers: [corp] }])
    t.match(await load(emulator, [{ name: 'emulator', identity_providers: [corp] }]), {
      status: 400,
      body: { error: { message: /belongs to account "other"/ } },
    })
    await emulator.control('POST', '/_emulator/reset?account=other')
    t.equal(await opened(emulator), id)
  })

  t.test(
    `restoreSnapshot: restored or uploaded in ${place} account it moves no identity provider`,
    async (t) => {
      const db = newFile()
      const emulator = await startTest(t, { db }, boot)
      const { control } = emulator
      const own = { ...corp, client_id: 'own' }
      await load(emulator, [
        {
          name: 'other',
          id,
          identity_providers: [own],
          lockout: { attempts: 3, within: 1000, lasts: 1000 },
        },
      ])
      await control('POST', '/_emulator/snapshots/base?account=emulator')
      const { body: base } = await control('GET', '/_emulator/snapshots/base?account=emulator')
      t.match(await control('POST', '/_emulator/snapshots/copy?account=other', base), {
        status: 200,
      })
      t.match(await control('PUT', '/_emulator/snapshots/copy?account=other'), { status: 200 })
      await throughRestart(t, emulator, db, ['emulator', 'other'], async (emulator) => {
        t.equal(await opened(emulator), account_id)
        t.equal(await opened(emulator, { aud: 'own' }), id)
        t.match(await providersOf(emulator, 'other'), [{ client_id: 'own' }])
      })
    },
  )

  t.test(
    `CreateTokenWithIdToken: one for two clients opens the account of the first, also ${place} one`,
    async (t) => {
      const emulator = await startTest(t, {}, boot)
      const own = { ...corp, client_id: 'own' }
      await load(emulator, [{ name: 'other', id, identity_providers: [own] }])
      const check = async () => {
        t.equal(await opened(emulator, { aud: ['own', client_id] }), id)
        t.equal(await opened(emulator, { aud: [client_id, 'own'] }), account_id)
        t.equal(await opened(emulator, { aud: ['x', client_id] }), account_id)
        t.equal(await opened(emulator, { iss: 'x', aud: ['own', client_id] }), 401)
      }
      await check()
      for (const account of ['emulator', 'other']) {
        await emulator.control('POST', `/_emulator/reset?account=${account}`)
        await check()
      }
    },
  )
}

t.test('loadFixture: of two accounts of one fixture the first one has the provider', async (t) => {
  for (const ids of [Object.values(places), Object.values(places).reverse()]) {
    const [one = '', two = ''] = ids
    const both = [
      { name: 'one', id: one, identity_providers: [corp] },
      { name: 'two', id: two, identity_providers: [corp] },
    ]
    await t.rejects(startTest(t, {}, both), {
      message: /accounts\.2: identity provider "corp" .* belongs to account "one"/,
    })
    const emulator = await startTest(t)
    t.match(await load(emulator, both), { status: 400 })
    t.equal(await opened(emulator), 404, 'nothing of it was loaded')
    await load(emulator, both.slice(0, 1))
    t.equal(await opened(emulator), one)
  }
})

t.test('restoreSnapshot: a provider stays where it has gone since', async (t) => {
  const emulator = await startTest(t)
  const { control } = emulator
  const moved = { ...corp, issuer: 'https://elsewhere.example' }
  await load(emulator, [{ name: 'one', identity_providers: [corp] }])
  await control('POST', '/_emulator/snapshots/kept?account=one')
  await load(emulator, [
    { name: 'one', identity_providers: [moved] },
    { name: 'two', identity_providers: [corp] },
  ])
  const two = emulator.emulator.accounts.find('two')?.id ?? ''
  t.equal(await opened(emulator), two)
  t.match(await control('PUT', '/_emulator/snapshots/kept?account=one'), { status: 200 })
  t.equal(await opened(emulator), two)
  t.match(await providersOf(emulator, 'one'), [{ issuer: moved.issuer }])

  await control('DELETE', '/_emulator/accounts/two')
  t.equal(await opened(emulator), 401)
  t.match(await load(emulator, [{ name: 'three', identity_providers: [corp] }]), { status: 200 })
})

t.test('restoreSnapshot: an uploaded one brings a provider back that is still free', async (t) => {
  const emulator = await startTest(t)
  const { control } = emulator
  await load(emulator, [{ name: 'one', identity_providers: [corp, corp] }])
  await control('POST', '/_emulator/snapshots/kept?account=one')
  const { body: kept } = await control('GET', '/_emulator/snapshots/kept?account=one')
  await control('DELETE', '/_emulator/accounts/one')
  const two = { ...kept.accounts[0], identity_providers: [corp, corp] }
  const broken = { ...corp, keys: [{ kty: 'RSA', n: 'x' }] }
  const upload = (entry: object) =>
    control('POST', '/_emulator/snapshots/kept', { ...kept, accounts: [entry] })
  t.match(await upload({ ...two, identity_providers: [broken] }), {
    status: 400,
    body: { error: { message: /identity provider "corp" has an invalid key/ } },
  })
  t.match(await upload(two), { status: 200 })
  t.equal(await opened(emulator), 404, 'nothing is loaded yet')
  t.match(await control('PUT', '/_emulator/snapshots/kept'), { status: 200 })
  t.equal(await opened(emulator), account_id)
})

t.test('what a boot fixture gives is its account’s, also while it has another there', async (t) => {
  const emulator = await startTest(t, {}, boot)
  await load(emulator, [{ name: 'emulator', identity_providers: [{ ...corp, issuer: 'x' }] }])
  t.equal(await opened(emulator), 401)
  t.match(await load(emulator, [{ name: 'one', identity_providers: [corp] }]), { status: 400 })
  await emulator.control('POST', '/_emulator/reset?account=emulator')
  t.equal(await opened(emulator), account_id)
})

t.test(
  'a start is refused when its fixture wants the provider of an account of the file',
  async (t) => {
    const db = newFile()
    const first = await startTest(t, { db }, [{ name: 'one' }])
    await load(first, [{ name: 'two', identity_providers: [corp] }])
    await first.close()
    for (const name of ['one', 'new']) {
      await t.rejects(startTest(t, { db }, [{ name, identity_providers: [corp] }]), {
        message: /identity provider "corp" .* belongs to account "two"/,
      })
    }
  },
)

/** The guests of an identity provider that an account has. */
const guestsOf = async (emulator: TestEmulator, account: string) =>
  (await exported(emulator, account)).accounts[0].users.filter(
    ({ federated }: { federated?: object }) => federated,
  )

t.test('loadFixture: the guests of an export come into no other account', async (t) => {
  const elsewhere = await startTest(t, {}, boot)
  t.equal(await opened(elsewhere), account_id)
  const saved = await exported(elsewhere, 'emulator')
  const [entry] = saved.accounts
  const ways: ((control: TestEmulator['control']) => Promise<unknown>)[] = [
    (control) => control('POST', '/_emulator/fixtures?account=other', saved),
    (control) => control('POST', '/_emulator/fixtures?account=other&replace=true', saved),
    (control) =>
      control('POST', '/_emulator/fixtures', {
        ...saved,
        accounts: [{ ...entry, name: 'other', id: 'e'.repeat(32) }],
      }),
    async (control) => {
      await control('POST', '/_emulator/snapshots/s?account=other', saved)
      return control('PUT', '/_emulator/snapshots/s?account=other')
    },
  ]
  for (const [index, way] of ways.entries()) {
    const emulator = await startTest(t, {}, boot)
    await load(emulator, [{ name: 'other' }])
    t.match(await way(emulator.control), { status: 200 }, `way ${index}`)
    t.strictSame(await guestsOf(emulator, 'other'), [])
    t.equal(await opened(emulator), account_id)
  }
  const same = await startTest(t, {}, boot)
  t.match(await load(same, saved.accounts), { status: 200 })
  t.match(await guestsOf(same, 'emulator'), [{ federated: { provider: 'corp' } }])
})

t.test('loadFixture: a guest whose id another user has is refused with the reason', async (t) => {
  const elsewhere = await startTest(t, {}, boot)
  await opened(elsewhere)
  const [guest] = await guestsOf(elsewhere, 'emulator')
  const emulator = await startTest(t, {}, boot)
  await load(emulator, [{ name: 'other', users: [{ name: 'u', id: guest.id, password: 'p' }] }])
  const payload = { auth: { id_token: { id: idToken() } } }
  const headers = { 'x-idp-id': 'corp' }
  t.match(await emulator.call('POST', '/v3.0/OS-AUTH/id-token/tokens', { headers, payload }), {
    status: 401,
    body: {
      error_msg: /its user would have the id .*, which belongs to user "u" of account "other"/,
    },
  })
})

t.test('an account that is asked for by its id or its name is one', async (t) => {
  const elsewhere = await startTest(t)
  await load(elsewhere, [{ name: 'loaded' }])
  await elsewhere.control('POST', '/_emulator/accounts', { name: 'made' })
  const idOf = ({ emulator }: TestEmulator, name: string) => emulator.accounts.find(name)?.id ?? ''
  for (const name of ['loaded', 'made']) {
    const usual = idOf(elsewhere, name)
    for (const taken of [{ name: usual }, { name: 'taken', id: usual }]) {
      const emulator = await startTest(t)
      await load(emulator, [taken])
      const { status } =
        name === 'made'
          ? await emulator.control('POST', '/_emulator/accounts', { name })
          : await load(emulator, [{ name }])
      t.match(status, /20[01]/)
      t.not(idOf(emulator, name), usual)
      t.equal(emulator.emulator.accounts.find(usual)?.name, taken.name)
      for (const account of [taken.name, name]) {
        await emulator.control('POST', `/_emulator/reset?account=${account}`)
        t.equal(emulator.emulator.accounts.find(usual)?.name, taken.name)
      }
    }
  }
})
