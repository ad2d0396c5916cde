import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { passcodeAt } from '../../src/domain/identity/totp.ts'
import { type Running, start } from '../../src/index.ts'
import type { Bundle } from '../../src/schemas/control/bundle.ts'
import { credentials, exampleBody } from '../helper.ts'
import { idToken, accounts as known_accounts } from '../iam-helper.ts'
import { signed, type ToSign } from '../signing.ts'
import { commandWith } from './tool.ts'

/** No secret of a run is in its bundle, and a replay of what is there gets every answer as recorded. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const mark = 'hush4711'
const secret = (what: string) => `${mark}-${what}`
const [provider] = known_accounts.flatMap(({ identity_providers = [] }) => identity_providers)
const json = { 'content-type': 'application/json' }

const post = (url: string, body: string, headers: Record<string, string> = json) =>
  fetch(url, { method: 'POST', headers, body })

const logIn = (
  { url }: Running,
  user: { name: string; password: string; domain: { name: string } },
  more: { passcode: string } | null = null,
) => {
  const { auth } = credentials({ project: { name: 'ap-southeast-1' } }, user) as {
    auth: { identity: object }
  }
  const { name, domain } = user
  const totp = more && { methods: ['password', 'totp'], totp: { user: { name, domain, ...more } } }
  const body = { auth: { ...auth, identity: { ...auth.identity, ...totp } } }
  return post(`${url}/v3/auth/tokens`, JSON.stringify(body))
}

/** Writes the bundle and replays it. @returns the bundle's text */
async function replayed(t: Test, emulator: Running, name: string): Promise<string> {
  const file = join(folder, `${name}.json`)
  const saved = await commandWith({ SMS_EMULATOR_URL: emulator.url })('bundle', '-o', file)
  t.equal(saved.exit, 0, saved.stderr)
  const again = await commandWith({})('replay', file)
  t.match(again, { exit: 0, stdout: /every answer as recorded/ }, again.stdout)
  const text = readFileSync(file, 'utf8')
  const [before, after] = text.split(mark)
  t.notOk(after, `…${before?.slice(-300)}${mark}${after?.slice(0, 60)}`)
  return text
}

const callsOf = (text: string): Bundle['calls'] => (JSON.parse(text) as Bundle).calls

/** Every form in which YAML writes a text, each for a user of its own; what the text is. */
const forms: Record<string, [written: string, value: string]> = {
  plain: [secret('plain'), secret('plain')],
  double: [`"${secret('double')}\\t\\"x"`, `${secret('double')}\t"x`],
  single: [`'${secret('single')}''x'`, `${secret('single')}'x`],
  tagged: [`!!str ${secret('tagged')}`, secret('tagged')],
  own: [`!own ${secret('own')}`, secret('own')],
  anchored: [`&anchor ${secret('anchored')}`, secret('anchored')],
  both: [`&both !!str "${secret('both')}"`, secret('both')],
  aliased: ['*anchor', secret('anchored')],
  literal: [`|\n        ${secret('literal')}\n        x`, `${secret('literal')}\nx\n`],
  stripped: [`|-\n        ${secret('stripped')}`, secret('stripped')],
  folded: [`>+\n        ${secret('folded')}\n        x\n`, `${secret('folded')} x\n\n`],
  long: [`${secret('long')}\n        x`, `${secret('long')} x`],
  digits: ['"471147114711"', '471147114711'],
  short: ['"x"', 'x'],
}

const fixture = `# ${secret('comment')}
accounts:
  - name: other
    projects: [{ name: ap-southeast-1 }]
    agencies: [{ name: a, trusts: [emulator], nobody_knows: ${secret('unknown')} }]
    users:
${Object.entries(forms)
  .map(
    ([name, [written]]) =>
      `    - name: ${name}\n      access_keys: [{ ak: AK-${name}, sk: ${secret(`sk-${name}`)} }]\n      password: ${written}\n`,
  )
  .join('')}
    - &base { name: flow, password: '${secret('flow')}' } # ${secret('comment')}
    - { <<: *base, name: merged }
    - ? name
      : complex
      ? password
      : ${secret('complex')}
`

