import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readRecording, recordingOf } from '../../src/parity/recording.ts'
import { entryOf, harOf } from './har.ts'

/** Recordings as they are read: HAR files that anybody made. */

const read = (...entries: unknown[]) =>
  recordingOf(JSON.stringify({ log: { ...harOf().log, entries } }), 'run.har')

t.test('a call has its moment, its service, its headers and its bodies', async (t) => {
  const entry = entryOf({
    url: 'https://sms.ap-southeast-3.myhuaweicloud.com/v3/tasks?limit=5',
    method: 'post',
    request_headers: { 'Content-Type': 'application/json' },
    response_headers: { Date: 'Thu, 01 Jan 2026 12:00:00 GMT' },
    sent: { name: 'web-1' },
    answered: { id: 'x' },
  })
  const { calls, skipped, creator } = read(entry)
  t.equal(creator, 'a browser 1')
  t.strictSame(skipped, [])
  t.strictSame(calls, [
    {
      index: 0,
      at_ms: Date.UTC(2026, 0, 1, 12),
      duration_ms: 25,
      service: 'sms',
      path: '/v3/tasks',
      method: 'POST',
      url: new URL(entry.request.url),
      request: {
        headers: new Map([['content-type', 'application/json']]),
        body: { name: 'web-1' },
        text: '{"name":"web-1"}',
      },
      response: {
        status: 200,
        headers: new Map([['date', 'Thu, 01 Jan 2026 12:00:00 GMT']]),
        body: { id: 'x' },
        text: '{"id":"x"}',
      },
    },
  ])
})

t.test('calls of SMS and IAM are known by host, by prefix or by path', async (t) => {
  const cases: [url: string, found: string][] = [
    ['https://sms.cn-north-4.myhuaweicloud.com/v3/anything', 'sms /v3/anything'],
    ['https://iam.eu-west-101.myhuaweicloud.eu/v3/x', 'iam /v3/x'],
    ['https://sms-api.ru-moscow-1.myhuaweicloud.com/v3', 'sms /v3'],
    ['https://iam.myhuaweicloud.com/v3/auth/tokens', 'iam /v3/auth/tokens'],
    ['http://127.0.0.1:7670/sms/v3/tasks', 'sms /v3/tasks'],
    ['http://127.0.0.1:7670//iam/v3/projects', 'iam /v3/projects'],
    ['http://127.0.0.1:7670/v3/auth/tokens', 'iam /v3/auth/tokens'],
    ['http://127.0.0.1:7670/v3/vm/templates/7', 'sms /v3/vm/templates/7'],
    ['http://sms.localhost:7670/v3', 'sms /v3'],
    ['https://proxy.example/v3/tasks/7/action', 'sms /v3/tasks/7/action'],
    ['https://ecs.ap-southeast-3.myhuaweicloud.com/v3/config', ''],
    ['https://sms.example.com.myhuaweicloud.com.evil.example/v9', 'sms /v9'],
    ['http://127.0.0.1:7670/_emulator/requests', ''],
    ['https://shop.example/v3/basket', ''],
  ]
  for (const [url, found] of cases) {
    const { calls } = read(entryOf(), entryOf({ url, at: '2026-02-01T00:00:00Z' }))
    const [call] = calls.filter(({ index }) => index === 1)
    t.equal(call ? `${call.service} ${call.path}` : '', found, url)
  }
})

t.test('an entry that cannot be read is skipped, with a reason that quotes nothing', async (t) => {
  const bad: [unknown, string][] = [
    [{ request: 'x' }, 'it is not an entry of HAR 1.2'],
    [null, 'it is not an entry of HAR 1.2'],
    [entryOf({ url: 'data:text/plain,secret' }), 'its URL cannot be read'],
    [entryOf({ url: 'https://[secret/' }), 'its URL cannot be read'],
    [entryOf({ url: 'https://shop.example/secret' }), 'it is a call of another service'],
    [entryOf({ method: 'OPTIONS' }), 'it asks whether a call may be made'],
    [entryOf({ method: 's3cret' }), 'its method is not a method of HTTP'],
    [entryOf({ status: 0 }), 'it has no answer'],
    [entryOf({ at: 'secret' }), 'its time cannot be read'],
  ]
  const { calls, skipped } = read(...bad.map(([entry]) => entry), entryOf())
  t.equal(calls.length, 1)
  t.strictSame(
    skipped,
    bad.map(([, reason], index) => ({ index, reason })),
  )
})

