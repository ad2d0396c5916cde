import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkText } from '../../src/domain/history/check-text.ts'
import {
  compareCalls,
  compareRecording,
  type ParityReport,
} from '../../src/parity/compare-recording.ts'
import { importCalls, importedText } from '../../src/parity/import.ts'
import { readKnown } from '../../src/parity/known.ts'
import { readRecording } from '../../src/parity/recording.ts'

/** What is documented of the cloud, written as recordings, against the emulator. */

const recordings = ['test/parity/recordings', 'fixtures/recordings'].flatMap((folder) =>
  readdirSync(folder).map((name) => join(folder, name)),
)
const known = readKnown()

const text = ({ operation, path, kind }: { operation: string; path: string; kind: string }) =>
  `${operation} ${path} ${kind}`

t.test(
  'parity: what is documented differs only where it is known to, and in all of that',
  async (t) => {
    const reports: ParityReport[] = []
    for (const name of recordings) {
      const report = await compareCalls(await readRecording(name), name, { known })
      t.strictSame(report.differences, [], name)
      reports.push(report)
      const hidden = await compareRecording(name)
      t.strictSame(hidden.differences, [], `${name}, without what is private`)
    }
    t.equal(reports.length, 3)
    const removable = known.filter((one) =>
      reports.every((report) => report.removable.includes(one)),
    )
    t.strictSame(removable.map(text), [], 'is met no more: take it out of parity/known.yaml')
  },
)

t.test('import: what is documented becomes fixtures that can be loaded', async (t) => {
  for (const name of recordings) {
    const imported = await importCalls(await readRecording(name), name)
    const { problems, fixture } = checkText(importedText(imported, 'a.yaml'))
    t.strictSame(problems, [], name)
    t.match(fixture, { accounts: [{ tasks: [{ steps: [] as unknown[] }] }] })
  }
})
