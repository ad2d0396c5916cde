import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { followRequests } from '../../src/operations/control/journal.ts'
import {
  credentials,
  exampleBody,
  newTask,
  startTest,
  storesOf,
  type TestEmulator,
  until,
} from '../helper.ts'
import { loggedApp } from '../logged-app.ts'
import { signed } from '../signing.ts'

/**
 * Every operation is called with secrets that can be recognized, in every place where one may stand;
 * none of them is in what the emulator shows of its calls, nor in its log.
 */

type Operation = {
  operationId: string
  method: string
  path: string
  requestBody: { schema: string } | null
}
const { operations } = JSON.parse(readFileSync('test/reference/sms-v3.contract.json', 'utf8')) as {
  operations: Operation[]
}

const mark = 'hush4711'
const secret = (what: string) => `${mark}-${what}`
const pem = `-----BEGIN PRIVATE KEY-----\n${mark}pem\n-----END PRIVATE KEY-----`

/** Wherever a body has room for them, and where it has none. */
const secrets = {
  password: secret('password'),
  target_password: secret('target'),
  sk: secret('sk'),
  securityToken: secret('security'),
  'private-key': secret('key'),
  note: pem,
  nested: { passphrase: secret('passphrase'), token: { id: secret('token-id') } },
  text: JSON.stringify({ client_secret: secret('json in text') }),
  list: [{ certificate: secret('cert') }],
  url: `http://x?password=${secret('in-url')}`,
  // What the contract does not have, whatever its name says.
  pin: secret('pin'),
  apikey: { v: secret('apikey'), list: [secret('in-list')] },
  jwk: { kty: 'EC', d: secret('jwk') },
}
const inQuery = (what: string) => encodeURIComponent(JSON.stringify({ password: secret(what) }))
const query = [
  `password=${secret('query')}`,
  `x-auth-token=${secret('query-token')}`,
  'limit=5',
  `q=${inQuery('json-in-query')}`,
  `name=${inQuery('json-in-name')}`,
  `sig=${secret('sig')}`,
].join('&')

/** An example with secrets, also in what it wraps. */
const withSecrets = (example: object): object =>
  Object.fromEntries(
    Object.entries({ ...example, ...secrets }).map(([name, part]) => {
      const isWrapped = name in example && typeof part === 'object' && !Array.isArray(part)
      return [name, isWrapped ? { ...part, ...secrets } : part]
    }),
  )

/** Calls every operation that leaves its resources there, with good and bad bodies. */
async function callEverything({ call }: TestEmulator, token: string, ids: Record<string, string>) {
  for (const { operationId, method, path, requestBody } of operations) {
    if (/^Delete/.test(operationId)) continue
    const url = path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? String(ids.task_id))
    const body = requestBody && withSecrets(exampleBody(operationId))
    for (const one of [token, secret('header-token')]) {
      const headers = {
        'x-auth-token': one,
        'x-security-token': secret('sts'),
        cookie: `a=${secret('cookie')}`,
        'x-api-key-secret': secret('odd'),
        'x-odd': secret('odd-header'),
      }
      for (const target of [url, `${url}?${query}`]) {
        await call(method, target, { headers, ...(body ? { payload: body } : {}) })
      }
    }
    // What is no JSON, and what breaks the schema.
    const headers = { 'x-auth-token': token, 'content-type': 'application/json' }
    const broken = `{"password": ${secret('raw')}, "sk":"${secret('sk')}`
    const wrong = JSON.stringify({ ...secrets, password: [secret('list')], name: 5 })
    const texts = [
      secret('text'),
      `<pin>${secret('xml')}</pin>`,
      `a=${secret('form')}`,
      `{pin: ${secret('bare')}}`,
    ]
    for (const payload of [broken, wrong, ...texts]) await call(method, url, { headers, payload })
  }
}

