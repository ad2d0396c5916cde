import { once } from 'node:events'
import http from 'node:http'
import t from 'tap'
import { start } from '../../../src/index.ts'
import {
  account_id,
  act,
  credentials,
  exampleBody,
  linuxSource,
  newTask,
  noon,
  startTest,
  until,
} from '../../helper.ts'

/** `/_emulator/requests`: the journal of an account. */

t.test('listRequests: every call to SMS and IAM is in the journal of its account', async (t) => {
  const { sms, call, control } = await startTest(t)
  await sms('POST', '/v3/sources', linuxSource({ name: 'web-1' }))
  await sms('GET', '/v3/tasks/nothing?x=1')
  await call('GET', '/v3/nowhere')
  await call('GET', '/v3/tasks', { headers: { origin: 'http://evil.example' } })

  const { body } = await control('GET', '/_emulator/requests')
  t.match(body, {
    count: 4,
    requests: [
      {
        operation: 'KeystoneCreateToken',
        status: 201,
        code: null,
        account: account_id,
        user: '0e0000000000000000000000000a0001',
      },
      {
        id: /^[0-9a-f]{32}$/,
        at: new Date(noon).toISOString(),
        clock: new Date(noon).toISOString(),
        account: account_id,
        user: '0e0000000000000000000000000a0001',
        method: 'POST',
        path: '/v3/sources',
        operation: 'RegisterServer',
        status: 200,
        code: null,
        fault: null,
        duration_ms: Number,
        request: { headers: { 'content-type': 'application/json' }, body: { name: 'web-1' } },
        response: { headers: { server: 'api-gateway' }, body: { id: /./ } },
      },
      {
        operation: 'ShowTask',
        path: '/v3/tasks/nothing?x=[redacted]',
        status: 404,
        code: 'SMS.7703',
        explanation: { why: /./, answer: { code: 'SMS.7703' } },
      },
      // Nobody said whose it was.
      { operation: null, status: 404, code: 'APIGW.0101', account: null, user: null },
    ],
  })
  t.equal(body.requests[3].explanation.account, null)
})

t.test('listRequests: each call has the headers that it brought', async (t) => {
  const { call, control } = await startTest(t)
  const sent = [{ accept: 'a/a' }, { accept: 'a/a' }, { accept: 'b/b' }, {}, { accept: 'b/b' }]
  for (const headers of sent) await call('GET', '/v3/nowhere', { headers })
  const { body } = await control('GET', '/_emulator/requests?path=/v3/nowhere')
  const shown = body.requests.map(
    ({ request }: { request: { headers: { accept?: string } } }) => request.headers.accept,
  )
  t.strictSame(shown, ['a/a', 'a/a', 'b/b', shown[3], 'b/b'])
  t.notMatch(shown[3], /^[ab]/)
})

t.test(
  'listRequests: refused calls that named no account are counted since the account was created or reset',
  async (t) => {
    const { call, control } = await startTest(t)
    const withoutAccount = async (account: string) => {
      const { body } = await control('GET', `/_emulator/requests?account=${account}`)
      return body.without_account
    }
    await control('POST', '/_emulator/accounts', { name: 'early' })
    await call('GET', '/v3/tasks')
    await call('GET', '/')
    await control('POST', '/_emulator/accounts', { name: 'late' })
    await call('GET', '/v3/sources')

    t.match(await withoutAccount('early'), {
      count: 2,
      latest: {
        operation: 'ListServers',
        path: '/v3/sources',
        account: null,
        explanation: { answer: { code: 'APIGW.0301' } },
      },
    })
    t.match(await withoutAccount('late'), { count: 1, latest: { path: '/v3/sources' } })
    await control('POST', '/_emulator/reset?account=early')
    t.strictSame(await withoutAccount('early'), { count: 0, latest: null })
    t.equal((await withoutAccount('late')).count, 1)
    await control('DELETE', '/_emulator/requests')
    t.strictSame(await withoutAccount('emulator'), { count: 0, latest: null }, 'emptied')
    t.equal((await withoutAccount('late')).count, 1)
    await control('DELETE', '/_emulator/accounts/late')
    await control('POST', '/_emulator/accounts', { name: 'late' })
    t.strictSame(await withoutAccount('late'), { count: 0, latest: null }, 'created anew')
  },
)

