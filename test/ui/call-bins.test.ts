import t from 'tap'
import type { JournalEntry } from '../../src/client/types.ts'
import { makeAxis } from '../../src/ui/timeline/axis.ts'
import { bin_width, binCalls } from '../../src/ui/timeline/call-bins.ts'

const axis = makeAxis([{ from: 0, to: 100_000 }], { from: 0, to: 100_000 }, 1_000)
const call = (ms: number, status: number | null = 200): JournalEntry =>
  ({ id: `${ms} ${status}`, clock: new Date(ms).toISOString(), status }) as JournalEntry

t.test('calls of one moment are one bin, and the refused one is drawn on top', async (t) => {
  const calls = [call(50_000, 400), ...Array.from({ length: 24 }, () => call(50_000))]
  const [bin, ...others] = binCalls(calls, axis)
  t.same(others, [])
  t.equal(bin?.calls.length, 25)
  t.equal(bin?.refused.length, 1)
  t.same(
    bin?.marks.map(({ isRefused }) => isRefused),
    [false, true],
  )
})

t.test('no two bins share a place, each is as wide as a finger, and no call is lost', async (t) => {
  const calls = Array.from({ length: 300 }, (_, at) => call(at * 333, at % 7 === 0 ? null : 200))
  const bins = binCalls(calls, axis)
  t.ok(bin_width >= 24)
  for (const [at, { x, marks }] of bins.entries()) {
    const next = bins[at + 1]
    if (next) t.ok(next.x >= x + bin_width)
    t.ok(marks.every((mark) => mark.x >= x && mark.x <= x + bin_width))
    t.ok(marks.length <= 2 * (bin_width / 3))
  }
  t.equal(
    bins.reduce((sum, bin) => sum + bin.calls.length, 0),
    300,
  )
})

t.test('calls from before what is shown are left out', async (t) => {
  t.same(binCalls([call(-5)], axis), [])
})
