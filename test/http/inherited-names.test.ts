import t from 'tap'
import { credentials, exampleBody, linuxSource, newTask, startTest } from '../helper.ts'
import { signed } from '../signing.ts'

/** Names that every object of JavaScript has are names like any other, wherever a client may use one. */

const names = Object.getOwnPropertyNames(Object.prototype)
const refused_names = ['__proto__', 'constructor']

t.test(
  'a file that uses a name with a meaning in JavaScript is refused by that name',
  async (t) => {
    const { control, emulator } = await startTest(t)
    const before = emulator.dump()
    for (const name of refused_names) {
      const files = {
        faults: `effect: {headers: {${name}: "1"}}`,
        scenarios: `name: n\nthen: {timings: {rounds: {${name}: {}}}}`,
        fixtures: `accounts: [{name: a, scenarios: [{name: n, then: {timings: {rounds: {CUTOVER: {${name}: {}}}}}}]}]`,
        'snapshots/s': `${name}: 1\naccounts: []`,
      }
      for (const [route, text] of Object.entries(files)) {
        const answer = await control('POST', `/_emulator/${route}`, text)
        t.match(answer, { status: 400, body: { error: { message: new RegExp(name) } } }, route)
        t.match(answer.body.error.details[0].line, Number, `${route} says in which line`)
      }
      const json = `{"effect": {"headers": {"${name}": "1"}}}`
      t.match(await control('POST', '/_emulator/faults', json), { status: 400 })
    }
    t.strictSame(emulator.dump(), before)
  },
)

t.test('other inherited names are headers like any other', async (t) => {
  const { control, sms } = await startTest(t)
  const headers = Object.fromEntries(
    names.filter((name) => !refused_names.includes(name)).map((name) => [name, 'x']),
  )
  const fault = { match: { operation: 'ListTasks' }, effect: { status: 503, headers } }
  t.match(await control('POST', '/_emulator/faults', JSON.stringify(fault)), { status: 200 })
  const answer = await sms('GET', '/v3/tasks')
  t.match(answer, { status: 503, headers: { valueof: 'x', tostring: 'x' } })
})

t.test('a signature over a header of such a name is a wrong one', async (t) => {
  const { call } = await startTest(t)
  for (const name of names) {
    const { target, headers } = signed({
      ak: 'EMULATORACCESSKEY001',
      sk: 'emulatorSecretKeyForLocalTestsOnly000001',
      target: '/v3/tasks',
    })
    const authorization = String(headers.authorization).replace(
      /SignedHeaders=/,
      `SignedHeaders=${name.toLowerCase()};${name};`,
    )
    const answer = await call('GET', target, {
      headers: { ...(headers as Record<string, string>), authorization },
    })
    t.equal(answer.status, 401, name)
  }
})

t.test('a strict contract knows no such field', async (t) => {
  const { login, call } = await startTest(t, { strict_contract: true })
  const token = await login()
  const send = (method: string, url: string, payload?: string) =>
    call(method, url, {
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      ...(payload === undefined ? {} : { payload }),
    })
  const source = JSON.stringify(linuxSource())
  t.equal((await send('POST', '/v3/sources', source)).status, 200)
  for (const name of names) {
    const body = source.replace('{', `{"${name}": 1,`)
    t.match(await send('POST', '/v3/sources', body), { status: 400 }, `${name} in a body`)
    t.match(await send('GET', `/v3/sources?${name}=1`), { status: 400 }, `${name} in a query`)
  }
})

t.test('no place where a client may write a name makes a failure of ours of it', async (t) => {
  const emulator = await startTest(t)
  const { call, control, login, sms } = emulator
  const { task, source } = await newTask(emulator)
  for (const name of names) {
    const calls = [
      sms('GET', `/v3/sources/${name}`),
      sms('GET', `/v3/sources?name=${name}&state=${name}&${name}=${name}`),
      sms('PUT', `/v3/sources/${source}`, { name, migprojectid: name }),
      sms('POST', `/v3/tasks/${task}/action`, { operation: name }),
      sms('POST', '/v3/vm/templates', { ...exampleBody('CreateTemplate'), region: name, name }),
      sms('PUT', `/v3/sources/${source}/changestate`, { copystate: name, migrationcycle: name }),
      sms('GET', `/v3/projects?name=${name}`),
      sms('GET', `/v3/regions/${name}`),
      login(credentials({ project: { name } })),
      login(credentials(undefined, { name, password: name, domain: { name } })),
      call('POST', '/v3/auth/tokens', {
        payload: { auth: { identity: { methods: [name], [name]: {} } } },
      }),
      call('GET', '/v3/tasks', { headers: { 'x-auth-token': name, [name]: 'x' } }),
      call('GET', '/v3/tasks', { headers: { authorization: name } }),
      control('GET', `/_emulator/requests?operation=*&code=${name}&path=${name}`),
      control('GET', `/_emulator/info?account=${name}`),
      control('GET', `/_emulator/explain/${name}`),
      control('GET', `/_emulator/snapshots/${name}`),
      control('GET', `/_emulator/tasks/${name}/timeline`),
      control('GET', `/_emulator/coverage?format=${name}`),
      control('POST', '/_emulator/clock/advance', { until: { task: name, state: name } }),
      control('POST', '/_emulator/clock/advance', { events: 1, max: name }),
      control('POST', '/_emulator/accounts', { projects: [name] }),
      control('DELETE', `/_emulator/scenarios?name=${name}`),
    ]
    for (const [index, asked] of calls.entries()) {
      const answer = await asked
      if (typeof answer !== 'string') t.not(answer.status, 500, `${name}, call ${index}`)
    }
  }
})