t.test('listRequests: an answer about a task is shown as it was sent', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const { task } = await newTask(emulator, { name: '迁移' })
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE', percent: 30 })
  const sent = []
  for (const path of [`/v3/tasks/${task}`, '/v3/tasks']) {
    const { body } = await sms('GET', path)
    sent.push({ body, bytes: Buffer.byteLength(JSON.stringify(body)) })
  }
  t.match(sent[0], { body: { name: '迁移', state: 'RUNNING' } })

  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  await sms('PUT', `/v3/tasks/${task}`, { name: 'renamed' })

  const { body } = await control('GET', '/_emulator/requests?operation=*Task*&method=GET')
  t.match(
    body.requests.map(({ response }: { response: object }) => response),
    sent,
  )
})

t.test('listRequests: the beginning of a long list of tasks is kept, and its bytes', async (t) => {
  const emulator = await startTest(t)
  const target = exampleBody('CreateTask').target_server as object
  for (let number = 0; number < 100; number++) {
    const vm_id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
    await newTask(emulator, { target_server: { ...target, vm_id } })
  }
  const { body: listed } = await emulator.sms('GET', '/v3/tasks')
  const bytes = Buffer.byteLength(JSON.stringify(listed))
  t.ok(bytes > 65_536, String(bytes))
  const { body } = await emulator.control('GET', '/_emulator/requests?operation=ListTasks')
  const [{ response }] = body.requests
  t.equal(response.bytes, bytes)
  t.equal(Buffer.byteLength(response.body), 65_536)
})

t.test('listRequests, countRequests: calls are filtered and counted', async (t) => {
  const { sms, control } = await startTest(t)
  await sms('POST', '/v3/sources', linuxSource())
  await control('POST', '/_emulator/clock/advance', { by: 'PT1H' })
  await sms('GET', '/v3/tasks/a')
  await sms('GET', '/v3/tasks/b')
  await sms('GET', '/v3/tasks')
  const list = async (query: string) => (await control('GET', `/_emulator/requests?${query}`)).body
  const all = (await list('')).requests
  const cases: [query: string, count: number][] = [
    ['operation=ShowTask', 2],
    ['operation=*Task*', 3],
    ['method=post', 2],
    ['path=/v3/tasks/*', 2],
    ['status=404', 2],
    ['status=2xx', 3],
    ['status=none', 0],
    ['code=SMS.*', 2],
    ['since=2026-01-01T13:00:00Z', 3],
    [`since=${all[3].id}`, 1],
    [`since=${'0'.repeat(32)}`, 5],
    ['operation=ShowTask&status=200', 0],
  ]
  for (const [query, count] of cases) {
    t.equal((await list(query)).count, count, query)
    const filter = Object.fromEntries(new URLSearchParams(query))
    const answer = await control('POST', '/_emulator/requests/count', filter)
    t.strictSame(answer.body, { count }, query)
  }
  const { count, requests } = await list('limit=1')
  t.match([count, requests.length, requests[0].operation], [5, 1, 'ListTasks'])
  t.equal((await list('limit=0')).requests.length, 0)
  t.match(await control('GET', '/_emulator/requests?status=blue'), { status: 400 })
  t.match(await control('POST', '/_emulator/requests/count', { color: 1 }), { status: 400 })
  t.strictSame((await control('POST', '/_emulator/requests/count')).body, { count: 5 })
  t.strictSame((await control('POST', '/_emulator/requests/wait')).body, {
    count: 5,
    timed_out: false,
  })
  for (const [filter, message] of [
    [
      { operation: 'ListTask' },
      /operation: "ListTask" is not an operation.*did you mean ListTasks/,
    ],
    [
      { since: 'yesterday' },
      /since: "yesterday" is not an x-request-id of 32 hex digits, or a moment/,
    ],
    [{ since: '2026-01-01T13:00:00' }, /since/],
  ] as const) {
    const refused = { status: 400, body: { error: { message } } }
    const query = `?${new URLSearchParams(filter)}`
    t.match(await control('POST', '/_emulator/requests/count', filter), refused)
    t.match(await control('POST', '/_emulator/requests/wait', filter), refused)
    for (const url of ['requests', 'requests.har', 'requests/events']) {
      t.match(await control('GET', `/_emulator/${url}${query}`), refused)
    }
  }

  t.strictSame((await control('DELETE', '/_emulator/requests')).body, { count: 0 })
  t.equal((await list('')).count, 0)
})

