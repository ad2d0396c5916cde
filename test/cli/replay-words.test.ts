import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { harmless_names } from '../../src/domain/hiding/known-names.ts'
import { type Running, start } from '../../src/index.ts'
import { TaskStateFilter } from '../../src/schemas/sms/states.ts'
import { credentials, exampleBody } from '../helper.ts'
import { commandWith } from './tool.ts'

/** A replay gets every answer as recorded, whichever word of the emulator's own a client sends as a secret. */

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const fixture = join(folder, 'fixture.json')
const sources = [{ ...exampleBody('RegisterServer'), name: 's1' }]
const tasks = [{ source: 's1', name: 't1', steps: ['start'] }]
writeFileSync(fixture, JSON.stringify({ accounts: [{ name: 'emulator', sources, tasks }] }))

type Call = { path: string; body: unknown }

const login = (password: string): Call => ({
  path: '/v3/auth/tokens',
  body: credentials(
    { project: { name: 'ap-southeast-1' } },
    { name: 'developer', password, domain: { name: 'emulator' } },
  ),
})
const control = (path: string, body: unknown): Call => ({ path: `/_emulator/${path}`, body })
const scenario = (then: object): Call => control('scenarios', { name: 'x', then })
const until = (state: string): Call => control('clock/advance', { until: { task: 't1', state } })

/** Makes the calls, writes the bundle and replays it. */
async function replayed(calls: readonly Call[], name: string) {
  await using emulator: Running = await start({ record: true, fixture: [fixture] })
  const statuses: number[] = []
  for (const { path, body } of calls) {
    const answer = await fetch(emulator.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    await answer.text()
    statuses.push(answer.status)
  }
  const file = join(folder, `${name}.json`)
  await commandWith({ SMS_EMULATOR_URL: emulator.url })('bundle', '-o', file)
  return { statuses, ...(await commandWith({})('replay', file)) }
}

async function isAsRecorded(t: Test, calls: readonly Call[], statuses: number[]): Promise<void> {
  const again = await replayed(calls, 'case')
  t.same(again.statuses, statuses)
  t.match(again, { exit: 0, stdout: /every answer as recorded/ }, again.stdout)
}

t.test('a number of a misspelt field may be in an answer by itself', async (t) => {
  await isAsRecorded(t, [login('wrong'), control('faults', { effect: { stattus: 1 } })], [401, 400])
  await isAsRecorded(t, [login('wrong'), scenario({ fial: 1 })], [401, 400])
  const accounts = [{ name: 'other', clck: 1 }]
  await isAsRecorded(t, [login('wrong'), control('fixtures', { accounts })], [401, 400])
})

t.test('a wrong password may be a word that answers say by themselves', (t) =>
  isAsRecorded(t, [login('SYNCING'), until('SYNCIN')], [401, 400]),
)

t.test('an unknown value may be a word that answers say by themselves', (t) =>
  isAsRecorded(
    t,
    [
      { path: '/v3/auth/tokens', body: { foo: 'object' } },
      control('faults', { effect: { body: {} } }),
    ],
    [400, 400],
  ),
)

t.test('a wrong password may be a part of an address, a name or a state', (t) =>
  isAsRecorded(
    t,
    [
      login('Emulator@123'),
      ...[
        'emulato',
        'fixture',
        'MIGRATE_SUCC',
        'southeast-1',
        'advanc',
        'application',
        '127.0.0',
      ].map(login),
      control('fixtures', {
        accounts: [{ name: 'other', projects: [{ name: 'ap-southeast-1' }] }],
      }),
      until('MIGRATE_SUCCESS'),
    ],
    [201, 401, 401, 401, 401, 401, 401, 401, 200, 200],
  ),
)

const word = fc.oneof(
  fc.constantFrom(...harmless_names, ...TaskStateFilter.options),
  fc.constantFrom(
    'developer',
    'emulator',
    't1',
    's1',
    '1',
    '2',
    'line',
    'is not one of',
    'details',
  ),
  fc.integer({ min: 1, max: 1_000_000 }).map(String),
)
/** The word, or a part of it. */
const part = fc
  .tuple(word, fc.nat(3), fc.nat(3))
  .map(([text, before, after]) => text.slice(before, text.length - after) || text)
const value = fc.oneof(part, fc.integer({ min: 0, max: 20 }))
const call: fc.Arbitrary<Call> = fc.oneof(
  part.map(login),
  part.map(until),
  fc.constantFrom(...TaskStateFilter.options).map(until),
  fc.tuple(part, value).map(([name, one]) => control('faults', { effect: { [name]: one } })),
  fc
    .tuple(part, value)
    .map(([name, one]) => control('faults', { effect: { status: 503, body: { [name]: one } } })),
  fc.tuple(part, value).map(([name, one]) => scenario({ [name]: one })),
  fc
    .tuple(part, value)
    .map(([name, one]) => control('fixtures', { accounts: [{ name: 'o', [name]: one }] })),
  fc.tuple(part, value).map(([name, one]) => ({
    path: '/v3/auth/tokens',
    body: { [name]: one },
  })),
)

t.test('random calls with words of the contract as secrets', async (t) => {
  const property = fc.asyncProperty(
    fc.array(call, { minLength: 4, maxLength: 12 }),
    async (calls) => {
      const { exit, stdout } = await replayed(calls, 'random')
      if (exit !== 0) throw new Error(stdout)
    },
  )
  await fc.assert(property, { seed: 43, numRuns: 12 })
  t.pass('every answer as recorded')
})