t.test('calls are in the order of time; where it is missing, the answer has it', async (t) => {
  const { calls } = read(
    entryOf({ at: '2026-01-01T12:00:02Z' }),
    entryOf({ at: '', response_headers: { date: 'Thu, 01 Jan 2026 12:00:01 GMT' } }),
    entryOf({ at: '2026-01-01T14:00:00+02:00' }),
  )
  t.strictSame(
    calls.map(({ index }) => index),
    [2, 1, 0],
  )
})

t.test('bodies are read however they are written', async (t) => {
  const body = JSON.stringify({ name: 'ä' })
  const entry = entryOf({ method: 'POST', answered: '' })
  const written = (change: object, sent: object | null = null) =>
    read({
      ...entry,
      request: { ...entry.request, postData: sent },
      response: { ...entry.response, content: { size: 1, mimeType: '', ...change } },
    }).calls[0]
  const base64 = Buffer.from(body).toString('base64')
  t.strictSame(written({ text: base64, encoding: 'base64' })?.response.body, { name: 'ä' })
  t.match(written({ text: '<html>' })?.response, { body: undefined, text: '<html>' })
  t.strictSame(written({})?.response.text, undefined)
  t.strictSame(written({ text: null })?.response.body, undefined)
  const deep = '['.repeat(9000) + ']'.repeat(9000)
  t.equal(written({ text: deep })?.response.body, undefined)
  const params = [{ name: 'a', value: '1 2' }, { name: 'b' }]
  t.equal(written({}, { mimeType: 'x', params })?.request.text, 'a=1+2&b=')
})

t.test('pseudo headers of HTTP/2 are dropped, and repeated headers joined', async (t) => {
  const entry = entryOf()
  const headers = [
    { name: ':method', value: 'GET' },
    { name: ':authority', value: 'sms.example' },
    { name: 'Via', value: 'a' },
    { name: 'via', value: 'b' },
    { name: 'via', value: 'b' },
    { name: '', value: 'x' },
  ]
  const [call] = read({ ...entry, request: { ...entry.request, headers } }).calls
  t.strictSame(
    [...(call?.request.headers ?? [])],
    [
      ['host', 'sms.example'],
      ['via', 'a, b, b'],
    ],
  )
})

t.test('what is no recording is refused with one sentence that quotes nothing of it', async (t) => {
  const whole = JSON.stringify(harOf(entryOf({ sent: { adminPass: 'secret' } })))
  const cases: [text: string, message: RegExp][] = [
    ['', /^run\.har is not a HAR file: it is empty\.$/],
    ['accounts:\n  - secret\n', /^run\.har is not a HAR file: it is not JSON\.$/],
    [`${whole} secret`, /^run\.har is not a HAR file: it is not JSON\.$/],
    [
      '{"accounts":[]}',
      /^run\.har is not a HAR file: it has no list of entries at log\.entries\.$/,
    ],
    ['[1]', /has no list of entries/],
    ['{"log":{"entries":{}}}', /has no list of entries/],
    [JSON.stringify(harOf()), /^run\.har has no entries\.$/],
    [
      JSON.stringify(harOf(entryOf({ url: 'https://shop.example/secret' }))),
      /^run\.har has 1 entry, but no call of SMS or IAM that can be read \(it is a call of another service\)\.$/,
    ],
  ]
  for (const [text, message] of cases) {
    t.throws(() => recordingOf(text, 'run.har'), { name: 'RecordingRefused', message })
  }
  for (let length = 1; length < whole.length; length += 7) {
    t.throws(() => recordingOf(whole.slice(0, length), 'run.har'), {
      message: 'run.har is cut short: its JSON has no end; record it again.',
    })
  }
})

t.test('a file is looked at before it is read', async (t) => {
  const folder = t.testdir({})
  const file = join(folder, 'run.har')
  await t.rejects(readRecording(file), {
    message: /run\.har cannot be read: there is no such file/,
  })
  await t.rejects(readRecording(folder), { message: /cannot be read: it is a folder\.$/ })
  writeFileSync(file, JSON.stringify(harOf(entryOf())))
  t.equal((await readRecording(file)).calls.length, 1)
  writeFileSync(file, Buffer.from(`\ufeff${JSON.stringify(harOf(entryOf()))}`, 'utf16le'))
  t.equal((await readRecording(file)).calls.length, 1)
  writeFileSync(file, Buffer.from([0x7b, 0xe4, 0x7d]))
  await t.rejects(readRecording(file), {
    message: /cannot be read: it is not UTF-8: byte 1 is 0xe4/,
  })
  // A file of zeros that takes no room.
  truncateSync(file, 50 * 1_048_576 + 1)
  await t.rejects(readRecording(file), {
    message: /it has 52428801 bytes, and at most 52428800 are read; record fewer calls/,
  })
})