t.test('listRequests: so many calls, so much of a body, and nothing when it is off', async (t) => {
  const { sms, control, emulator } = await startTest(t, { journal_limit: 3 })
  for (let at = 0; at < 5; at++) await sms('GET', `/v3/tasks/${at}`)
  const { body } = await control('GET', '/_emulator/requests')
  t.strictSame(
    body.requests.map(({ path }: { path: string }) => path),
    ['/v3/tasks/2', '/v3/tasks/3', '/v3/tasks/4'],
  )
  t.equal(body.dropped, 3, 'the login and two before them')
  await sms('POST', '/v3/sources', { name: `${'x'.repeat(100_000)}` })
  const [long] = (await control('GET', '/_emulator/requests?limit=1')).body.requests
  t.equal(long.request.body.length, 65_536)
  t.equal(long.request.bytes, 100_011)
  // However large, they take 32 MiB at the most.
  const { journal } = emulator.accounts.get().observed
  for (let at = 0; at < 3; at++) {
    const call = journal.all().at(-1)
    if (call) {
      const request = { ...call.request, body: 'x'.repeat(12_000_000) }
      journal.add({ ...call, request })
    }
  }
  t.equal(journal.all().length, 2)

  const off = await startTest(t, { journal_limit: 0 })
  await off.sms('GET', '/v3/tasks')
  t.equal((await off.control('GET', '/_emulator/requests')).body.count, 0)
  t.match(await off.control('POST', '/_emulator/requests/wait', {}), {
    status: 400,
    body: { error: { message: /--journal-limit/ } },
  })
})

t.test(
  'listRequests: the calls of idle accounts go first, and how many went is told',
  async (t) => {
    const { sms, control, emulator } = await startTest(t, {}, [{ name: 'busy' }])
    await sms('GET', '/v3/tasks')
    const own = async () => (await control('GET', '/_emulator/requests')).body
    t.match(await own(), { count: 2, dropped: 0 })
    const { journal } = emulator.accounts.get('busy').observed
    const [call] = emulator.accounts.get().observed.journal.all()
    if (!call) throw new Error('no call was kept')
    for (let at = 0; at < 3; at++) {
      journal.add({ ...call, request: { ...call.request, body: 'x'.repeat(12_000_000) } })
    }
    t.match(await own(), { count: 0, dropped: 2 })
    t.equal(journal.all().length, 2)
    const refused = await control('GET', `/_emulator/requests/${call.id}`)
    t.match(refused.body.error.message, /2 earlier ones are no longer kept/)
    await control('DELETE', '/_emulator/requests')
    t.match(await own(), { count: 0, dropped: 0 })
  },
)

t.test('showRequest: one call by its x-request-id, as the list has it', async (t) => {
  const { sms, call, control } = await startTest(t, {}, [{ name: 'other' }])
  await sms('GET', '/v3/tasks')
  const { headers } = await sms('GET', '/v3/tasks/nothing')
  const id = String(headers['x-request-id'])
  const { requests } = (await control('GET', '/_emulator/requests')).body
  const shown = await control('GET', `/_emulator/requests/${id}`)
  t.equal(shown.status, 200)
  t.strictSame(shown.body, requests.at(-1))
  t.match(shown.body, { id, operation: 'ShowTask', explanation: { why: /./ } })
  for (const [path, message] of [
    ['nothing', /^The journal of account "emulator" has no call "nothing"\. .*x-request-id/],
    ['count', /has no call "count"/],
    [`${id}?account=other`, /^The journal of account "other" has no call .*the account that made/],
  ] as const) {
    t.match(
      await control('GET', `/_emulator/requests/${path}`),
      { status: 404, body: { error: { code: 'EMULATOR.0404', message } } },
      path,
    )
  }
  const far = await call('GET', `/_emulator/requests/${id}`, { remoteAddress: '172.17.0.1' })
  t.match(far, { status: 401, body: { error: { code: 'EMULATOR.0401' } } })
  await control('DELETE', '/_emulator/requests')
  t.match(await control('GET', `/_emulator/requests/${id}`), { status: 404 }, 'it was emptied')
  const off = await startTest(t, { journal_limit: 0 })
  t.match(await off.control('GET', `/_emulator/requests/${id}`), {
    status: 404,
    body: { error: { message: /--journal-limit/ } },
  })
})

