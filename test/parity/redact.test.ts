import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { harmless_names } from '../../src/domain/hiding/known-names.ts'
import { kindsOf, path_words } from '../../src/parity/field-kinds.ts'
import { GrowingHar } from '../../src/parity/growing-har.ts'
import { type RecordedCall, readRecording, recordingOf } from '../../src/parity/recording.ts'
import { redactRecording } from '../../src/parity/redact.ts'
import { looksSecret, secretPlaceOf } from '../../src/parity/secret-like.ts'
import { seed, trials } from '../effort.ts'
import { type EntryWish, entryOf, harOf } from './har.ts'
import { archiveWith } from './secret-places.ts'

/** What of a recording is written, and what never is. */

const redacted = (...wishes: EntryWish[]) =>
  redactRecording(recordingOf(JSON.stringify(harOf(...wishes.map(entryOf))), 'run.har'))

/** Writes redacted calls into a file. @throws AssertionError where one still has what looks like a secret */
function writeHar({ calls }: { calls: readonly RecordedCall[] }, file: string): void {
  for (const call of calls) assert.equal(secretPlaceOf(call), undefined)
  const har = new GrowingHar(file)
  for (const call of calls) har.add(call)
  har.finish()
}

const answerOf = (answered: unknown) => redacted({ answered }).calls[0]?.response.body

/** As random as people and services make them, and as plain. */
const secrets = {
  password: 'Geheim!7 für alle',
  token: `MII${'kQ8zVw3x'.repeat(40)}`,
  ak: 'HPUA7QX2M4K9TZ0B3CDE',
  sk: 'w4Xk9TzQ0B3CdEfGh7mNpRsTuVyZ1a2b5c6d8e0f',
  uuid: '7c1e9f7a-3b52-4d0c-9a53-64f0a1f7b2c9',
  hex: '9f86d081884c7d659a2feaa0c55ad015',
  address: '10.77.12.34',
  ipv6: 'fe80::9a1b:22ff:fe33:4455',
  mac: 'fa:16:3e:aa:bb:cc',
  name: 'payroll-db-01',
  mail: 'alice.liddell@corp.example.net',
  path: '/srv/payroll/2026',
  pem: '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----',
  cookie: 'J_SESSION_ID=abcdef0123456789xyz',
}