/** Logins and signatures, right and wrong. @returns the right signature */
async function authenticate({ call, login }: TestEmulator, token: string): Promise<string> {
  const user = { name: 'developer', password: secret('login'), domain: { name: 'emulator' } }
  await login(credentials(undefined, user))
  const subject = { 'x-auth-token': token, 'x-subject-token': secret('subject') }
  await call('GET', `/v3/auth/tokens?${query}`, { headers: subject })
  for (const scheme of ['Bearer ', 'Basic ', '']) {
    await call('GET', '/v3/tasks', { headers: { authorization: scheme + secret('auth') } })
  }
  const ak = 'EMULATORACCESSKEY001'
  const wrong = signed({
    ak,
    sk: secret('wrong'),
    target: `/v3/tasks?${query}`,
    headers: { 'x-security-token': secret('signed-token'), 'x-odd': secret('signed-odd') },
  })
  await call('GET', wrong.target, { headers: wrong.headers as Record<string, string> })
  const sk = 'emulatorSecretKeyForLocalTestsOnly000001'
  const right = signed({ ak, sk, target: '/v3/tasks' })
  const headers = right.headers as Record<string, string>
  t.equal((await call('GET', right.target, { headers })).status, 200)
  await call('GET', `/v3/tasks/${token}?token=${token}`, { headers: { 'x-auth-token': token } })
  return /Signature=(\w+)/.exec(JSON.stringify(headers))?.[1] ?? 'no signature'
}

/** The same emulator behind an app that writes a log, of everything it ever writes. */
async function logging(t: Test, emulator: TestEmulator, log: string[]): Promise<TestEmulator> {
  const options = { log_level: 'trace', log_format: 'json' } as const
  const app = loggedApp(emulator.emulator, options, (line) => log.push(line))
  t.teardown(() => app.close())
  const call: TestEmulator['call'] = async (method, url, wish = {}) => {
    const { statusCode, headers, payload } = await app.inject({
      method: method as 'GET',
      url,
      ...wish,
    })
    return { status: statusCode, headers, body: payload }
  }
  return { ...emulator, call }
}

t.test('no secret of a call is shown', async (t) => {
  const quiet = await startTest(t, { journal_limit: 10_000 })
  const log: string[] = []
  const emulator = await logging(t, quiet, log)
  const { control, login, sms } = emulator
  const token = await login()
  const { task, source } = await newTask(emulator, { syncing: true })
  const { body: template } = await sms(
    'POST',
    '/v3/vm/templates',
    withSecrets(exampleBody('CreateTemplate')),
  )
  const told: string[] = []
  const stop = followRequests(emulator.emulator.accounts.get(), {}, (one) =>
    told.push(JSON.stringify(one)),
  )
  await callEverything(emulator, token, { task_id: task, source_id: source, id: template.id })
  const signature = await authenticate(emulator, token)
  stop()

  const { body: listed } = await control('GET', '/_emulator/requests')
  const explanations = []
  for (const { id, status } of listed.requests) {
    if (status < 400) continue
    explanations.push((await control('GET', `/_emulator/explain/${id}`)).body)
  }
  t.ok(listed.count > 200, `${listed.count} calls`)
  t.ok(explanations.length > 100, `${explanations.length} refusals`)
  const texts: Record<string, string> = {
    journal: JSON.stringify(listed),
    HAR: JSON.stringify((await control('GET', '/_emulator/requests.har')).body),
    events: told.join('\n'),
    coverage: JSON.stringify((await control('GET', '/_emulator/coverage')).body),
    explanations: JSON.stringify(explanations),
    log: log.join(''),
  }
  const password = storesOf(emulator.emulator).templates.all()[0]?.target_password
  t.equal(password, secret('target'), 'it got there')
  const hidden = { token, signature, sk: 'emulatorSecretKeyForLocal', password: 'Emulator@123' }
  for (const [where, text] of Object.entries(texts)) {
    t.ok(text.length > 1000, where)
    const [before, after] = text.split(mark)
    t.notOk(after, `${where}: …${before?.slice(-300)}${mark}${after?.slice(0, 60)}`)
    for (const [what, value] of Object.entries(hidden)) {
      t.notOk(text.includes(value), `${what} in ${where}`)
    }
  }
  t.match(
    texts.journal,
    /Access=EMULATORACCESSKEY001, .*Signature=\[redacted\]/,
    'who signed stays',
  )
})

t.test('keys, certificates and passphrases of a task are not shown', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const { task } = await newTask(emulator, { auto_start: true })
  await until(emulator, task, { state: 'RUNNING' })
  const { body: keys } = await sms('GET', `/v3/tasks/${task}/certkey?enable_ca_cert=true`)
  const { body: phrase } = await sms('GET', `/v3/tasks/${task}/passphrase`)
  t.match([keys.private_key, phrase.passphrase], [/BEGIN/, /.{6}/])
  const { body } = await control('GET', '/_emulator/requests?limit=2')
  t.match(body.requests[1].response.body, { passphrase: '[redacted]', task_id: task })
  t.match(body.requests[0].response.body, {
    cert: '[redacted]',
    private_key: '[redacted]',
    ca: '[redacted]',
  })
  t.notMatch(JSON.stringify(body), /-----BEGIN/)
})