t.test('clearRequests: empties the journal of one account', async (t) => {
  const { sms, control } = await startTest(t, {}, [{ name: 'other' }])
  await sms('GET', '/v3/tasks')
  const requests = async () => (await control('GET', '/_emulator/requests')).body.requests
  const before = await requests()
  t.ok(before.length > 0)
  t.match(await control('DELETE', '/_emulator/requests?account=other'), { status: 200 })
  t.strictSame(await requests(), before)
  t.match(await control('DELETE', '/_emulator/requests'), { status: 200 })
  t.strictSame(await requests(), [])
  await sms('GET', '/v3/sources')
  t.match(await requests(), [{ operation: 'ListServers' }], 'and it goes on')
})

t.test('listRequests: accounts do not see each other; a reset empties it', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/walkthrough.yaml'] })
  const { call, control } = emulator
  const user = { name: 'username', password: '******', domain: { name: 'domainname' } }
  const theirs = await emulator.login(credentials(null, user))
  await call('GET', '/v3/tasks', { headers: { 'x-auth-token': theirs } })
  const wrong = { ...user, password: 'wrong' }
  t.equal(
    (await call('POST', '/v3/auth/tokens', { payload: credentials(null, wrong) })).status,
    401,
  )
  await emulator.sms('GET', '/v3/tasks')

  const count = async (query = '') =>
    (await control('GET', `/_emulator/requests${query}`)).body.count
  t.equal(await count(), 2)
  t.equal(await count('?account=domainname'), 3, 'a failed login is that of its domain')
  t.equal(await count('?account=domainname&code=401'), 1)

  await control('POST', '/_emulator/reset?account=domainname')
  t.equal(await count('?account=domainname'), 0)
  t.equal(await count(), 2)
  await control('POST', '/_emulator/reset?all=true')
  t.equal(await count(), 0)
})

