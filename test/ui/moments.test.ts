import t from 'tap'
import { durationText, momentText, timeText } from '../../src/ui/text/moments.ts'

t.test('a duration is its two largest units', async (t) => {
  const table: [number, string][] = [
    [0, '0 ms'],
    [67, '67 ms'],
    [999.6, '1 s'],
    [3_000, '3 s'],
    [4_250, '4.3 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [269_000, '4 min 29 s'],
    [4_320_000, '1 h 12 min'],
    [86_400_000, '1 d'],
    [93_600_000, '1 d 2 h'],
    [-5, '0 ms'],
  ]
  for (const [ms, text] of table) t.equal(durationText(ms), text)
})

t.test('a time is as exact as what is shown beside it', async (t) => {
  const ms = Date.UTC(2026, 0, 1, 0, 10, 0, 7)
  t.equal(momentText(ms), '2026-01-01 00:10:00.007Z')
  t.equal(timeText(ms, 5_000), '00:10:00.007')
  t.equal(timeText(ms, 600_000), '00:10:00')
  t.equal(timeText(ms, 3 * 86_400_000), '01-01 00:10')
})
