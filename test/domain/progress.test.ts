import { readFileSync } from 'node:fs'
import t from 'tap'
import { milestonesOf } from '../../src/domain/migration/timings.ts'
import { SubTaskName } from '../../src/schemas/sms/reports.ts'

/** docs/progress.md says what the table of milestones says. */

t.test('the page about progress bars has every milestone', async (t) => {
  const page = readFileSync('docs/progress.md', 'utf8')
  const rows = [...page.matchAll(/^\| (.+) \| (.+) \|$/gm)].map(([, names = '', shown = '']) => ({
    names: names.replaceAll('`', '').split(', '),
    shown,
  }))
  for (const name of SubTaskName.options) {
    const row = rows.find(({ names }) =>
      names.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one)),
    )
    const marks = milestonesOf(name)
    const words = marks?.map(([share, percent]) => {
      const from = share === 0 ? 'the beginning' : `${Math.round(share * 100)} %`
      return `${percent} from ${from}`
    })
    t.match(row?.shown, words?.join(', ') ?? /^evenly/, name)
  }
})
