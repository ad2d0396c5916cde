import t from 'tap'
import { Duration, duration_max, parseDuration } from '../../src/schemas/time.ts'

t.test('a duration of days and below is a number of milliseconds', async (t) => {
  const durations: [string, number][] = [
    ['PT10M', 600_000],
    ['PT0.5S', 500],
    ['PT0,5s', 500],
    ['P1DT2H', 93_600_000],
    ['P1DT2H3M4.5S', 93_784_500],
    ['PT1.5H', 5_400_000],
    ['P0.5D', 43_200_000],
    ['P36525D', duration_max],
    ['PT90M', 5_400_000],
    ['PT0S', 0],
  ]
  for (const [text, ms] of durations) t.equal(Duration.parse(text), ms, text)
  t.equal(Duration.parse('PT0.0004S'), 0, 'rounded to milliseconds')
})

t.test('anything else is not a duration', async (t) => {
  const others = [
    ...['', 'P', 'PT', 'P1DT', 'T1H', '10M', 'PT10', 'P10M', 'PT1D', 'P1H', 'PT1M1H', 'PT1H1H'],
    ...['P1W', 'P1M', 'P1Y', '-PT1S', 'PT-1S', 'PT.5S', 'PT1.S', 'PT1.5H30M', 'P1.5DT1S'],
    ...[' PT1S', 'PT1S\n', 'PT1S PT1S', 'PT0x1S', 'PT1e3S', 'PT١S', 'P1D2H', 'soon'],
  ]
  for (const text of others) {
    t.equal(parseDuration(text), undefined, JSON.stringify(text))
    t.notOk(Duration.safeParse(text).success, JSON.stringify(text))
  }
})

t.test('a duration is at most a century, and its number is read in linear time', async (t) => {
  for (const text of ['P36525DT0.001S', `P${'9'.repeat(400)}D`, `PT${'9'.repeat(1e6)}`]) {
    t.notOk(Duration.safeParse(text).success, text.slice(0, 20))
  }
})
