import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import t from 'tap'
import { parseFixture } from '../../src/formats/fixture-text.ts'
import { start } from '../../src/index.ts'
import { readFixtures } from '../../src/process/fixture-files.ts'
import { addPiece, cutLists } from '../../src/process/list-pieces.ts'
import { linuxSource } from '../helper.ts'

/** Long files: what they cost is bounded before it is paid for, and nobody else waits for them. */

const megabyte = 1_048_576
const repeated = (part: string, length: number): string => part.repeat(length / part.length)

const refused: Record<string, [text: string, reason: RegExp]> = {
  'a megabyte of numbers for accounts': [
    `{"accounts":[${repeated('1,', megabyte)}1]}`,
    /line 1, accounts: 524289 items are too/,
  ],
  // So many that a check which did not stop at the first would end in a RangeError.
  'a megabyte of faults that are none': [
    `{"accounts":[{"name":"a","faults":[${repeated('{},', megabyte - 1)}{}]}]}`,
    /line 1, accounts\.0\.faults\.0\.effect: missing/,
  ],
  'eight megabytes of numbers': [
    `{"accounts":[${repeated('1,', 8 * megabyte)}1]}`,
    /more than 4000000 values: divide it/,
  ],
  'more than 64 megabytes': [
    `{"accounts":["${repeated('a', 64 * megabyte)}"]}`,
    /longer than 67108864 characters/,
  ],
  'a mistake behind a thousand sources': [
    JSON.stringify({ accounts: [{ name: 'a', sources: Array(1_000).fill(linuxSource()) }, 1] }),
    /line 1, accounts\.1: 1 is not/,
  ],
  'a long text that is not JSON': [
    `{"accounts":[\n${repeated('1,', 2 * megabyte)}]]`,
    /line 1, the document: not JSON: .*; and too long for YAML/,
  ],
  'more than a megabyte of YAML': [
    `accounts:\n${repeated('- 1\n', megabyte + 4)}`,
    /longer than 1048576 characters: write it as JSON/,
  ],
  'a megabyte of YAML that is made of small things': [
    `accounts: [${repeated('1,', megabyte - 100)}1]`,
    /more than 400000 signs, words and blanks: write it as JSON/,
  ],
  'a name that is there twice': [
    '{"accounts":[\n{"name":"a",\n"na\\u006de":"b"}]}',
    /line 3, accounts\.0\.name: the name "name" appears twice/,
  ],
}

for (const [what, [text, reason]] of Object.entries(refused)) {
  t.test(`${what}: refused, with few words`, async (t) => {
    const error = t.throws(() => parseFixture(text), { message: reason }) as Error & {
      details?: unknown[]
    }
    t.ok((error.details ?? []).length <= 100, 'the list of mistakes is bounded')
    t.ok(error.message.length < 1_000)
  })
}

t.test('a file of JSON says in which line each of its mistakes is', async (t) => {
  const text =
    '{\n "accounts": [\n  {"name": "a", "x\\"y": {"é": [1, "]", {}]}},\n  {\n   "name": 1}]}'
  const error = t.throws(() => parseFixture(text)) as Error & { details?: unknown[] }
  t.match(error.details, [
    { path: 'accounts.0', message: /x/, line: 3 },
    { path: 'accounts.1.name', line: 5 },
  ])
})

const mistaken: Record<string, object> = {
  'a source without a field': { sources: [{ ...linuxSource(), agent_version: undefined }] },
  'a source with a wrong field': { sources: [{ ...linuxSource(), cpu_quantity: 'two' }] },
  'a source with an unknown field': { sources: [{ ...linuxSource(), cpus: 2 }] },
  'a saved source without its fields': { sources: [{ saved: { id: 'x' } }] },
  'a task without a source': { tasks: [{ name: 'x' }] },
  'a saved task without its fields': { tasks: [{ saved: { id: 'x' } }] },
  'a template without a name': { templates: [{ id: 'x' }] },
}

for (const [what, account] of Object.entries(mistaken)) {
  t.test(`${what} is told in the same words, however long the text is`, async (t) => {
    const text = JSON.stringify({ accounts: [{ name: 'a', ...account }] })
    const detailsOf = (long: string) =>
      (t.throws(() => parseFixture(long)) as Error & { details?: unknown[] }).details
    t.strictSame(detailsOf(text + repeated(' ', 262_144)), detailsOf(text))
  })
}

t.test('a file for a start is bounded, too, and its refusal names it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-large-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'large.json')
  writeFileSync(file, `{"accounts":[${repeated('1,', megabyte)}1]}`)
  t.throws(() => readFixtures([file]), {
    message: /large\.json: .*line 1, accounts: 524289 items are too/,
  })
})

