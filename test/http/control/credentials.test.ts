import t from 'tap'
import { account_id, project_id, startTest } from '../../helper.ts'

/** With what clients log in, for who comes later than the start, such as the dashboard and the documentation. */

t.test('showCredentials: those that the start prints', async (t) => {
  const { control } = await startTest(t)
  const { status, body } = await control('GET', '/_emulator/credentials')
  t.equal(status, 200)
  t.strictSame(body, {
    account: 'emulator',
    domain_id: account_id,
    projects: [{ id: project_id, name: 'ap-southeast-1' }],
    count: 1,
    users: [
      {
        name: 'developer',
        id: '0e0000000000000000000000000a0001',
        enabled: true,
        password: 'Emulator@123',
        access_keys: [
          {
            ak: 'EMULATORACCESSKEY001',
            sk: 'emulatorSecretKeyForLocalTestsOnly000001',
            status: 'active',
          },
        ],
      },
    ],
  })
})

t.test('showCredentials: those of an account that was created, as it was told them', async (t) => {
  const { control } = await startTest(t)
  const { body: made } = await control('POST', '/_emulator/accounts', { name: 'w1' })
  const { body } = await control('GET', '/_emulator/credentials?account=w1')
  const { account, domain_id, user, password, ak, sk } = made
  t.match(body, {
    account,
    domain_id,
    users: [{ name: user, password, access_keys: [{ ak, sk }] }],
  })
  await control('POST', '/_emulator/reset?account=w1')
  const again = await control('GET', '/_emulator/credentials?account=w1')
  t.strictSame(again.body, body, 'after a reset, too')
})

t.test('showCredentials: a password of which only a hash is kept is null', async (t) => {
  const emulator = await startTest(t, {}, [
    { name: 'emulator', users: [{ name: 'developer', password: 'At-the-start-1' }] },
  ])
  const passwords = async () => {
    const { body } = await emulator.control('GET', '/_emulator/credentials')
    return body.users.map(({ password }: { password: string }) => password)
  }
  t.strictSame(await passwords(), ['At-the-start-1'])
  await emulator.control('POST', '/_emulator/fixtures', {
    accounts: [
      {
        name: 'emulator',
        users: [
          { name: 'developer', password: 'Given-later-1' },
          { name: 'second', password: 'Given-later-2' },
        ],
      },
    ],
  })
  t.strictSame((await passwords()).sort(), [null, null])
})

t.test('showCredentials: from another machine only with the token, and to no page', async (t) => {
  const { call } = await startTest(t, { control_token: 'secret-of-the-control-api' })
  const url = '/_emulator/credentials'
  const remoteAddress = '192.0.2.7'
  t.match(await call('GET', url, { remoteAddress }), { status: 401 })
  const headers = { 'x-emulator-token': 'secret-of-the-control-api' }
  t.match(await call('GET', url, { remoteAddress, headers }), { status: 200 })
  t.match(await call('GET', url, { headers: { origin: 'http://evil.example' } }), { status: 403 })
  t.match(await call('GET', `${url}?account=nobody`), { status: 404 })
})
