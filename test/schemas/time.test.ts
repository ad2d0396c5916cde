import t from 'tap'
import { Duration, duration_max, Instant, parseDuration } from '../../src/schemas/time.ts'

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
    ['10m', 600_000],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['0.5s', 500],
    ['500ms', 500],
    ['2d', 172_800_000],
    ['1d2h3m4s5ms', 93_784_005],
  ]
  for (const [text, ms] of durations) t.equal(Duration.parse(text), ms, text)
  t.equal(Duration.parse('PT0.0004S'), 0, 'rounded to milliseconds')
})

t.test('anything else is not a duration', async (t) => {
  const others = [
    ...['', 'P', 'PT', 'P1DT', 'T1H', '10M', 'PT10', 'P10M', 'PT1D', 'P1H', 'PT1M1H', 'PT1H1H'],
    ...['P1W', 'P1M', 'P1Y', '-PT1S', 'PT-1S', 'PT.5S', 'PT1.S', 'PT1.5H30M', 'P1.5DT1S'],
    ...[' PT1S', 'PT1S\n', 'PT1S PT1S', 'PT0x1S', 'PT1e3S', 'PT١S', 'P1D2H', 'soon'],
    ...['10', '-10m', '30m1h', '1m1m', 'm', '10 minutes', ' 10m', '1,5h', '10m PT1S', '1.h'],
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

/** What is said of a value that cannot be used. */
const problemWith = (schema: typeof Instant | typeof Duration, value: unknown) =>
  schema.safeParse(value).error?.issues[0]?.message ?? ''

t.test(
  'a moment of a day that does not exist is refused, not moved to the next month',
  async (t) => {
    for (const day of ['2026-02-29', '2026-02-30', '2026-04-31', '2100-02-29', '2026-13-01']) {
      t.match(problemWith(Instant, `${day}T00:00:00Z`), /names a day or a time that does not exist/)
      t.match(problemWith(Instant, `${day}T00:00:00+02:00`), /does not exist/)
    }
    t.match(problemWith(Instant, '2026-01-01T25:00:00Z'), /does not exist/)
    t.equal(Instant.parse('2028-02-29T00:00:00Z'), Date.UTC(2028, 1, 29))
    t.equal(Instant.parse('2026-03-01T00:30:00+02:00'), Date.UTC(2026, 1, 28, 22, 30))
    t.equal(Instant.parse('2026-03-01T00:30Z'), Date.UTC(2026, 2, 1, 0, 30))
    for (const text of ['2026-03-01T00:00:00', '2026-03-01', 'Mar 1 2026 00:00:00Z', 'noon']) {
      t.match(problemWith(Instant, text), /is not a moment with a zone/, text)
    }
  },
)

t.test('what is beyond a limit is told the limit', async (t) => {
  t.match(
    problemWith(Duration, 'P40000D'),
    '"P40000D" is too long; the longest duration is P36525D',
  )
  t.match(
    problemWith(Instant, '9999-12-31T23:59:59Z'),
    /is too late; the last moment of a clock is 9999-12-31T00:00:00\.000Z/,
  )
  t.match(
    problemWith(Instant, '0001-01-01T00:00:00Z'),
    /is too early; the first moment of a clock is 1970-01-01T00:00:00\.000Z/,
  )
})