t.test('a long file is read in a thread: others are answered meanwhile', async (t) => {
  await using emulator = await start({})
  const send = (what: string, body: string) =>
    fetch(`${emulator.url}/_emulator/${what}`, { method: 'POST', body })
  const sources = Array.from({ length: 300 }, (_, index) => linuxSource({ name: `s${index}` }))
  const body = JSON.stringify({ accounts: [{ name: 'large', sources }] })
  t.ok(body.length > 262_144)
  let threads = 0
  const count = () => threads++
  subscribe('worker_threads', count)
  t.teardown(() => unsubscribe('worker_threads', count))
  const ended: string[] = []
  const note = async (name: string, answer: Promise<Response>) => {
    const { status } = await answer
    ended.push(name)
    return status
  }
  const large = note('large', send('fixtures', body))
  const yaml = note(
    'yaml',
    send('scenarios', `name: x # ${repeated('a', 70_000)}\nthen:\n  drill: fail\n`),
  )
  t.equal(await note('health', fetch(`${emulator.url}/_emulator/health`)), 200)
  t.equal(await large, 200)
  t.equal(await yaml, 200)
  t.equal(ended[0], 'health')
  const wrong = await send('fixtures', `${body.slice(0, -']}]}'.length)},1]}]}`)
  t.equal(wrong.status, 400)
  t.match(await wrong.json(), {
    error: { code: 'EMULATOR.0422', details: [{ line: 1, path: 'accounts.0.sources.300' }] },
  })
  t.equal(threads, 3, 'each of them in a thread')
})

t.test('what a thread sends in pieces is what it has read', async (t) => {
  const list = (length: number) => Array.from({ length }, (_, number) => ({ number, of: [number] }))
  for (const value of [
    {
      content: {
        version: 1,
        accounts: [{ name: 'a', tasks: list(1_001), sources: list(250) }, {}],
      },
    },
    { content: { accounts: [{ events: list(251), users: [] }, { events: list(500) }] } },
    { content: list(600) },
    { refusal: { error: 'fixtureInvalid', params: ['a'], details: [{ line: 1, path: 'x' }] } },
    { content: null },
  ]) {
    const pieces = structuredClone(cutLists(value))
    t.strictSame(pieces.reduce<unknown>(addPiece, undefined), value)
  }
  t.equal(cutLists({ content: { accounts: [{ tasks: list(1_001) }] } }).length, 6)
})

t.test('exportFixture, downloadSnapshot: an export over 12 MB is loaded again', async (t) => {
  await using emulator = await start({ fixture: ['fixtures/fleet.yaml'] })
  const ask = async (method: string, path: string, body?: string) => {
    const answer = await fetch(`${emulator.url}/_emulator/${path}`, { method, body: body ?? null })
    const text = await answer.text()
    t.equal(answer.status, 200, `${method} ${path}: ${text.slice(0, 200)}`)
    return text
  }
  const fixture = JSON.parse(await ask('GET', 'fixtures'))
  // As long as the history of a full account after a day, and quicker to read.
  fixture.accounts[0].projects[0].description = 'a'.repeat(13 * megabyte)
  await ask('POST', 'fixtures?replace=true', JSON.stringify(fixture))
  const exported = await ask('GET', 'fixtures')
  t.ok(exported.length > 13 * megabyte)
  await ask('POST', 'snapshots/uploaded', exported)
  await ask('PUT', 'snapshots/uploaded')
  t.ok((await ask('GET', 'snapshots/uploaded')).length > 13 * megabyte)
})

/** Sends blanks, which are not put together for it, until the answer comes. */
const sendBlanks = (url: string, bytes: number) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const blanks = Buffer.alloc(megabyte, ' ')
    const pieces = [
      ...Array(Math.floor(bytes / megabyte)).fill(blanks),
      ' '.repeat(bytes % megabyte),
    ]
    const sent = request(url, { method: 'POST', headers: { 'content-length': bytes } })
    sent.on('response', resolve).on('error', reject)
    Readable.from(pieces).pipe(sent)
  })

t.test('loadFixture, saveSnapshot, validateDocument: a body over 64 MB is refused', async (t) => {
  await using emulator = await start({})
  for (const path of ['fixtures', 'snapshots/x', 'validate']) {
    const answer = await sendBlanks(`${emulator.url}/_emulator/${path}`, 64 * megabyte + 1)
    t.equal(answer.statusCode, 400)
    t.match(await json(answer), { error: { message: 'the body is over 67108864 bytes' } })
  }
})

t.test('what can be loaded can be checked before, and read from a file', async (t) => {
  // Of signs that have three bytes each, as there are fewer to look at.
  const written = (bytes: number) =>
    Buffer.concat([
      Buffer.from('{"$schema":"'),
      Buffer.alloc(bytes - (bytes % 3), '€'),
      Buffer.from('","accounts":[{"name":"large"}]}'),
    ])
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-large-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'large.json')
  writeFileSync(file, written(50 * megabyte))
  t.match(readFixtures([file]), [{ name: 'large' }])
  await using emulator = await start({})
  const body = written(13 * megabyte)
  const answer = await fetch(`${emulator.url}/_emulator/validate`, { method: 'POST', body })
  t.equal(answer.status, 200, await answer.text())
})

t.test('a close does not wait for a long file', async (t) => {
  const emulator = await start({})
  const body = `{"accounts":[${repeated('{"name":"a"},', 6 * megabyte)}{}]}`
  const answer = fetch(`${emulator.url}/_emulator/fixtures`, { method: 'POST', body }).then(
    ({ status }) => status,
    () => 'closed',
  )
  await fetch(`${emulator.url}/_emulator/health`)
  await emulator.close()
  t.match(await answer, /^(?:400|503|closed)$/)
})
