import { readFileSync } from 'node:fs'
import t from 'tap'
import { errors, InjectedError } from '../../../src/errors/refusals.ts'
import { samples } from '../../../src/errors/samples.ts'
import { operations } from '../../../src/schemas/operations.ts'
import {
  account_id,
  credentials,
  linuxSource,
  project_id,
  scenario,
  startTest,
  type TestEmulator,
} from '../../helper.ts'

/** `/_emulator/faults`: what HTTP calls meet. Connections and spoiled bodies are in test/faults. */

const put = async ({ control }: TestEmulator, ...faults: object[]) => {
  const answer = await control('POST', '/_emulator/faults', faults)
  t.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body
}
const left = async ({ control }: TestEmulator, query = '') =>
  (await control('GET', `/_emulator/faults${query}`)).body.left

t.test('removeFaults: faults that were all taken out may come again', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const fault = { match: { operation: 'ListTasks' }, effect: { status: 503 } }
  for (let time = 0; time < 2; time++) {
    await put(emulator, fault)
    t.equal((await sms('GET', '/v3/tasks')).status, 503)
    t.equal((await control('DELETE', '/_emulator/faults')).status, 200)
    t.equal((await control('DELETE', '/_emulator/faults?id=fault-1')).status, 404)
    t.equal((await sms('GET', '/v3/tasks')).status, 200)
  }
})

t.test('addFaults, listFaults: met in order, as often as it says; the rest is told', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  t.match(
    await put(
      emulator,
      { match: { operation: 'ListTasks' }, effect: { status: 503 }, times: 2 },
      { match: { operation: 'ListTasks' }, effect: { code: 'SMS.9003', message: 'no' } },
      { match: { operation: 'List*' }, effect: { headers: { 'x-seen': '1' } }, times: 'always' },
    ),
    {
      faults: [
        { id: 'fault-1', match: { operation: 'ListTasks' }, times: 2, used: 0, left: 2 },
        { id: 'fault-2', times: 1, left: 1 },
        { id: 'fault-3', times: 'always', left: null },
      ],
      left: 4,
    },
  )

  t.match(await sms('GET', '/v3/tasks'), { status: 503, body: { error_code: 'APIGW.0202' } })
  t.equal((await sms('GET', '/v3/sources/overview')).status, 200, 'other operations do not')
  t.equal((await sms('GET', '/v3/sources')).headers['x-seen'], '1')
  t.match(await sms('GET', '/v3/tasks'), { status: 503 })
  t.equal(await left(emulator), 1)
  t.match(await sms('GET', '/v3/tasks'), {
    status: 403,
    body: { error_code: 'SMS.9003', error_msg: 'no' },
  })
  t.match(await sms('GET', '/v3/tasks'), { status: 200, headers: { 'x-seen': '1' } })
  t.equal(await left(emulator), 0)
  t.match((await control('GET', '/_emulator/faults')).body.faults, [
    { used: 2, left: 0 },
    { used: 1, left: 0 },
    { used: 2, left: null },
  ])

  t.match((await control('DELETE', '/_emulator/faults?id=fault-2')).body.faults.length, 2)
  t.match(await control('DELETE', '/_emulator/faults?id=fault-2'), {
    status: 404,
    body: { error: { code: 'EMULATOR.0404', message: /Did you mean fault-1 or fault-3\?/ } },
  })
  t.strictSame((await control('DELETE', '/_emulator/faults')).body, { faults: [], left: 0 })
})

