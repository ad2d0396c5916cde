import { once } from 'node:events'
import { request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { credentials, linuxSource, scenario, startTest, type TestEmulator } from '../helper.ts'
import { asUser, accounts as identities, idToken } from '../iam-helper.ts'
import { afterFirstStep, busy } from '../long-moves.ts'
import { signed } from '../signing.ts'

/** Calls of an account whose clock is on a long way: who they are, and what they meet, when it is over. */

const path = '/_emulator/clock/advance'
const day_later = '2026-01-02T12:00:00.000Z'

const agency = { name: 'migrators', trusts: ['other'], roles: ['SMS FullAccess'] }

/** An emulator in whose account much happens, with steps that are short. */
async function startBusy(t: Parameters<typeof startTest>[0], settings: object = {}) {
  const test = await startTest(t, settings, [
    ...identities,
    { name: 'emulator', agencies: [agency] },
    ...busy('emulator', 8),
  ])
  test.emulator.limits.step_timers = 20
  return test
}

const keys = { ak: 'EMULATORACCESSKEY001', sk: 'emulatorSecretKeyForLocalTestsOnly000001' }

/** A new source, by a signature. */
function register({ call }: TestEmulator) {
  const { method, target, headers, body } = signed({
    ...keys,
    method: 'POST',
    target: '/v3/sources',
    headers: { 'content-type': 'application/json', host: 'localhost:80' },
    body: JSON.stringify(linuxSource()),
  })
  return call(method, target, { headers: headers as Record<string, string>, payload: body })
}

t.test('after a reset, nothing that waited acts or is told anything', async (t) => {
  const test = await startBusy(t)
  const { call, control, emulator, login } = test
  const { time } = emulator
  const { pause } = time
  // A project that is made again has another place in the order of all accounts.
  const state = () => ({ ...emulator.dump(), migprojects: [] })
  const fresh = state()
  const headers = { 'x-auth-token': await login() }
  const calls = () => [
    call('POST', '/v3/sources', { headers, payload: linuxSource() }),
    call('GET', '/v3/sources', { headers }),
    register(test),
    call('POST', '/v3/auth/tokens', { payload: credentials() }),
    call('GET', '/v3/projects', { headers }),
    control('POST', '/_emulator/scenarios', scenario('late', { noise: 0.1 })),
    control('POST', path, { by: 'PT1M' }),
  ]
  let waiting: ReturnType<typeof calls> = []
  time.pause = async () => {
    time.pause = pause
    waiting = calls()
    // Some turns later all of them wait.
    for (let turn = 0; turn < 10; turn++) await pause()
    t.equal((await control('POST', '/_emulator/reset')).status, 200)
  }
  t.match(await control('POST', path, { by: 'P1D' }), { status: 409 })
  t.strictSame(
    (await Promise.all(waiting)).map(({ status }) => status),
    [401, 401, 401, 401, 401, 409, 409],
  )
  t.strictSame(state(), fresh)
})

t.test('calls that come after such a reset do not wait for what it cut', async (t) => {
  const test = await startBusy(t)
  const { call, control, login } = test
  const headers = { 'x-auth-token': await login() }
  const meanwhile = afterFirstStep(test, async () => {
    const reset = await control('POST', '/_emulator/reset')
    return [
      reset,
      await call('POST', '/v3/sources', { headers, payload: linuxSource() }),
      await register(test),
    ]
  })
  await control('POST', path, { by: 'P1D' })
  t.strictSame(
    (await meanwhile).map(({ status }) => status),
    [200, 401, 200],
  )
})

t.test('a token that ends on the way is over for those who wait', async (t) => {
  const test = await startBusy(t)
  const { call, control, login } = test
  const headers = { 'x-auth-token': await login() }
  const meanwhile = afterFirstStep(test, () => [
    call('GET', '/v3/sources', { headers }),
    call('POST', '/v3/sources', { headers, payload: linuxSource() }),
  ])
  t.equal((await control('POST', path, { by: 'P1D' })).status, 200)
  for (const answer of await Promise.all(await meanwhile)) {
    t.match(answer, { status: 401, body: { error_code: 'APIGW.0301', error_msg: /expire/ } })
  }
})

t.test('who logs in meanwhile, by whatever way, gets a token of the moment after', async (t) => {
  const test = await startBusy(t)
  const { call, control, login } = test
  const foreign = await login(asUser('stranger', {}, 'other'))
  const identity = {
    methods: ['assume_role'],
    assume_role: { domain_name: 'emulator', agency_name: 'migrators' },
  }
  const meanwhile = afterFirstStep(test, () => [
    call('POST', '/v3/auth/tokens', { payload: credentials() }),
    call('POST', '/v3.0/OS-AUTH/id-token/tokens', {
      headers: { 'x-idp-id': 'corp' },
      payload: { auth: { id_token: { id: idToken() } } },
    }),
    call('POST', '/v3/auth/tokens', {
      headers: { 'x-auth-token': foreign },
      payload: { auth: { identity } },
    }),
  ])
  await control('POST', path, { by: 'P1D' })
  for (const { status, body } of await Promise.all(await meanwhile)) {
    t.equal(status, 201)
    t.equal(Date.parse(body.token?.issued_at), Date.parse(day_later))
  }
})

t.test('faults and throttles are met by the clock as it is afterward', async (t) => {
  const test = await startBusy(t)
  const { call, control, login, emulator } = test
  const headers = { 'x-auth-token': await login() }
  await control(
    'POST',
    '/_emulator/scenarios',
    scenario('slow', { throttle: { calls: 1, per: 'PT23H' } }),
  )
  for (const operation of ['ListServers', 'KeystoneCreateToken']) {
    const match = { operation, until: '2026-01-02T11:59:59Z' }
    await control('POST', '/_emulator/faults', { match, effect: { status: 500 }, times: 'always' })
  }
  await call('GET', '/v3/vm/templates', { headers })
  const meanwhile = afterFirstStep(test, () => [
    call('GET', '/v3/sources', { headers }),
    call('POST', '/v3/auth/tokens', { payload: credentials() }),
  ])
  await control('POST', path, { by: 'PT23H59M59S' })
  t.strictSame(
    (await Promise.all(await meanwhile)).map(({ status }) => status),
    [200, 201],
  )
  t.ok(
    emulator.accounts
      .get()
      .rules.faults.all()
      .every(({ used }) => used === 0),
  )
})

t.test('what its client does not wait for is not done', async (t) => {
  const test = await startBusy(t)
  const { app, control, emulator } = test
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const call = send({ port, method: 'POST', path: '/_emulator/snapshots/unwanted' })
  call.on('error', () => {})
  const gone = once(app.server, 'request').then(([, response]) => once(response, 'close'))
  const { time } = emulator
  const { pause } = time
  time.pause = async () => {
    time.pause = pause
    call.end()
    await once(app.server, 'request')
    // It has come to its wait by then, or will see that its client is gone.
    await pause()
    call.destroy()
    await gone
  }
  t.equal((await control('POST', path, { by: 'P1D' })).status, 200)
  t.strictSame((await control('GET', '/_emulator/snapshots')).body, { snapshots: [] })
})

t.test(
  'while calls are recorded, they are so in the order in which they are carried out',
  async (t) => {
    const test = await startBusy(t, { record: true })
    const { call, control, emulator } = test
    const [, login] = await Promise.all([
      control('POST', path, { by: 'P1D' }),
      call('POST', '/v3/auth/tokens', { payload: credentials() }),
      control('PUT', '/_emulator/clock', { now: '2026-01-03T00:00:00Z' }),
    ])
    const calls =
      emulator.observed.recording?.calls.toSorted((one, other) => one.place - other.place) ?? []
    const order = calls.map(({ call: { url } }) => url.split('/').at(-1))
    const before = { advance: day_later, clock: '2026-01-03T00:00:00.000Z' }
    let moment = '2026-01-01T12:00:00.000Z'
    for (const one of order) {
      if (one === 'tokens') t.equal(login.body.token.issued_at.slice(0, 19), moment.slice(0, 19))
      else moment = before[one as keyof typeof before]
    }
    t.equal(order.length, 3)
  },
)