t.test('listRequests: a call that was on its way during a reset is in no journal', async (t) => {
  const emulator = await start()
  t.teardown(() => emulator.close())
  const { url } = emulator.endpoints
  const login = await fetch(`${url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials()),
  })
  const headers = {
    'content-type': 'application/json',
    'x-auth-token': String(login.headers.get('x-subject-token')),
  }
  const request = http.request(`${url}/v3/sources`, { method: 'POST', headers })
  request.write('{')
  const path = `${url}/_emulator/requests`
  const count = async () => ((await (await fetch(path)).json()) as { count: number }).count
  t.equal(await count(), 1)
  await fetch(`${url}/_emulator/reset`, { method: 'POST' })
  request.end('}')
  const [answer] = await once(request, 'response')
  t.not(answer.resume().statusCode, 200)
  t.equal(await count(), 0)
})

t.test('listRequests: a call without an answer has no status, and names its fault', async (t) => {
  const { sms, control, login } = await startTest(t)
  await login()
  const effects = [{ connection: 'reset' }, { status: 503 }, { body: 'half' }]
  const match = { operation: 'ListTasks' }
  await control(
    'POST',
    '/_emulator/faults',
    effects.map((effect) => ({ match, effect })),
  )
  await t.rejects(sms('GET', '/v3/tasks'))
  await sms('GET', '/v3/tasks')
  await t.rejects(sms('GET', '/v3/tasks'), 'half of it is no JSON')
  const { body } = await control('GET', '/_emulator/requests?operation=ListTasks')
  t.match(body.requests, [
    { status: null, code: null, fault: 'fault-1', response: { body: null } },
    { status: 503, code: 'APIGW.0202', fault: 'fault-2' },
    { status: 200, fault: 'fault-3', response: { body: { tasks: [], count: 0 } } },
  ])
  t.equal((await control('GET', '/_emulator/requests?status=none')).body.count, 1)
})

t.test('waitForRequests: ends when enough calls are there, or its time is over', async (t) => {
  const emulator = await start()
  t.teardown(() => emulator.close())
  const { url } = emulator.endpoints
  const wait = async (body: object) =>
    (
      await fetch(`${url}/_emulator/requests/wait`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json()
  const waiting = wait({ path: '/v3/x*', count: 2, timeout: 'PT60S' })
  for (const path of ['x1', 'y', 'x2']) await (await fetch(`${url}/v3/${path}`)).text()
  t.strictSame(await waiting, { count: 2, timed_out: false })
  t.strictSame(await wait({ count: 1 }), { count: 3, timed_out: false })
  t.strictSame(await wait({ count: 9, timeout: 'PT0.02S' }), { count: 3, timed_out: true })
  t.match(await wait({ timeout: 'PT61S' }), { error: { message: /at most PT60S/ } })
})

t.test('followRequests: calls as they are answered, after the last one, to the end', async (t) => {
  const emulator = await start()
  let isOpen = true
  t.teardown(() => isOpen && emulator.close())
  const { url } = emulator.endpoints
  const follow = async (query: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}/_emulator/requests/events${query}`, { headers })
    t.equal(answer.headers.get('content-type'), 'text/event-stream')
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    let text = ''
    return async (until: RegExp): Promise<string> => {
      while (!until.test(text)) {
        const { done, value } = await reader.read()
        if (done) return `${text}(end)`
        text += Buffer.from(value).toString()
      }
      return text
    }
  }
  const call = async (path: string) => (await fetch(`${url}${path}`)).headers.get('x-request-id')
  const read = await follow('?path=/v3/x*')
  const first = await call('/v3/x1')
  await call('/v3/y')
  const second = await call('/v3/x2')
  const text = await read(/x2.*\n\n/)
  t.strictSame(
    [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id),
    [first, second],
  )
  t.match(text, /^retry: 1000\n\nid: .*\nevent: request\ndata: {"id":/)

  const again = await follow('', { 'last-event-id': String(first) })
  t.match(await again(/x2/), /\/v3\/y.*\/v3\/x2/s)
  t.notMatch(await again(/x2/), /\/v3\/x1/)
  await fetch(`${url}/_emulator/reset`, { method: 'POST' })
  t.match(await again(/reset/), /event: reset\ndata: {}/)
  isOpen = false
  await emulator.close()
  t.match(await again(/never/), /\(end\)$/)
})

t.test('exportRequests: the archive is a HAR 1.2', async (t) => {
  const { sms, control, call } = await startTest(t)
  await sms('POST', '/v3/sources', linuxSource())
  await sms('GET', '/v3/tasks?limit=5&name=a%20b')
  const { headers, body } = await control('GET', '/_emulator/requests.har')
  t.match(headers['content-disposition'], 'attachment; filename="emulator.har"')
  t.match(body.log, {
    version: '1.2',
    creator: { name: 'huaweicloud-sms-emulator', version: /\d/ },
    entries: [
      { request: { method: 'POST', url: 'http://localhost:80/v3/auth/tokens' } },
      {
        startedDateTime: '2026-01-01T12:00:00.000Z',
        request: { postData: { mimeType: 'application/json', text: /os_type/ } },
        response: { status: 200, content: { mimeType: /json/, text: /"id"/ } },
        comment: /RegisterServer/,
      },
      {
        request: {
          queryString: [
            { name: 'limit', value: '5' },
            { name: 'name', value: 'a b' },
          ],
        },
      },
    ],
  })
  const one = await call('GET', '/_emulator/requests.har?operation=ListTasks')
  t.equal(one.body.log.entries.length, 1)
})