t.test('addFaults: a status has the body of its dialect; explain names the fault', async (t) => {
  const emulator = await startTest(t)
  const { sms, call, control } = emulator
  await emulator.login()
  await put(
    emulator,
    { match: { path: '/v3/tasks*' }, effect: { status: 429, retry_after: 7 } },
    { match: { path: '/v3/tasks*' }, effect: { status: 500 } },
    { match: { path: '/v3/tasks*' }, effect: { status: 418 } },
    { match: { path: '/v3/auth/*', method: 'post' }, effect: { status: 503, retry_after: 'soon' } },
    { match: { path: '/v3/auth/*' }, effect: { code: 'APIGW.0308' } },
  )
  const login = () => call('POST', '/v3/auth/tokens', { payload: credentials() })
  t.match(await login(), {
    status: 503,
    headers: { 'retry-after': 'soon', server: 'Web Server' },
    body: { error: { code: 503, title: 'Service Unavailable', message: /unavailable/ } },
  })
  t.match(await login(), { status: 429, body: { error_code: 'APIGW.0308', request_id: /./ } })

  const throttled = await sms('GET', '/v3/tasks')
  t.match(throttled, {
    status: 429,
    headers: { 'retry-after': '7', server: 'api-gateway' },
    body: { error_code: 'APIGW.0308', request_id: /^[0-9a-f]{32}$/ },
  })
  const explain = `/_emulator/explain/${throttled.headers['x-request-id']}`
  t.match((await control('GET', explain)).body, { account: account_id, causes: [/fault-1/] })
  const failed = await sms('GET', '/v3/tasks/x')
  t.match(failed, { status: 500, body: { error_code: 'SMS.6000' } })
  t.notOk('request_id' in failed.body, 'as SMS has it')
  t.match(await sms('GET', '/v3/tasks'), { status: 418, body: { error_code: 'APIGW.0201' } })
})

t.test('addFaults: a code has the words that the service has for it', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const words: [code: string, message: RegExp][] = [
    ['SMS.7703', /^Task doesn't exist$/],
    ['SMS.7605', /^Source server [0-9a-f-]{36} is already used by migration task [0-9a-f-]{36}\.$/],
    ['APIGW.0308', /^The throttling threshold has been reached: .*,limit:100,time:60 second$/],
    ['SMS.6000', /^Internal error\.$/],
    ['SMS.6035', /^Failed to process the request\.$/],
    ['IAM.9999', /^The request could not be processed\.$/],
    ['APIG.0999', /^API request error: the request is refused\.$/],
  ]
  await put(
    emulator,
    ...words.map(([code]) => ({ match: { operation: 'ListTasks' }, effect: { code } })),
  )
  for (const [code, message] of words) {
    const { body } = await sms('GET', '/v3/tasks')
    t.match(body, { error_code: code, error_msg: message })
  }
  for (const [name, [, code, message]] of Object.entries(errors)) {
    if (/^EMULATOR/.test(code)) continue
    t.notMatch(new InjectedError(code, undefined, 'a test').message, /%s|undefined|a test/, name)
    const gaps = message.split('%s').length - 1
    t.equal(samples.get(name)?.length ?? gaps, gaps, name)
  }
  const going = { refuse: { operation: 'ListTasks', code: 'SMS.7605' } }
  await control('POST', '/_emulator/scenarios', scenario('busy', going))
  const { headers, body } = await sms('GET', '/v3/tasks')
  t.match(body.error_msg, /is already used by/)
  const explained = await control('GET', `/_emulator/explain/${headers['x-request-id']}`)
  t.match(explained.body, { causes: [/scenario "busy"/] })
})

t.test('listFaults: one that is always there is left until a call has met it', async (t) => {
  const emulator = await startTest(t)
  const effect = { headers: { 'x-seen': '1' } }
  const listed = await put(emulator, { match: { operation: 'ListTasks' }, effect, times: 'always' })
  t.match(listed, { faults: [{ left: null }], left: 1 })
  await emulator.sms('GET', '/v3/tasks')
  t.equal(await left(emulator), 0)
})

t.test('addFaults: nth counts the calls that fit; a window is one of the clock', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const statuses = async (calls: number) => {
    const seen = []
    for (let at = 0; at < calls; at++) seen.push((await sms('GET', '/v3/tasks')).status)
    return seen
  }
  await put(emulator, {
    match: { operation: 'ListTasks', nth: 3 },
    effect: { status: 500 },
    times: 2,
  })
  t.strictSame(await statuses(6), [200, 200, 500, 500, 200, 200])

  await control('DELETE', '/_emulator/faults')
  const match = { from: '2026-01-01T12:10:00Z', until: '2026-01-01T12:20:00Z' }
  await put(emulator, { match, effect: { status: 502 }, times: 'always' })
  t.strictSame(await statuses(1), [200])
  await control('POST', '/_emulator/clock/advance', { by: 'PT10M' })
  t.strictSame(await statuses(2), [502, 502])
  await control('POST', '/_emulator/clock/advance', { by: 'PT10M' })
  t.strictSame(await statuses(1), [200])
})