/** A value as it may be written, at any place of a text that was encoded. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const inBase64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url')
    return text.slice(before === 0 ? 0 : before + 1, -3)
  })
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    [...bytes].map((byte) => `%${byte.toString(16)}`).join(''),
    bytes.toString('hex'),
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('-', '+').replaceAll('_', '/')),
  ]
}

t.test('no secret is written, wherever in a recording it was', async (t) => {
  const folder = t.testdir({})
  for (const [kind, secret] of Object.entries(secrets)) {
    const file = join(folder, `${kind}.har`)
    const recording = redactRecording(recordingOf(JSON.stringify(archiveWith(secret)), 'run.har'))
    t.equal(recording.calls.length, 5, kind)
    writeHar(recording, file)
    const written = readFileSync(file, 'latin1')
    const bytes = Buffer.from(written, 'latin1').toString('utf8')
    for (const form of formsOf(secret)) {
      t.notOk(bytes.toLowerCase().includes(form.toLowerCase()), `${kind}: ${form.slice(0, 20)}`)
    }
    // Nor in what the commands work with.
    t.notOk(JSON.stringify(recording.skipped).includes(secret), kind)
  }
})

t.test('headers that prove who calls are not written at all', async (t) => {
  const names = ['Authorization', 'X-Auth-Token', 'X-Subject-Token', 'X-Security-Token', 'Cookie']
  const headers = Object.fromEntries([...names, 'Set-Cookie', 'X-New'].map((name) => [name, 'x']))
  const { calls } = redacted({
    request_headers: { ...headers, 'Content-Type': 'application/json' },
    response_headers: { ...headers, Date: 'Thu, 01 Jan 2026 12:00:00 GMT' },
  })
  t.strictSame([...(calls[0]?.request.headers ?? [])], [['content-type', 'application/json']])
  t.strictSame([...(calls[0]?.response.headers ?? [])], [['date', 'Thu, 01 Jan 2026 12:00:00 GMT']])
})

t.test('what the service says stays, and what the account says becomes its kind', async (t) => {
  const answer = {
    count: 2,
    tasks: [
      {
        id: secrets.uuid,
        name: 'payroll',
        type: 'MIGRATE_FILE',
        state: 'RUNNING',
        priority: 1,
        create_date: 1_767_268_800_000,
        region_id: 'ap-southeast-3',
        region_name: 'ap-southeast-3',
        is_template: null,
        source_server: {
          id: secrets.uuid,
          ip: '10.77.12.34',
          name: 'payroll',
          os_version: 'CENTOS_7_6_64BIT',
          add_date: '2026-01-01 12:00:00',
          agent_version: '25.3.0',
        },
        target_server: {
          vm_id: '11111111-2222-4333-8444-555555555555',
          disks: [{ id: 3, name: '/dev/vda', device_use: 'OS', size: 42_949_672_960 }],
        },
        sub_tasks: [{ name: 'CREATE_CLOUD_SERVER', progress: 40, process_trace: 'x' }],
        enterprise_project_id: '0',
        unheard_of: { pin: 12, text: 'twelve', is: true, nothing: null, list: ['a', 5] },
        error_json: '{"error_code":"SMS.0515","error_msg":"none"}',
      },
    ],
  }
  t.strictSame(answerOf(answer), {
    count: 2,
    tasks: [
      {
        id: '00000000-0000-4000-8000-000000000001',
        name: 'name-1',
        type: 'MIGRATE_FILE',
        state: 'RUNNING',
        priority: 1,
        create_date: 1_767_268_800_000,
        region_id: 'ap-southeast-3',
        region_name: 'ap-southeast-3',
        is_template: null,
        source_server: {
          id: '00000000-0000-4000-8000-000000000001',
          ip: '198.18.0.1',
          name: 'name-1',
          os_version: 'CENTOS_7_6_64BIT',
          add_date: '2026-01-01 12:00:00',
          agent_version: '25.3.0',
        },
        target_server: {
          vm_id: '00000000-0000-4000-8000-000000000002',
          disks: [{ id: 3, name: '/dev/vda', device_use: 'OS', size: 42_949_672_960 }],
        },
        sub_tasks: [{ name: 'CREATE_CLOUD_SERVER', progress: 40, process_trace: '<secret>' }],
        enterprise_project_id: '0',
        unheard_of: {
          pin: 0,
          text: '<string 6>',
          is: true,
          nothing: null,
          list: ['<string 1>', 0],
        },
        error_json: '{"error_code":"SMS.0515","error_msg":"<string 4>"}',
      },
    ],
  })
})

t.test(
  'a value has one pseudonym in paths, queries and bodies, of the form of its kind',
  async (t) => {
    const { calls } = redacted(
      {
        url: `https://sms.ap-southeast-3.myhuaweicloud.com/v3/tasks/${secrets.uuid}?name=payroll`,
        answered: { id: secrets.uuid, name: 'payroll', project_id: secrets.hex, mac: secrets.mac },
      },
      {
        url: `https://iam.myhuaweicloud.com/v3/projects/${secrets.hex}`,
        method: 'DELETE',
        answered: {
          ip: secrets.ipv6,
          snapshot_ids: `${secrets.uuid},${secrets.hex}`,
          gateway: '0.0.0.0',
        },
      },
    )
    const uuid = '00000000-0000-4000-8000-000000000001'
    const hex = '00000000000000000000000000000001'
    t.equal(
      calls[0]?.url.href,
      `https://sms.ap-southeast-3.myhuaweicloud.com/v3/tasks/${uuid}?name=name-1`,
    )
    t.equal(calls[0]?.path, `/v3/tasks/${uuid}`)
    t.strictSame(calls[0]?.response.body, {
      id: uuid,
      name: 'name-1',
      project_id: hex,
      mac: '02:00:00:00:00:01',
    })
    t.equal(calls[1]?.url.pathname, `/v3/projects/${hex}`)
    t.strictSame(calls[1]?.response.body, {
      ip: '2001:db8::1',
      snapshot_ids: `${uuid},${hex}`,
      gateway: '0.0.0.0',
    })
  },
)

t.test('the name of a field stays if the service could have written it', async (t) => {
  const names = ['unheard_of', 'newField', 'en-us', 'sub_tasks', 'password', 'user', 'hostPort_2']
  const answer = answerOf({
    ...Object.fromEntries(names.map((name) => [name, {}])),
    [secrets.name]: 1,
    [secrets.sk]: { [secrets.mail]: true },
  })
  t.strictSame(answer, {
    ...Object.fromEntries(names.map((name) => [name, {}])),
    '<name 13>': 0,
    '<name 40>': { '<name 30>': true },
  })
})

t.test('a recording that is redacted twice has the same shape', async (t) => {
  const once = redactRecording(recordingOf(JSON.stringify(archiveWith(secrets.hex)), 'run.har'))
  const twice = redactRecording(once)
  t.strictSame(
    twice.calls.map(({ request, response }) => [request.text, response.text]),
    once.calls.map(({ request, response }) => [request.text, response.text]),
  )
})

t.test('a file is written whole, for its owner, and read again as it was', async (t) => {
  const folder = t.testdir({})
  const file = join(folder, 'run.har')
  const recording = redacted({ answered: { count: 0 } }, { method: 'POST', sent: { name: 'x' } })
  writeHar(recording, file)
  t.strictSame((await readRecording(file)).calls, recording.calls)
  if (process.platform !== 'win32') t.equal(statSync(file).mode & 0o777, 0o600)
  t.strictSame(readdirSync(folder), ['run.har'])
  t.throws(() => writeHar(recording, folder), {
    name: 'RecordingRefused',
    message: /cannot be written/,
  })
  t.throws(() => writeHar(recording, join(folder, 'no', 'run.har')), {
    message: /cannot be written: there is no such file or folder\.$/,
  })
})

t.test(
  'whatever a recording has, what is written of it is read again as the same calls',
  async (t) => {
    const file = join(t.testdir({}), 'run.har')
    const hosts = [
      'sms.localhost',
      'iam.corp.net:81',
      '127.0.0.1:7670',
      'sms.a.b.myhuaweicloud.com',
    ]
    const segment = fc.oneof(
      fc.constantFrom('v3', 'tasks', '', '..', 'sms', secrets.uuid),
      fc.string(),
    )
    const arbitrary = fc.record({
      url: fc
        .tuple(fc.constantFrom(...hosts), fc.array(segment, { maxLength: 6 }), fc.string())
        .map(([host, path, query]) => {
          const target = path.map((part) => encodeURIComponent(part)).join('/')
          return `http://${host}/${target}?${query}`
        }),
      method: fc.constantFrom('GET', 'POST', 'put'),
      sent: fc.oneof(fc.jsonValue(), fc.string()),
      answered: fc.oneof(fc.jsonValue(), fc.string()),
      request_headers: fc.dictionary(fc.string(), fc.string()),
      status: fc.constantFrom(200, 404, 0, 999),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(arbitrary, { maxLength: 5 }), async (wishes) => {
        // One that can be read is among them.
        const recording = redacted(...wishes.map((wish) => wish as EntryWish), {})
        writeHar(recording, file)
        const { calls, skipped } = await readRecording(file)
        const seen = (all: typeof calls) =>
          all.map(({ service, path, url, request, response }) => [
            ...[service, path, url.href, request.text, response.text, response.status],
          ])
        assert.deepEqual(seen(calls), seen(recording.calls))
        assert.deepEqual(skipped, [])
      }),
      { numRuns: trials(150), seed },
    )
  },
)

t.test('a text that looks like a secret is found wherever a call has it', async (t) => {
  const [call] = redacted({}, {}).calls as [RecordedCall]
  t.equal(secretPlaceOf(call), undefined)
  for (const secret of [secrets.token, secrets.ak, secrets.sk, secrets.hex, secrets.pem]) {
    t.ok(looksSecret(`a text with ${secret} in it`), secret)
    const text = `{"flavor":"${secret}"}`
    const headers = new Map([['x-new', secret]])
    const url = new URL(`?marker=${encodeURIComponent(secret)}`, call.url)
    const { request, response } = call
    t.equal(secretPlaceOf({ ...call, url }), 'the URL')
    t.equal(secretPlaceOf({ ...call, response: { ...response, headers } }), 'a header')
    t.equal(secretPlaceOf({ ...call, request: { ...request, text } }), 'the body that was sent')
    t.equal(secretPlaceOf({ ...call, response: { ...response, text } }), 'the body of the answer')
  }
})

t.test('no word of the contract looks like a secret', async (t) => {
  const words = new Set<string>()
  for (const name of ['sms', 'iam']) {
    const text = readFileSync(`openapi/${name}.json`, 'utf8')
    for (const [, enums = ''] of text.matchAll(/"enum": \[([^\]]*)\]/g)) {
      for (const [, word = ''] of enums.matchAll(/"([^"]*)"/g)) words.add(word)
    }
    for (const path of Object.keys(JSON.parse(text).paths)) words.add(path)
  }
  t.ok(words.size > 100)
  words.add(
    'https://iam.ap-southeast-1.myhuaweicloud.com/v3/projects?name=ap-southeast-1&enabled=true',
  )
  words.add(
    '{"start_date":"2026-01-01T12:00:00.000Z","vm_id":"00000000-0000-4000-8000-000000000012"}',
  )
  t.strictSame([...words, ...harmless_names].filter(looksSecret), [])
})

t.test('the moment of a signature is no secret, whatever its digits are', async (t) => {
  const day = Date.UTC(2026, 10, 30)
  const moments = Array.from({ length: 24 * 60 * 6 }, (_, number) =>
    new Date(day + number * 11_000).toISOString().replace(/[-:]|\.\d+/g, ''),
  )
  t.match(moments[0], /^20261130T000000Z$/)
  t.strictSame(moments.filter(looksSecret), [])
})

t.test('the tables of kinds are of the contract', async (t) => {
  const named = [...harmless_names].filter((name) => kindsOf(name, '').length > 0)
  t.ok(named.length > 100)
  const paths = ['sms', 'iam'].flatMap((name) =>
    Object.keys(JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8')).paths),
  )
  const segments = paths.flatMap((path) => path.split('/')).filter((one) => /^[^{]/.test(one))
  t.strictSame([...new Set([...segments, 'sms', 'iam'])].sort(), [...path_words].sort())
})