t.test('every form of YAML: right passwords stay right, wrong ones wrong', async (t) => {
  await using emulator = await start({ record: true })
  const right = fixture.replace(/, nobody_knows: \S+ }/, ' }')
  t.equal((await post(`${emulator.url}/_emulator/fixtures`, fixture)).status, 400, 'a wrong field')
  const loaded = await post(`${emulator.url}/_emulator/fixtures`, right, {
    'content-type': 'application/yaml',
  })
  t.equal(loaded.status, 200, await loaded.text())
  const passwords = Object.entries(forms).map(([name, [, value]]) => [name, value] as const)
  const others = ['flow', 'merged', 'complex'].map(
    (name) => [name, secret(name === 'merged' ? 'flow' : name)] as const,
  )
  for (const [name, password] of [...passwords, ...others]) {
    const user = { name, password, domain: { name: 'other' } }
    t.equal((await logIn(emulator, user)).status, 201, name)
    t.equal((await logIn(emulator, { ...user, password: `${password}!` })).status, 401, name)
  }
  const broken = `accounts:\n  - name: other\n    users: [{ name: b, password: ${secret('broken')}\n`
  t.equal((await post(`${emulator.url}/_emulator/fixtures`, broken)).status, 400)
  await emulator.client.fixtures.export()
  const text = await replayed(t, emulator, 'yaml')
  t.notMatch(text, /471147114711/)
})

t.test('a bundle of a fixture at the start, with an export that is loaded again', async (t) => {
  const file = join(folder, 'start.yaml')
  writeFileSync(file, fixture.replace(/, nobody_knows: \S+ }/, ' }'))
  await using emulator = await start({ record: true, fixture: [file] })
  const user = { name: 'plain', password: secret('plain'), domain: { name: 'other' } }
  t.equal((await logIn(emulator, user)).status, 201)
  const exported = await emulator.client.account('other').fixtures.export()
  await emulator.client.fixtures.load(JSON.stringify(exported), { replace: true })
  t.equal((await logIn(emulator, user)).status, 201)
  t.equal((await logIn(emulator, { ...user, password: secret('wrong') })).status, 401)
  t.match(await replayed(t, emulator, 'start'), /scrypt/, 'hashes are those of placeholders')
})

t.test('a passcode that was right is right', async (t) => {
  await using emulator = await start({ record: true })
  const totp_secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  await emulator.client.fixtures.load(
    `accounts: [{ name: other, projects: [{ name: ap-southeast-1 }], users: [{ name: u, password: "${secret('p')}", totp_secret: ${totp_secret} }] }]`,
  )
  const user = { name: 'u', password: secret('p'), domain: { name: 'other' } }
  const statuses = async (passcode: string) => (await logIn(emulator, user, { passcode })).status
  const clock = Date.parse((await emulator.client.account('other').clock.get()).now)
  t.equal(await statuses(passcodeAt(totp_secret, clock)), 201)
  t.equal(await statuses('123456'), 401)
  t.equal(await statuses(passcodeAt(totp_secret, clock + 30_000)), 201)
  await emulator.client.account('other').clock.advance({ by: 'PT2H' })
  t.equal(await statuses(passcodeAt(totp_secret, clock + 3_600_000)), 401)
  t.equal(await statuses(passcodeAt(totp_secret, clock + 7_200_000)), 201)
  const text = await replayed(t, emulator, 'totp')
  for (const one of [totp_secret, passcodeAt(totp_secret, clock), '123456']) {
    t.notOk(text.includes(`"${one}`) || text.includes(`"${one}\\"`), one)
  }
})

t.test('an ID token that was right is right, without its signature', async (t) => {
  await using emulator = await start({ record: true, clock: 'frozen' })
  const { account } = await emulator.client.accounts.create()
  const exp = Date.parse((await emulator.client.clock.get()).now) / 1000 + 3_600
  const right = idToken({ exp })
  const accounts = [{ name: account, identity_providers: [provider] }]
  const statuses = async (id: string) => {
    const body = JSON.stringify({ auth: { id_token: { id } } })
    const headers = { ...json, 'x-idp-id': 'corp' }
    return (await post(`${emulator.url}/v3.0/OS-AUTH/id-token/tokens`, body, headers)).status
  }
  t.equal(await statuses(right), 404, 'nobody knows the provider')
  await emulator.client.fixtures.load(JSON.stringify({ accounts }))
  t.equal(await statuses(right), 201)
  t.equal(await statuses(`${right.slice(0, -9)}AAAAAAAAA`), 401)
  t.equal(await statuses(idToken({ exp, iss: 'another' })), 401)
  t.equal(await statuses('no JWT'), 401)
  const bearer = { authorization: `Bearer ${right}` }
  const path = '/v3/OS-FEDERATION/identity_providers/corp/protocols/oidc/auth'
  const answer = await fetch(emulator.url + path, { method: 'POST', headers: bearer })
  t.equal(answer.status, 201)
  const text = await replayed(t, emulator, 'id-tokens')
  t.notOk(text.includes(right.split('.')[2] ?? ''))
})