t.test('addFaults: chance and delays follow from the seed, within their bounds', async (t) => {
  const run = async (seed: string) => {
    const emulator = await startTest(t, { seed })
    await emulator.login()
    await put(
      emulator,
      {
        match: { operation: 'ListTasks', probability: 0.4 },
        effect: { status: 500 },
        times: 'always',
      },
      {
        match: { operation: 'ShowOverview' },
        effect: { delay: { uniform: ['PT1S', 'PT2S'] } },
        times: 9,
      },
      {
        match: { operation: 'ShowOverview' },
        effect: { delay: { lognormal: { median: 'PT1S', sigma: 0.5 } } },
        times: 40,
      },
      {
        match: { operation: 'ShowOverview' },
        effect: { delay: { lognormal: { median: 'PT59S', sigma: 5 } } },
        times: 9,
      },
      { match: { operation: 'ShowOverview' }, effect: { delay: 'PT3S' } },
      { match: { operation: 'ShowOverview' }, effect: { delay: { fixed: 'PT4S' } } },
    )
    const statuses = []
    for (let at = 0; at < 50; at++) statuses.push((await emulator.sms('GET', '/v3/tasks')).status)
    for (let at = 0; at < 60; at++) await emulator.sms('GET', '/v3/sources/overview')
    return { statuses, sleeps: emulator.sleeps }
  }
  const [one, again, other] = [await run('a'), await run('a'), await run('b')]
  t.strictSame(again, one)
  t.notSame(other, one)
  const hits = one.statuses.filter((status) => status === 500).length
  t.ok(hits > 8 && hits < 32, `${hits} of 50 at 0.4`)
  const [uniform, normal, long] = [
    one.sleeps.slice(0, 9),
    one.sleeps.slice(9, 49),
    one.sleeps.slice(49, 58),
  ]
  t.ok(uniform.every((ms) => ms >= 1000 && ms <= 2000))
  t.ok(new Set(uniform).size > 1)
  const median = [...normal].sort((a, b) => a - b)[20] ?? 0
  t.ok(median > 600 && median < 1600, `median ${median}`)
  t.ok(
    long.every((ms) => ms <= 60_000),
    'never over a minute',
  )
  t.strictSame(one.sleeps.slice(58), [3000, 4000])
})

t.test('addFaults: a plan counts only for calls that carry its header', async (t) => {
  const emulator = await startTest(t)
  const { call, control, sms } = emulator
  const token = await emulator.login()
  const body = 'plan: flaky login\nfaults:\n  - effect: { status: 503 }\n    times: 2\n'
  t.match((await control('POST', '/_emulator/faults', body)).body, {
    faults: [{ plan: 'flaky login', left: 2 }],
  })
  const headers = { 'x-auth-token': token, 'x-emulator-faults': 'flaky login' }
  t.equal((await sms('GET', '/v3/tasks')).status, 200)
  t.equal((await call('GET', '/v3/tasks', { headers })).status, 503)
  // Nothing in this request says whose it is, but the plan does.
  const nobodys = { auth: { identity: { methods: ['password'] } } }
  t.match(
    await call('POST', '/v3/auth/tokens', {
      headers: { 'x-emulator-faults': 'flaky login' },
      payload: nobodys,
    }),
    { status: 503, body: { error: { code: 503 } } },
  )
  t.equal((await call('GET', '/v3/tasks', { headers })).status, 200)
})

