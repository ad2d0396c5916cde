import { readFileSync } from 'node:fs'
import t from 'tap'
import { FaultEffect } from '../../src/schemas/control/faults.ts'
import { effects, type Measured, updateFaults } from './faults.ts'
import { faultReportIn } from './report.ts'

/** The table of docs/faults.md and the SDKs' runs that it is compared with; the SDKs themselves run in `npm test -- sdk`. */

const page = readFileSync('docs/faults.md', 'utf8')
const drop = '`connection: drop`'
const measured = (sdk: string, cell: string): Measured => ({
  sdk,
  fault: drop,
  cell,
  isCarriedOut: false,
})

t.test('the page has a row for each fault that the SDKs meet, and no other', async (t) => {
  t.strictSame(updateFaults(page, []), { page, problems: [] })
  for (const [fault, effect] of Object.entries(effects)) {
    t.ok(FaultEffect.safeParse(effect).success, fault)
  }
})

t.test('an SDK that behaves otherwise is a problem with the row to paste', async (t) => {
  const { page: after, problems } = updateFaults(page, [measured('go', '`*net.OpError`')])
  const row =
    /^\| `connection: drop` \| no \| `ConnectionException` .* \| `\*net\.OpError` \| `ConnectionException`.*$/m
  const [line = ''] = row.exec(after) ?? []
  t.strictSame(problems, [`docs/faults.md should have this row: ${line}`])
  t.strictSame(updateFaults(after, []), { page: after, problems: [] })
})

t.test('whether the POST is carried out is measured, too', async (t) => {
  const happened = { ...measured('go', ''), isCarriedOut: true }
  t.match(updateFaults(page, [happened]).problems, [/this row: \| `connection: drop` \| yes \|/])
})

t.test('a row of a fault that no suite meets is a problem', async (t) => {
  const former = page.replace(/^\| `connection: drop` \| no \|/m, '| `connection: slow` | no |')
  const { page: after, problems } = updateFaults(former, [])
  t.match(problems, [/should have this row: \| `connection: drop` /, /suite meets: .*slow/])
  t.notMatch(after, 'connection: slow')
})

t.test('a page without the table is a problem', async (t) => {
  t.match(updateFaults('# Faults\n', []), { page: '# Faults\n', problems: [/has no table/] })
})

t.test('only the lines of a report on a fault are such reports', async (t) => {
  const report = { fault: drop, call: 'GET', error: 'ConnectionException', cause: 'EOF' }
  t.strictSame(faultReportIn(JSON.stringify(report)), report)
  for (const line of ['', '{"fault":"x"}', '{"client":"go","kind":"auth","name":"x","ok":true}'])
    t.equal(faultReportIn(line), undefined)
})