t.test('signatures: right ones stay right, wrong ones wrong', async (t) => {
  await using emulator = await start({ record: true })
  const sk = secret('sk-of-other')
  await emulator.client.fixtures.load(
    `accounts: [{ name: other, projects: [{ name: ap-southeast-1 }], users: [{ name: u, password: "${secret('p')}", access_keys: [{ ak: AK1, sk: ${sk} }] }] }]`,
  )
  const host = new URL(emulator.url).host
  const send = async (wish: Omit<ToSign, 'date'>) => {
    const { method, target, headers, body } = signed({
      ...wish,
      headers: { host, ...wish.headers },
    })
    const { host: _, ...rest } = headers as Record<string, string>
    const init = body.length > 0 ? { body: new Uint8Array(body) } : {}
    return (await fetch(emulator.url + target, { method, headers: rest, ...init })).status
  }
  const template = JSON.stringify({
    ...exampleBody('CreateTemplate'),
    target_password: secret('target'),
  })
  const create = { target: '/v3/vm/templates', method: 'POST', headers: json, body: template }
  const emulators = { ak: 'EMULATORACCESSKEY001', sk: 'emulatorSecretKeyForLocalTestsOnly000001' }
  t.equal(await send({ ak: 'AK1', sk, ...create }), 200)
  t.equal(await send({ ...emulators, ...create }), 200)
  t.equal(await send({ ak: 'AK1', sk: secret('another'), ...create }), 401)
  t.equal(await send({ ak: 'AK2', sk, target: '/v3/tasks' }), 401)
  const odd = { 'x-odd': secret('odd'), 'x-security-token': secret('sts') }
  const target = `/v3/vm/templates?limit=5&sig=${secret('sig')}&name=a%20b`
  t.equal(await send({ ak: 'AK1', sk, target, headers: odd }), 200)
  t.equal(await send({ ak: 'AK1', sk: secret('another'), target, headers: odd }), 401)
  const scope = '20260101/r/sms'
  t.equal(await send({ ak: 'AK1', sk, target: '/v3/tasks', scope }), 200)
  await replayed(t, emulator, 'signatures')
})

t.test('headers, queries, fields and texts of every kind', async (t) => {
  await using emulator = await start({ record: true })
  const { url } = emulator
  const login = await post(`${url}/v3/auth/tokens`, JSON.stringify(credentials()))
  const token = login.headers.get('x-subject-token') ?? ''
  const headers = {
    ...json,
    'x-auth-token': token,
    'x-security-token': secret('sts'),
    'x-odd': secret('odd'),
    cookie: `a=${secret('cookie')}`,
    authorization: `Basic ${Buffer.from(secret('basic')).toString('base64')}`,
  }
  const { template: example } = exampleBody('CreateTemplate') as { template: object }
  const template = {
    ...example,
    target_password: secret('target'),
    pin: Number('471147114711'),
    api: { key: secret('key'), list: [secret('list')] },
    note: JSON.stringify({ password: secret('in-json') }),
  }
  const templates = `${url}/v3/vm/templates?password=${secret('query')}`
  t.equal((await post(templates, JSON.stringify({ template }), headers)).status, 200)
  const exported = JSON.stringify(await emulator.client.fixtures.export())
  t.match(exported, secret('target'), 'it comes back in an answer')
  const bodies = [
    `{"password": ${secret('bare')}}`,
    `{"name": "x", "target_password": "${secret('cut')}`,
    `{"name": "x", "target_password": "${secret('escape')}\\q"}`,
    `<pin>${secret('xml')}</pin>`,
    `name=x&password=${secret('form')}`,
    `"${secret('string')}"`,
    JSON.stringify({ template: { ...template, target_password: [secret('list')] } }),
    JSON.stringify({ template: { ...template, target_password: secret('long').repeat(200) } }),
  ]
  for (const body of bodies) {
    t.not((await post(`${url}/v3/vm/templates`, body, headers)).status, 200, body.slice(0, 60))
  }
  const query = encodeURIComponent(JSON.stringify({ password: secret('json-query') }))
  for (const path of [`/v3/tasks?q=${query}&name=${query}`, `/v3/token=${secret('path')}/x`]) {
    await fetch(url + path, { headers })
  }
  for (const wrong of [secret('token'), `MII${secret('token').repeat(5)}`]) {
    await fetch(`${url}/v3/tasks`, { headers: { 'x-auth-token': wrong } })
  }
  const text = await replayed(t, emulator, 'fields')
  t.notMatch(text, /471147114711/)
  t.notOk(text.includes(Buffer.from(secret('basic')).toString('base64')))
  t.match(text, /Emulator@123/, 'what is public stays')
})