for (const id of ['0'.repeat(32), 'f'.repeat(32)]) {
  const place = id.startsWith('0') ? 'a smaller' : 'a greater'
  t.test(
    `addFaults: a plan that ${place} account has, too, is met only by calls that say whose they are`,
    async (t) => {
      const emulator = await startTest(t)
      const { call, control } = emulator
      const user = { name: 'u', password: 'p', access_keys: [{ ak: 'AK', sk: 'SK' }] }
      await control('POST', '/_emulator/fixtures', {
        accounts: [{ name: 'other', id, users: [user] }],
      })
      const plan = { plan: 'slow', faults: [{ effect: { status: 503 }, times: 'always' }] }
      const mine = await control('POST', '/_emulator/faults', plan)
      t.equal(mine.body.notes, undefined)
      t.notOk(
        (await control('POST', '/_emulator/faults?account=other', { ...plan, plan: 'own' })).body
          .notes,
      )

      const headers = { 'x-emulator-faults': 'slow' }
      const nobodys = () =>
        call('POST', '/v3/auth/tokens', {
          headers,
          payload: { auth: { identity: { methods: ['password'] } } },
        })
      const nameless = async () => [
        (await nobodys()).status,
        (await call('GET', '/v3/tasks', { headers })).status,
      ]
      const alone = await nameless()
      t.equal(alone[0], 503)
      const other = await control('POST', '/_emulator/faults?account=other', plan)
      t.strictSame(other.body.notes, [
        'account "emulator" has a plan "slow", too: a call that names no account meets neither; give this plan a name of its own if such calls are to meet it',
      ])
      t.match((await control('GET', '/_emulator/faults')).body.notes, [
        /^account "other" has a plan "slow", too/,
      ])
      const both = await nameless()
      t.strictSame(both, [400, 401])
      const own = async (name: string, user: string, password: string) => {
        const payload = credentials('unscoped', { name: user, password, domain: { name } })
        return (await call('POST', '/v3/auth/tokens', { headers, payload })).status
      }
      t.equal(await own('other', 'u', 'p'), 503)
      t.equal(await own('emulator', 'developer', 'Emulator@123'), 503)
      t.match(
        (await control('GET', '/_emulator/faults?account=other')).body.faults.map(
          ({ used }: { used: number }) => used,
        ),
        [0, 1],
        'each account meets its own',
      )

      await control('DELETE', '/_emulator/faults')
      t.equal((await nobodys()).status, 503, 'of the other, which has it alone now')
      const { body: saved } = await control('GET', '/_emulator/fixtures?account=other')
      const { body: loaded } = await control('POST', '/_emulator/fixtures?account=emulator', saved)
      t.match(loaded.notes.at(-1), /^account "other" has a plan "slow", too/)
      t.strictSame(await nameless(), both)
      await control('POST', '/_emulator/reset?account=emulator')
      t.strictSame(await nameless(), alone)
    },
  )
}

t.test('addFaults: a call that acts has happened, although its answer is lost', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const match = { operation: 'RegisterServer' }
  await put(
    emulator,
    { match, effect: { status: 504 } },
    { match, effect: { status: 504, acts: true, delay: 'PT5S' } },
  )
  const count = async () => (await sms('GET', '/v3/sources')).body.count
  t.equal((await sms('POST', '/v3/sources', linuxSource())).status, 504)
  t.equal(await count(), 0)
  t.match(await sms('POST', '/v3/sources', linuxSource()), {
    status: 504,
    body: { error_code: 'APIGW.0203' },
  })
  t.equal(await count(), 1)
  t.strictSame(emulator.sleeps, [5000])
})

t.test('addFaults: a call that is refused anyway meets the status of its fault, too', async (t) => {
  const emulator = await startTest(t)
  const match = { operation: 'RegisterServer' }
  await put(emulator, { match, effect: { status: 500, acts: true, retry_after: 7 } })
  const { status, body, headers } = await emulator.sms('POST', '/v3/sources', { name: 7 })
  t.equal(status, 500)
  t.match(Object.keys(body).sort(), ['error_code', 'error_msg'])
  t.match(body, { error_code: 'SMS.6000' })
  t.match(headers, { 'retry-after': '7' })
  t.match(await emulator.control('GET', `/_emulator/explain/${headers['x-request-id']}`), {
    status: 200,
    body: { answer: { status: 500 } },
  })
})

