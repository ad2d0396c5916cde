import t from 'tap'
import { makeAxis } from '../../src/ui/timeline/axis.ts'

t.test('without idle time an axis is linear', async (t) => {
  const axis = makeAxis([{ from: 0, to: 100 }], { from: 0, to: 100 }, 200)
  t.equal(axis.x(0), 0)
  t.equal(axis.x(25), 50)
  t.equal(axis.x(100), 200)
  t.equal(axis.at(50), 25)
})

t.test('long idle time is compressed, and expanded again', async (t) => {
  const work = [
    { from: 0, to: 100 },
    { from: 10_000, to: 10_100 },
  ]
  const shown = { from: 0, to: 10_100 }
  const axis = makeAxis(work, shown, 444)
  t.match(axis.stretches, [
    { from: 0, to: 100, x: 0, width: 200, fold: null },
    { from: 100, to: 10_000, x: 200, width: 44, fold: 'compressed' },
    { from: 10_000, to: 10_100, x: 244, width: 200, fold: null },
  ])
  t.equal(axis.x(10_050), 344)
  t.equal(axis.at(344), 10_050)
  const expanded = makeAxis(work, shown, 1010, new Set([100]))
  t.same(
    expanded.stretches.map(({ fold }) => fold),
    [null, 'expanded', null],
  )
  t.equal(Math.round(expanded.x(10_000)), 1000)
})

t.test('moments come back from their places, whatever is at work', async (t) => {
  const work = [
    { from: 10, to: 40 },
    { from: 20, to: 60 },
    { from: 9_000, to: 9_050 },
  ]
  const axis = makeAxis(work, { from: 0, to: 9_100 }, 900)
  for (let ms = 0; ms <= 9_100; ms += 7) {
    const back = axis.at(axis.x(ms))
    const { fold } = axis.stretches.find(({ to }) => ms <= to) ?? { fold: null }
    t.ok(Math.abs(back - ms) <= (fold === null ? 1 : 2), `${ms} came back as ${back}`)
  }
  for (const [at, stretch] of axis.stretches.entries()) {
    const last = axis.stretches[at - 1]
    if (last) t.equal(stretch.x, last.x + last.width)
  }
  t.ok(Math.abs((axis.stretches.at(-1)?.x ?? 0) + (axis.stretches.at(-1)?.width ?? 0) - 900) < 1e-6)
})

t.test('before and after what is shown is its beginning and its end', async (t) => {
  const axis = makeAxis([], { from: 100, to: 200 }, 300)
  t.equal(axis.x(0), 0)
  t.equal(axis.x(500), 300)
  t.equal(axis.at(-20), 100)
  t.equal(axis.at(900), 200)
})
