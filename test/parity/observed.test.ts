import { readFileSync } from 'node:fs'
import t from 'tap'
import { coveragePage } from '../../src/cli/pages/error-and-coverage-pages.ts'
import { readObserved } from '../../src/parity/observed.ts'

/** The coverage page shows what was observed, as reports note it. */

const document = (name: string) => JSON.parse(readFileSync(`openapi/${name}.json`, 'utf8'))
const documents = { sms: document('sms'), iam: document('iam'), control: document('control') }

t.test(
  'parity: the coverage page says of an operation when and where it was observed',
  async (t) => {
    const page = coveragePage(documents, [], {
      ShowTask: { date: '2026-06-26', region: 'ap-southeast-3' },
    })
    const rows = page.split('\n').filter((line) => line.includes('| observed ('))
    t.equal(rows.length, 1)
    t.match(
      rows[0],
      /^\| ShowTask \| GET \/v3\/tasks\/\{task_id\} \| .*\| observed \(2026-06-26, ap-southeast-3\) \|$/,
    )
  },
)

t.test('parity: nothing is said to be observed by hand', async (t) => {
  // No recording of the cloud is in the repository yet: the file is written by `parity --observed`.
  t.strictSame(readObserved('parity/observed.json'), { operations: {} })
})