t.test('whose call it is comes before what it meets', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/walkthrough.yaml'] })
  const { call, control, sms } = emulator
  await put(emulator, { effect: { status: 503 }, match: { operation: 'List*' }, times: 'always' })
  t.equal((await call('GET', '/v3/tasks')).status, 401, 'no credentials')
  t.equal((await call('GET', '/v3/tasks', { headers: { 'x-auth-token': 'x' } })).status, 401)
  t.equal((await sms('GET', '/v3/tasks')).status, 503)
  t.equal(await left(emulator, '?account=domainname'), 0)
  const { body } = await control('GET', '/_emulator/faults?account=domainname')
  t.strictSame(body.faults, [])
  const theirs = await emulator.login(
    credentials(null, {
      name: 'username',
      password: '******',
      domain: { name: 'domainname' },
    }),
  )
  const headers = { 'x-auth-token': theirs }
  t.equal((await call('GET', '/v3/tasks', { headers })).status, 200, 'another account')
  t.equal((await control('GET', '/_emulator/health')).status, 200, 'nor the control API')
})

t.test('calls to IAM are those of the account of their token, key, user or domain', async (t) => {
  const emulator = await startTest(t)
  const { call } = emulator
  const token = await emulator.login()
  const headers = { 'x-auth-token': token, 'x-subject-token': token }
  const user = { id: '0e0000000000000000000000000a0001', password: 'Emulator@123' }
  const cases: [string, object][] = [
    ['GET', { headers }],
    ['HEAD', { headers }],
    ['POST', { payload: credentials({ project: { id: project_id } }, user) }],
    [
      'POST',
      {
        payload: {
          auth: { identity: { methods: ['x'] }, scope: { domain: { name: 'emulator' } } },
        },
      },
    ],
    [
      'POST',
      {
        payload: '{}',
        headers: {
          'content-type': 'application/json',
          authorization: `SDK-HMAC-SHA256 Access=EMULATORACCESSKEY001, SignedHeaders=x-sdk-date, Signature=${'0'.repeat(64)}`,
        },
      },
    ],
  ]
  await put(emulator, { effect: { status: 503 }, times: cases.length })
  for (const [method, options] of cases) {
    t.equal((await call(method, '/v3/auth/tokens', options)).status, 503, JSON.stringify(options))
  }
  t.equal(await left(emulator), 0)
})

t.test(
  'faults are controls: a fixture brings them, an export has them, a reset drops them',
  async (t) => {
    const fault = { match: { operation: 'ListTasks' }, effect: { status: 500 as const }, times: 3 }
    const emulator = await startTest(t, {}, [{ name: 'emulator', faults: [fault] }])
    const { control, sms } = emulator
    const before = emulator.emulator.dump()
    t.equal((await sms('GET', '/v3/tasks')).status, 500)
    const match = { from: '2026-01-01T13:00:00Z', nth: 2 }
    await put(emulator, { match, effect: { status: 500 } })
    const { body: exported } = await control('GET', '/_emulator/fixtures')
    t.match(exported.accounts[0].faults, [{ used: 1, times: 3 }, { id: 'fault-2' }])

    t.equal((await control('POST', '/_emulator/fixtures?replace=true', exported)).status, 200)
    t.match((await control('GET', '/_emulator/faults')).body, {
      faults: [
        { id: 'fault-1', used: 1, left: 2 },
        { id: 'fault-2', match: { from: 1767272400000 } },
      ],
      left: 3,
    })
    await control('POST', '/_emulator/reset')
    t.strictSame(emulator.emulator.dump(), before)
  },
)