t.test('the example of every operation is answered as it was', async (t) => {
  await using emulator = await start({
    record: true,
    auth: 'off',
    fixture: ['fixtures/fleet.yaml'],
  })
  const { accounts } = await emulator.client.fixtures.export()
  const saved = JSON.stringify(accounts)
  const idOf = (kind: string) => new RegExp(`"${kind}":\\[{"saved":{"id":"([^"]+)`).exec(saved)?.[1]
  const ids: Record<string, string | undefined> = {
    source_id: idOf('sources'),
    task_id: idOf('tasks'),
    id: idOf('templates'),
  }
  const { operations } = JSON.parse(
    readFileSync('test/reference/sms-v3.contract.json', 'utf8'),
  ) as { operations: { operationId: string; method: string; path: string; requestBody: unknown }[] }
  for (const { operationId, method, path, requestBody } of operations) {
    const target = path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? ids.task_id ?? name)
    const body = requestBody ? { body: JSON.stringify(exampleBody(operationId)) } : {}
    await fetch(emulator.url + target, { method, headers: json, ...body })
  }
  await emulator.client.clock.advance({ by: 'PT1H' })
  await emulator.client.fixtures.export()
  const text = await replayed(t, emulator, 'examples')
  t.ok(callsOf(text).filter(({ status }) => status === 200).length > 20)
})

t.test('a value that is only unknown does not change where it is known', async (t) => {
  await using emulator = await start({ record: true, auth: 'off' })
  const project = { ...exampleBody('CreateMigproject'), name: 'ap-southeast-1' }
  const headers = { ...json, 'x-odd': 'ap-southeast-1', 'x-word': 'password' }
  await post(`${emulator.url}/v3/migprojects`, JSON.stringify(project), headers)
  await post(`${emulator.url}/v3/auth/tokens`, JSON.stringify(credentials()))
  const text = await replayed(t, emulator, 'unknown')
  t.match(JSON.parse(callsOf(text)[0]?.body ?? ''), { name: 'ap-southeast-1' })
})

t.test('a call that was cut off in its body is cut off again, and not carried out', async (t) => {
  await using emulator = await start({ record: true, auth: 'off' })
  const { url, client } = emulator
  await client.faults.add({
    match: { operation: 'CreateMigproject', nth: 3 },
    effect: { status: 503 },
  })
  const body = JSON.stringify({ ...exampleBody('CreateMigproject'), name: 'half' })
  const cut = async (framing: string, part: string) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      `POST /v3/migprojects HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n${framing}\r\n\r\n`,
    )
    await once(socket, 'data')
    await new Promise((resolve) => socket.write(part, resolve))
    socket.destroy()
    await client.requests.wait({ operation: 'CreateMigproject', status: 'none' })
    await client.requests.clear()
  }
  // All that is JSON has come, and one byte more was promised.
  await cut(`Content-Length: ${body.length + 1}`, body)
  await cut('Transfer-Encoding: chunked', `${body.length.toString(16)}\r\n${body}\r\n`)
  t.equal((await post(`${url}/v3/migprojects`, body)).status, 503, 'they were counted')
  t.equal((await post(`${url}/v3/migprojects`, body)).status, 200)
  t.match(await (await fetch(`${url}/v3/migprojects`)).json(), { count: 2 })
  const calls = callsOf(await replayed(t, emulator, 'cut'))
  const cuts = calls.filter(({ cut_off }) => cut_off)
  t.match(cuts, [
    { status: null, answer: null },
    { status: null, answer: null },
  ])
})
