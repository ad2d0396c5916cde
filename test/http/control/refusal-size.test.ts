import t from 'tap'
import { scenario, startTest } from '../../helper.ts'

/** A refusal is short, however much is wrong in the request; what would be kept is bounded. */

const manyNames = (amount: number, value: unknown = 1): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: amount }, (_, number) => [`k${number}`, value]))

const effect = { status: 500 }
const long = 'x'.repeat(100_000)

const bodies: Record<string, [path: string, body: object]> = {
  'a match with 900 unknown names': ['faults', { match: manyNames(900), effect }],
  'a match with 100,000 unknown names': ['faults', { match: manyNames(100_000), effect }],
  'a match with a long unknown name': ['faults', { match: { [long]: 1 }, effect }],
  'an effect with a long name of a header': ['faults', { effect: { headers: { [long]: 'é' } } }],
  'an effect with 900 wrong headers': ['faults', { effect: { headers: manyNames(900) } }],
  '1,000 wrong faults': ['faults', Array.from({ length: 1000 }, () => ({ match: { a: 1 } }))],
  'a scenario with 900 unknown conditions': [
    'scenarios',
    { ...scenario('n', { throttle: { calls: 1, per: 'PT1S' } }), match: manyNames(900) },
  ],
  'an advance with 10,000 unknown names': ['clock/advance', manyNames(10_000)],
  'an advance with a long unknown name': ['clock/advance', { [long]: 1 }],
  'an account with 1,000 wrong projects': ['accounts', { projects: manyItems(1000) }],
}

function manyItems(amount: number): number[] {
  return Array.from({ length: amount }, () => 1)
}

for (const [what, [path, body]] of Object.entries(bodies)) {
  t.test(`a refusal is short: ${what}`, async (t) => {
    const { call } = await startTest(t)
    const headers = { 'content-type': 'application/json' }
    const payload = JSON.stringify(body)
    const answer = await call('POST', `/_emulator/${path}`, { headers, payload })
    t.equal(answer.status, 400)
    const size = JSON.stringify(answer.body).length
    t.ok(size < 30_000, `${size} characters`)
    t.ok((answer.body.error.details?.length ?? 0) <= 100)
  })
}

t.test('a refusal tells the allowed names once, and how many others are wrong', async (t) => {
  const { control } = await startTest(t)
  const { body } = await control('POST', '/_emulator/clock/advance', manyNames(20))
  t.match(
    body.error.message,
    /"k0" is unknown, "k1" is unknown, .+"k11" is unknown, and so are 8 more; use by, until, max or events/,
  )
})

const put = [
  { headers: manyNames(101, '1') },
  { headers: manyNames(100_000, '1') },
  { headers: { 'x-long': 'x'.repeat(8_193) } },
  { status: 500, retry_after: '1'.repeat(8_193) },
]

t.test('addFaults: at most a hundred headers of eight kilobytes', async (t) => {
  const { control } = await startTest(t)
  for (const effect of put) {
    const { status, body } = await control('POST', '/_emulator/faults', { effect })
    t.equal(status, 400)
    t.match(body.error.message, /at most 100|at most 8192|more than 1000 names/)
  }
  const headers = { ...manyNames(99, '1'), 'x-long': 'x'.repeat(8_192) }
  t.equal((await control('POST', '/_emulator/faults', { effect: { headers } })).status, 200)
})

t.test('of a list of a million only the first mistake is looked for', async (t) => {
  const { control } = await startTest(t)
  const { status, body } = await control('POST', '/_emulator/accounts', {
    projects: manyItems(1_000_000),
  })
  t.equal(status, 400)
  t.strictSame(body.error.details, [{ path: 'body.projects.0', message: '1 is not a text' }])
})

t.test('a map in JSON has at most a thousand names, as one in YAML', async (t) => {
  const { control } = await startTest(t)
  const { status, body } = await control('POST', '/_emulator/fixtures', manyNames(1001))
  t.equal(status, 400)
  t.match(body.error.message, /line 1, k1000: a map of more than 1000 names/)
})