t.test('addFaults: what a fault cannot be is refused, with its line', async (t) => {
  const { control } = await startTest(t)
  const cases: [body: string, message: RegExp][] = [
    ['effect: {}', /line 1, effect: give at least one effect/],
    ['match: { nth: 0 }\neffect: { status: 500 }', /line 1, match.nth/],
    ['effect: { status: 200 }', /effect.status/],
    ['effect: { connection: drop, status: 500 }', /effect.connection: no answer is sent/],
    ['effect: { delay: PT61S }', /at most PT60S/],
    ['effect: { delay: { uniform: [PT2S, PT1S] } }', /shorter/],
    ['effect: { message: hello, delay: PT1S }', /effect.message: can only be given with/],
    ['effect: { body: half, over: PT1S }', /effect.over/],
    ['- effect: { headers: { "a b": c } }', /headers/],
    ['effect: { retry_after: "a\\nb" }', /retry_after/],
    ['faults: []', /faults/],
    ['effect: { status: 500 }\nefect: {}', /"efect" is unknown; did you mean effect/],
    ['"', /line 1/],
    [
      'effect: { status: 500 }\ntimes: x',
      /times: "x" is not a whole number from 1 to 1000000, or always/,
    ],
    ['effect: { delay: { lognormal: { median: PT1S } } }', /delay.lognormal.sigma: /],
    ['effect: { code: SMS.NOPE }', /effect.code: "SMS.NOPE" is not an error code such as SMS.7605/],
    ['match: { operation: ListTask }\neffect: { status: 500 }', /did you mean ListTasks/],
    ['match: { operation: Nope }\neffect: { status: 500 }', /"Nope" is not an operation/],
    [
      'match: { operation: "Lisst*" }\neffect: { status: 500 }',
      /match.operation: "Lisst\*" is not an/,
    ],
    [
      'match: { method: FETCH }\neffect: { status: 500 }',
      /match.method: "FETCH".* GET, HEAD, POST, /,
    ],
    [
      'match: { operation: ListTasks, method: POST }\neffect: { status: 500 }',
      /match.method: "POST" does not fit: "ListTasks" is called by GET/,
    ],
    [
      'match: { from: 2026-01-02T00:00:00Z, until: 2026-01-01T00:00:00Z }\neffect: { status: 500 }',
      /match.until: it must be later than from/,
    ],
    ...['Transfer-Encoding', 'content-length', 'connection', 'x-request-id'].map(
      (name): [string, RegExp] => [`effect: { headers: { ${name}: a } }`, new RegExp(name)],
    ),
  ]
  for (const [body, message] of cases) {
    const answer = await control('POST', '/_emulator/faults', body)
    t.match(answer, { status: 400, body: { error: { code: 'EMULATOR.0422', message } } }, body)
  }
  t.strictSame((await control('GET', '/_emulator/faults')).body.faults, [])
  const faults = [{ match: { operation: 'ListTask' }, effect: { status: 500 } }]
  t.match(
    await control('POST', '/_emulator/fixtures', { accounts: [{ name: 'emulator', faults }] }),
    { status: 400, body: { error: { message: /did you mean ListTasks/ } } },
  )
})

t.test('addFaults: every operation of the documents can be named', async (t) => {
  const names = ['sms', 'iam', 'companions'].flatMap((name) => {
    const { paths } = JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8'))
    return Object.values(paths as Record<string, Record<string, { operationId: string }>>).flatMap(
      (methods) =>
        Object.entries(methods).map(([method, { operationId }]) => [
          operationId,
          method.toUpperCase(),
        ]),
    )
  })
  const byName = (list: string[][]) => list.map((pair) => pair.join(' ')).sort()
  t.strictSame(byName([...operations]), byName(names))
})

t.test('addFaults: a body that is cut has the first bytes of the whole one', async (t) => {
  const { app, control, login } = await startTest(t)
  const read = async () => {
    const url = '/v3/sources'
    return (await app.inject({ url, headers: { 'x-auth-token': await login() } })).rawPayload
  }
  const whole = await read()
  const match = { operation: 'ListServers' }
  await control('POST', '/_emulator/faults', { match, effect: { body: 'broken' } })
  t.strictSame(await read(), whole.subarray(0, -1))
})

t.test('addFaults: a call cut before the service has done nothing', async (t) => {
  const { app, control, login, sms } = await startTest(t)
  const match = { operation: 'RegisterServer' }
  await control('POST', '/_emulator/faults', { match, effect: { connection: 'reset' } })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const headers = { 'x-auth-token': await login(), 'content-type': 'application/json' }
  const body = JSON.stringify(linuxSource())
  await t.rejects(fetch(`${url}/v3/sources`, { method: 'POST', headers, body }))
  t.match(await sms('GET', '/v3/sources'), { body: { count: 0 } })
})
