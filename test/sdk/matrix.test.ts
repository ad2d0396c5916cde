import t from 'tap'
import { lostTicks, matrixOf, newTicks, ticksIn } from './matrix.ts'
import { blocksIn } from './pages.ts'
import { type Result, resultIn } from './report.ts'

/** What the runner of the SDKs makes of their results; the SDKs themselves run in `npm test -- sdk`. */

const result = (client: string, name: string, change: Partial<Result> = {}): Result => ({
  client,
  kind: 'operation',
  name,
  ok: true,
  via: 'typed',
  ...change,
})

const results = [
  result('go', 'ShowTask'),
  result('go', 'ListTasks', { ok: false }),
  result('python', 'ListTasks'),
  result('python', 'ShowSha256', { via: 'core' }),
  result('python', 'AK/SK', { kind: 'auth' }),
]
const page = matrixOf(results, ['ListTasks', 'ShowTask'])

t.test('the matrix has a row for each name, in the order of the contract', async (t) => {
  t.match(
    page,
    `| operation | python | go |
| - | :-: | :-: |
| ListTasks | ✓ | |
| ShowTask | | ✓ |
| ShowSha256 | ✓ᶜ | |
`,
  )
  t.match(page, '| case | python |')
})

t.test('its ticks are read back', async (t) => {
  t.strictSame([...ticksIn(page)].sort(), [
    'auth / AK/SK / python',
    'operation / ListTasks / python',
    'operation / ShowSha256 / python',
    'operation / ShowTask / go',
  ])
})

t.test(
  'a tick that a client no longer gives is lost, one of a client that did not run is not',
  async (t) => {
    const later = results.map((each) => ({ ...each, ok: each.name !== 'ShowTask' }))
    t.strictSame(lostTicks(page, later, ['go', 'python']), ['operation / ShowTask / go'])
    t.strictSame(lostTicks(page, [], ['go']), ['operation / ShowTask / go'])
    t.strictSame(lostTicks(page, [], []), [])
    t.strictSame(newTicks(page, later), ['operation / ListTasks / go'])
  },
)

t.test('of two results of one name the bad one counts', async (t) => {
  const twice = [...results, result('go', 'ShowTask', { ok: false })]
  t.strictSame(lostTicks(page, twice, ['go']), ['operation / ShowTask / go'])
  t.notMatch(matrixOf(twice, []), '| ShowTask | | ✓ |')
})

t.test('only the lines of a report are results', async (t) => {
  t.strictSame(resultIn(JSON.stringify(results[0])), results[0])
  for (const line of ['', 'WARN: {}', '{"client":"go"}', '{"not json'])
    t.equal(resultIn(line), undefined)
})

t.test('the blocks of a page that are run, with what they print', async (t) => {
  const text = [
    '```sh\nnot run\n```',
    '```sh run\necho one\n```',
    'words',
    '```text output\none\n```',
    '```js run\ntwo()\n```',
  ].join('\n')
  t.strictSame(blocksIn(text), [
    { code: 'echo one\n', output: 'one\n' },
    { code: 'two()\n', output: undefined },
  ])
})
