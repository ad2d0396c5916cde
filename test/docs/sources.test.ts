import { readFileSync } from 'node:fs'
import t from 'tap'
import { startTest } from '../helper.ts'

/** What docs/sources.md says of a Windows and a Linux source, tried with RegisterServer. */

const page = readFileSync('docs/sources.md', 'utf8')

type Row = { fields: string[]; sent: string; name: string; result: string; codes: string[] }

const words = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)

function rowsOf(section: string): Row[] {
  const lines = section.split('\n').filter((line) => line.startsWith('| '))
  return lines.slice(2).map((line) => {
    const [, fields = '', sent = '', name = '', , otherwise = ''] = line.split(/ ?\| ?/)
    const [result = ''] = otherwise.split(' ')
    return {
      fields: words(fields),
      sent,
      name: words(name)[0] ?? '',
      result,
      codes: words(otherwise),
    }
  })
}

for (const system of ['Windows', 'Linux']) {
  const [, section = ''] = page.split(`## A ${system} source`)
  const rows = rowsOf(section.split('## ')[0] ?? '')
  const report = JSON.parse(/```json\n(.*?)```/s.exec(section)?.[1] ?? '')

  t.test(`RegisterServer: the ${system} report of docs/sources.md is the shortest`, async (t) => {
    const { sms, control } = await startTest(t)
    const checked = async (body: object) => {
      const { status, body: made } = await sms('POST', '/v3/sources', body)
      if (status !== 200) return { status, body: made }
      await control('POST', '/_emulator/clock/advance', { until: 'idle' })
      return sms('GET', `/v3/sources/${made.id}`)
    }
    const { body: whole } = await checked(report)
    t.equal(whole.state, 'waiting')
    const names = whole.checks.map(({ name }: { name: string }) => name)
    t.strictSame(
      names,
      rows.map(({ name }) => name),
    )
    for (const { name, result } of whole.checks) t.equal(result, 'OK', name)

    const needed = rows.filter(({ sent }) => sent !== 'no')
    for (const field of Object.keys(report)) {
      const { [field]: _, ...rest } = report
      const { status, body } = await checked(rest)
      if (status !== 200) {
        t.match(page, new RegExp(`refuses a report without .*\`${field}\``), `${field}: refused`)
        continue
      }
      const failed = body.checks.find(({ result }: { result: string }) => result !== 'OK')
      const row = needed.find(({ fields, name }) => fields.includes(field) && name === failed?.name)
      t.ok(row, `${field} is needed, by ${failed?.name}`)
      t.equal(failed?.result, row?.result, field)
      t.ok(row?.codes.includes(failed?.error_code), field)
      t.equal(body.state, row?.result === 'ERROR' ? 'unavailable' : 'waiting', field)
    }
  })
}
